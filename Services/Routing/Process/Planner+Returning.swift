import Domain
import Protocol

/// What a "no" does: which step reopens, who repairs, and what of the other units' work stands.
extension Planner {
    /// Returns the case for a "no" to the task's document.
    mutating func sayNo(_ task: CaseState.Task, _ done: Completion) {
        guard let name = task.document else { return }
        let index = plan.index(of: task.place)
        let isPublished = task.kind == .regular || task.kind == .countersign
        guard let member = name.member else {
            for other in state.tasks where other.isOnTheWay { withdraw(other.id) }
            let named = (done.members ?? []).filter { member in plan.roles.values.contains { $0.kind.isEach(with: member) } }
            goBack([name], from: index, isPublished: isPublished, members: named.isEmpty ? nil : named)
            return
        }
        // The state has marked the unit's document. The other units go on; the case goes back once, with all that were said no to.
        if index < plan.entries.count, plan.entries[index].isWalkedByUnits {
            let target = target(of: [name], from: index, isPublished: isPublished)
            if plan.entries[index].segment.contains(target.index) {
                goBack([name], to: target, from: index, members: [member], isWithinUnit: true)
                join(at: index)
                return
            }
            if state.isOnTheWay { return }
            _ = returnFlagged(at: plan.entries[index].segment.upperBound - 1, isPublished: isPublished)
        } else if !state.isOnTheWay {
            _ = returnFlagged(at: index, isPublished: isPublished)
        }
    }

    /// Returns the case for the units' documents that were said no to, if there are any.
    mutating func returnFlagged(at index: Int, isPublished: Bool) -> Bool {
        guard let first = state.documents.first(where: \.isReturned) else { return false }
        let documents = state.documents.filter { $0.isReturned && $0.name.naskah == first.name.naskah }.map(\.name)
        goBack(documents, from: index, isPublished: isPublished, members: documents.compactMap(\.member))
        return true
    }

    /// Where a case goes back to, and who repairs before the acts run again; nobody where the acts themselves compose.
    struct Target {
        var index: Int
        var needsRevision: Bool
        /// The step's own role repairs; otherwise whoever composed last.
        var isPublished: Bool
    }

    private mutating func goBack(_ names: [DocumentName], from index: Int, isPublished: Bool, members: [Key<Position>]?) {
        let target = target(of: names, from: index, isPublished: isPublished)
        goBack(names, to: target, from: index, members: members, isWithinUnit: false)
    }

    private mutating func goBack(
        _ names: [DocumentName], to target: Target, from index: Int, members: [Key<Position>]?, isWithinUnit: Bool
    ) {
        guard let naskah = names.first?.naskah else { return }
        let from = plan.place(at: index)
        let to = plan.place(at: target.index)
        let event = StepReturned(
            caseID: caseID, from: from.step, fromAct: from.act, to: to.step, toAct: to.act, naskah: naskah, members: members,
            isWithinUnit: isWithinUnit, round: state.round(of: to.step) + 1)
        // What was handed over on the way will be handed over again.
        for seen in state.tasks where seen.kind == .acknowledgement && seen.place >= to {
            if let name = seen.document, names.contains(name) { withdraw(seen.id) }
        }
        moves.append(.goBack(event))
        state.returned(event)
        if target.needsRevision {
            for name in names { open(revision(of: name, at: target)) }
        } else if isWithinUnit, let walker = names.first?.member {
            walk(walker, from: target.index, to: plan.entries[target.index].segment.upperBound)
        } else {
            proceed(from: target.index)
        }
    }

    /// The published step, or where the document was last composed; within it the first act about the document.
    ///
    /// What stands before that act in the step is not done again: material was gathered, a letter from outside received, and neither comes twice.
    func target(of names: [DocumentName], from index: Int, isPublished: Bool) -> Target {
        #if PLANTED
            let isPublished = isPublished && !Planted.isOn(.returnAnywhere)
        #endif
        let here = plan.place(at: index)
        let naskah = names.first?.naskah
        var step = here.step
        var usesPublished = false
        if isPublished, index < plan.entries.count, let published = plan.sop.step(here.step)?.returnsTo {
            step = published
            usesPublished = true
        } else if let composed = names.compactMap({ state.document($0)?.composedAt }).filter({ $0 <= here }).max() {
            step = composed.step
        } else if let composing = plan.entries[..<min(index, plan.entries.count)].last(where: { $0.act.word == .susun && $0.act.naskah == naskah }) {
            step = composing.place.step
        } else if here.step > 1 {
            step = here.step - 1
        }
        let acts = plan.entries(ofStep: step)
        let about = acts.filter { plan.entries[$0].act.naskah == naskah && !plan.entries[$0].act.word.isAboutTheWhole }
        // Where the step is not about the document, the material it makes is what is repaired.
        let repairing = about.isEmpty ? Array(acts) : about
        let composes = repairing.contains { plan.entries[$0].act.word == .susun && !plan.entries[$0].act.isOptional }
        return Target(index: about.first ?? acts.lowerBound, needsRevision: !composes, isPublished: usesPublished)
    }

    private func revision(of name: DocumentName, at target: Target) -> NewTask {
        let document = state.document(name)
        var unit = document?.composer
        var outside = document?.composerOutside
        let place = plan.place(at: target.index)
        if target.isPublished || unit == nil, let actor = plan.sop.step(place.step)?.actor {
            let candidates = positions(of: actor)
            if case .each = plan.roles[actor]?.kind {
                // Each unit repairs its own; a shared document goes to whoever composed it.
                unit = name.member.flatMap { candidates.contains($0) ? $0 : nil } ?? unit ?? candidates.first
            } else {
                unit = candidates.first ?? unit
                outside = plan.outside(actor)
            }
        }
        let repairer = unit ?? positions(of: Organisation.agendaClerk).first ?? ""
        let task = CaseState.Task(
            id: caseID, kind: .revision, word: .susun, place: place, unit: repairer, position: repairer, document: name, outside: outside)
        return NewTask(task: task, entry: nil, round: 1)
    }
}

extension RoleKind {
    fileprivate func isEach(with member: Key<Position>) -> Bool {
        if case .each(let units) = self { units.contains(member) } else { false }
    }
}
