import Domain
import Kernel
import Protocol

/// The most positions an appointed team may have.
private let maximumTeam = 100

/// Ends a `disposisi` of a SOP. What the giver ticked and wrote stands with the tasks that come of it.
func giveOrder(_ command: GiveOrder, _ decision: Decision) throws -> [Event] {
    let own = try OwnTask.find(command.task, .disposisi, decision)
    try checkNote(command.note)
    let instructions = try instructions(command.instructions ?? [])
    if let due = command.due, due <= decision.now.milliseconds {
        throw Rejection.invalid("due", "This time has passed; name a later one, or leave it out.")
    }
    var turn = try Turn(own.file, decision)
    let team = try team(command.appoints, own, turn.plan)
    let giver = turn.plan.name(of: own.task.unit)
    let words = (instructions + [command.note].compactMap { $0 }).joined(separator: "; ")
    turn.note = { _ in words.isEmpty ? nil : "Disposisi \(giver): \(words)" }
    turn.notLaterThan = command.due
    return try turn.end(own.done(appointed: team), words: ActWords(note: command.note, names: instructions.isEmpty ? nil : instructions))
}

/// The ticked lines, as printed on the sheet.
private func instructions(_ ticked: [Key<Instruction>]) throws -> [String] {
    guard Set(ticked).count == ticked.count else { throw Rejection.invalid("instructions", "A line is ticked twice; tick it once.") }
    return try ticked.enumerated().map { index, id in
        guard let line = Instruction.defaults.first(where: { $0.id == id }) else {
            throw Rejection.invalid("instructions.\(index)", "There is no such line on the sheet; choose one of its lines.")
        }
        return line.text
    }
}

/// The team the order appoints: as the giver wants it, or as the catalogue proposes it. Nil where it appoints none.
private func team(_ wanted: [Key<Position>]?, _ own: OwnTask, _ plan: CasePlan) throws -> [Key<Position>]? {
    let index = plan.index(of: own.task.place)
    let role = index < plan.entries.count ? plan.entries[index].act.appoints : nil
    guard let role, case .team(let lead, let members) = plan.roles[role]?.kind else {
        if wanted != nil { throw Rejection.invalid("appoints", "This order appoints nobody; leave the team out.") }
        return nil
    }
    guard let wanted else { return [lead] + members.filter { $0 != lead } }
    guard !wanted.isEmpty, wanted.count <= maximumTeam, Set(wanted).count == wanted.count else {
        throw Rejection.invalid("appoints", "Name 1 to \(maximumTeam) positions, its lead first, each of them once.")
    }
    let giver = plan.positions[own.task.unit]
    for (index, id) in wanted.enumerated() {
        guard let position = plan.positions[id] else {
            throw Rejection("positionUnknown", "The agency has no such position; choose one of its positions.", field: "appoints.\(index)")
        }
        if let giver, !position.isBelow(giver) {
            throw Rejection("notBelow", "An order goes only down in rank; leave this position out.", field: "appoints.\(index)")
        }
    }
    return wanted
}
