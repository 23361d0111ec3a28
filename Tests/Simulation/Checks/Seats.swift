import Domain
import Protocol

/// Who sits where and who acts for whom, as Routing's journal tells it; by rules of its own.
struct Seats {
    private var holders: [Holder]
    private var mandates: [Mandate]

    /// The office as its catalogue has it. A later version of it says nothing else of people.
    init(_ organisation: Organisation) {
        holders = organisation.holders
        mandates = organisation.mandates
    }

    /// Takes in an event, if it is about people.
    mutating func hear(_ header: EventHeader, _ data: ArraySlice<UInt8>, _ json: JSONText) throws {
        switch header.type {
        case HolderAssigned.type:
            let body = try json.decode(HolderAssigned.self, from: data)
            holders.append(Holder(position: body.position, name: "", nip: body.nip, from: body.from, until: nil))
        case HolderEnded.type:
            let body = try json.decode(HolderEnded.self, from: data)
            holders = holders.map { holder in
                guard (holder.position, holder.nip, holder.from) == (body.position, body.nip, body.from) else { return holder }
                return Holder(position: holder.position, name: "", nip: holder.nip, from: holder.from, until: body.until)
            }
        case MandateGiven.type: mandates.append(try json.decode(MandateGiven.self, from: data).mandate)
        case MandateEnded.type:
            let ended = try json.decode(MandateEnded.self, from: data).mandate
            mandates.removeAll { ($0.position, $0.delegate, $0.kind, $0.from) == (ended.position, ended.delegate, ended.kind, ended.from) }
            mandates.append(ended)
        default: return
        }
    }

    // MARK: - Who

    /// The persons who sit on a position on that day.
    func persons(at position: Key<Position>, on date: CivilDate) -> [String] {
        holders.filter { $0.position == position && $0.isInForce(on: date) }.map(\.nip)
    }

    /// Those who act for a position in full on that day.
    func deputies(for position: Key<Position>, on date: CivilDate) -> [String] {
        inForce(for: position, on: date).filter(\.kind.isActing).flatMap { persons(at: $0.delegate, on: date) }
    }

    /// Whether the person may do that act as the position.
    func mayDo(_ word: Act.Word, _ person: String, as position: Key<Position>, on date: CivilDate) -> Bool {
        if persons(at: position, on: date).contains(person) || deputies(for: position, on: date).contains(person) { return true }
        return word == .tandaTangan && isEntitled(person, as: position, under: .an, on: date)
    }

    /// Whether the person acts as the position in the own seat, or under a mandate of that kind.
    func isEntitled(_ person: String, as position: Key<Position>, under kind: Mandate.Kind?, on date: CivilDate) -> Bool {
        guard let kind else { return persons(at: position, on: date).contains(person) }
        return inForce(for: position, on: date).contains { $0.kind == kind && persons(at: $0.delegate, on: date).contains(person) }
    }

    /// With whom something lies that belongs to a position: with itself, or with the next above where somebody is; where nobody is, it stays and says so.
    func place(of owner: Key<Position>, on date: CivilDate) -> (position: Key<Position>, vacant: Key<Position>?) {
        var next: Key<Position>? = owner
        while let position = next {
            if !persons(at: position, on: date).isEmpty || !deputies(for: position, on: date).isEmpty {
                return (position, position == owner ? nil : owner)
            }
            next = SimulatedOffice.superior(of: position)
        }
        return (owner, owner)
    }

    private func inForce(for position: Key<Position>, on date: CivilDate) -> [Mandate] {
        mandates.filter { $0.position == position && $0.isInForce(on: date) }
    }
}
