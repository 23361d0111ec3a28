import Domain
import Protocol

/// What an act asks of whom: its parts, what is passed over, what comes before it, and what follows it.
extension Planner {
    /// What one position has to do of an act, with one document or none.
    struct Part: Equatable {
        var unit: Key<Position>
        var document: DocumentName?
    }

    /// The positions behind a role in this case.
    func positions(of role: Key<Role>) -> [Key<Position>] {
        switch plan.roles[role]?.kind {
        case .position(let position), .outside(let position): [position]
        case .each(let units): units
        case .team(let lead, _): [state.teams[role]?.first ?? lead]
        case nil: []
        }
    }

    /// The positions that do an act now: all behind its role, or only the units whose part reopened.
    func actors(of index: Int) -> [Key<Position>] {
        let entry = plan.entries[index]
        let all = positions(of: entry.act.actor)
        guard case .each = plan.roles[entry.act.actor]?.kind else { return all }
        return restricted(all, at: entry.place)
    }

    private func restricted(_ units: [Key<Position>], at place: Place) -> [Key<Position>] {
        guard let restriction = state.restriction, place <= restriction.until else { return units }
        let named = units.filter(restriction.members.contains)
        return named.isEmpty ? units : named
    }

    /// Who does an act, with which document: a shared one, each unit its own, or one position all those of the units.
    func parts(of index: Int) -> [Part] {
        let entry = plan.entries[index]
        let act = entry.act
        let actors = actors(of: index)
        let naskah = act.word == .rapat ? act.invitation ?? act.naskah : act.naskah
        guard let naskah else { return actors.map { Part(unit: $0, document: nil) } }
        guard let all = plan.owners[naskah], !act.word.isAboutTheWhole else {
            return actors.map { Part(unit: $0, document: DocumentName(naskah: naskah)) }
        }
        let owners = restricted(all, at: entry.place)
        if case .each(let units) = plan.roles[act.actor]?.kind, units.contains(where: all.contains) {
            return actors.filter(owners.contains).map { Part(unit: $0, document: DocumentName(naskah: naskah, member: $0)) }
        }
        return actors.flatMap { actor in owners.map { Part(unit: actor, document: DocumentName(naskah: naskah, member: $0)) } }
    }

    /// Whether there is nothing to do: the number is given, the version filed, the paraf still good, or the optional document was never composed.
    func isPassedOver(_ index: Int, _ part: Part) -> Bool {
        let entry = plan.entries[index]
        guard let name = part.document, entry.act.word.needsVersion else { return false }
        guard let document = state.document(name), document.isComposed else {
            return plan.entries[..<index].contains { $0.act.word == .susun && $0.act.naskah == name.naskah }
        }
        switch entry.act.word {
        case .nomor: return document.number != nil
        case .arsip: return document.isArchived
        case .paraf, .tandaTangan:
            // Given at this place or beyond it means that the case came this way before.
            return state.answers.contains {
                $0.place >= entry.place && $0.word == entry.act.word && $0.unit == part.unit && $0.document == name && $0.hash == document.hash
            }
        default: return false
        }
    }

    /// The task of an act itself.
    func regular(_ index: Int, _ part: Part) -> NewTask {
        let entry = plan.entries[index]
        let task = CaseState.Task(
            id: caseID, kind: .regular, word: entry.act.word, place: entry.place, unit: part.unit, position: part.unit, document: part.document,
            outside: plan.outside(entry.act.actor), waitsForLetter: entry.act.word == .terima && entry.act.fromOutside)
        return NewTask(task: task, entry: index, awaits: entry.act.word == .kumpul ? state.asked : [], round: 1)
    }

    // MARK: - What comes before an act

    /// The first thing that must be done before an act about this document: what a later version made void is given again, and what goes out has its number.
    func before(_ index: Int, _ name: DocumentName) -> NewTask? {
        let word = plan.entries[index].act.word
        let names = companions(of: name, word)
        if word.restsOnAnswers, let renewal = names.lazy.compactMap({ self.renewal(of: $0, before: index) }).first { return renewal }
        return names.lazy.compactMap { self.numbering(of: $0, before: index, word, isCompanion: $0 != name) }.first
    }

    /// The document itself, and what goes out together with it: its attachments, or the letter whose attachment it is where it bears no number of its own.
    private func companions(of name: DocumentName, _ word: Act.Word) -> [DocumentName] {
        guard word == .kirim, let naskah = plan.naskah(name) else { return [name] }
        let attachments = plan.attachments(of: naskah.id).flatMap { id in
            plan.owners[id].map { $0.map { DocumentName(naskah: id, member: $0) } } ?? [DocumentName(naskah: id)]
        }
        let carrier = naskah.register == nil ? naskah.attachmentOf.map { [DocumentName(naskah: $0)] } ?? [] : []
        return [name] + carrier + attachments
    }

    /// The first paraf or signature on the document, in the order of the plan, that was given on another version than the one that stands.
    ///
    /// Left out is what the plan will ask for again: whoever parafs or signs the document anyway at this act or a later one is not asked twice.
    func renewal(of name: DocumentName, before index: Int) -> NewTask? {
        #if PLANTED
            if Planted.isOn(.keepVoidParaf) { return nil }
        #endif
        guard let document = state.document(name), document.isComposed else { return nil }
        let void = state.answers
            .filter { $0.document == name && $0.hash != document.hash && !isAskedAgain($0, from: index) }
            .min { $0.place < $1.place }
        guard let void else { return nil }
        let task = CaseState.Task(
            id: caseID, kind: .renewal, word: void.word, place: plan.place(at: index), unit: void.unit, position: void.unit, document: name,
            outside: void.outside)
        return NewTask(task: task, entry: plan.index(of: void.place), round: 1)
    }

    private func isAskedAgain(_ answer: CaseState.Answer, from index: Int) -> Bool {
        (index..<max(index, plan.entries.count)).contains { later in
            let act = plan.entries[later].act
            guard act.word == answer.word, act.naskah == answer.document.naskah, !act.isOptional else { return false }
            let isSuperior = act.isTiered && answer.document.member.flatMap { plan.positions[$0]?.superior } == answer.unit
            guard isSuperior || plan.outside(act.actor) == answer.outside else { return false }
            return isSuperior || parts(of: later).contains(Part(unit: answer.unit, document: answer.document))
        }
    }

    /// The number that the document needs before it leaves: when it is sent, when it is handed over or called by in its last form, or signed and filed.
    private func numbering(of name: DocumentName, before index: Int, _ word: Act.Word, isCompanion: Bool) -> NewTask? {
        guard let naskah = plan.naskah(name) else { return nil }
        switch word {
        case .kirim:
            // What goes along takes its number from its own act, if the SOP has one for it.
            if isCompanion, plan.isYetToCome([.nomor], naskah.id, from: index) { return nil }
        case .arsip:
            guard let document = state.document(name), isNumberOwed(document), !plan.isYetToCome([.nomor], naskah.id, from: index) else { return nil }
        // A meeting may be about a document without being called by it.
        case .rapat where plan.entries[index].act.invitation != naskah.id: return nil
        case .sampaikan, .rapat:
            // A draft on its way to be signed is handed over without a number.
            if plan.isYetToCome([.susun, .paraf, .tandaTangan, .nomor], naskah.id, from: index) { return nil }
        default: return nil
        }
        return numbering(of: name, at: plan.place(at: index))
    }

    func numbering(of name: DocumentName, at place: Place) -> NewTask? {
        guard let document = state.document(name), document.isComposed, document.number == nil, plan.naskah(name)?.register != nil,
            let clerk = positions(of: Organisation.agendaClerk).first
        else { return nil }
        let task = CaseState.Task(id: caseID, kind: .numbering, word: .nomor, place: place, unit: clerk, position: clerk, document: name)
        return NewTask(task: task, entry: nil, round: 1)
    }

    // MARK: - What follows an act

    /// Opens what an act that was done brings with it; true where the case waits for that.
    mutating func openFollowers(of task: CaseState.Task) -> Bool {
        let index = plan.index(of: task.place)
        guard index < plan.entries.count else { return false }
        let act = plan.entries[index].act
        switch act.word {
        case .minta: openDeliveries(asked: act.to, by: task, at: index)
        case .sampaikan: openAcknowledgements(to: act.to, by: task, at: index)
        case .tandaTangan where act.isTiered: return openCountersign(of: task, at: index)
        default: break
        }
        return false
    }

    private mutating func openDeliveries(asked roles: [Key<Role>], by task: CaseState.Task, at index: Int) {
        for role in roles where plan.outside(role) == nil && !handsInByItself(role, after: index) {
            for unit in restricted(positions(of: role), at: task.place) {
                // A unit that still owes what this act asked for in an earlier round owes it once.
                if let owed = state.tasks.first(where: { $0.kind == .delivery && $0.unit == unit && $0.place == task.place }) {
                    if state.asked.contains(owed.id) { continue }
                    withdraw(owed.id)
                }
                let delivery = CaseState.Task(
                    id: caseID, kind: .delivery, word: .minta, place: task.place, unit: unit, position: unit, document: task.document)
                open(NewTask(task: delivery, entry: index, awaits: [task.id], round: 1))
            }
        }
    }

    /// Whether the SOP lets the role compose or hand over what it was asked for in a step of its own, before it is gathered.
    private func handsInByItself(_ role: Key<Role>, after index: Int) -> Bool {
        for entry in plan.entries[(index + 1)...] {
            if entry.act.word == .kumpul { return false }
            if entry.act.actor == role, entry.act.word == .susun || entry.act.word == .sampaikan { return true }
        }
        return false
    }

    private mutating func openAcknowledgements(to roles: [Key<Role>], by task: CaseState.Task, at index: Int) {
        var told: [Key<Position>] = [task.unit, task.position]
        for role in roles where plan.outside(role) == nil {
            for unit in positions(of: role) where !told.contains(unit) {
                told.append(unit)
                if receivesNext(unit, after: index) { continue }
                let seen = CaseState.Task(
                    id: caseID, kind: .acknowledgement, word: .terima, place: task.place, unit: unit, position: unit, document: task.document)
                open(NewTask(task: seen, entry: index, round: 1))
            }
        }
    }

    /// Whether the very next act is this position's `terima`, which says the same.
    private func receivesNext(_ unit: Key<Position>, after index: Int) -> Bool {
        let next = plan.entries[index].segment.upperBound
        guard next < plan.entries.count else { return false }
        let act = plan.entries[next].act
        return act.word == .terima && !act.fromOutside && positions(of: act.actor) == [unit]
    }

    private mutating func openCountersign(of task: CaseState.Task, at index: Int) -> Bool {
        guard let superior = plan.positions[task.document?.member ?? task.unit]?.superior else { return false }
        let countersign = CaseState.Task(
            id: caseID, kind: .countersign, word: .tandaTangan, place: task.place, unit: superior, position: superior, document: task.document)
        return open(NewTask(task: countersign, entry: index, round: 1))
    }

    // MARK: - The end

    /// Does what is owed after the last step, and ends the case when nothing is.
    mutating func finish() {
        guard !state.isOnTheWay else { return }
        let composed = inOrder(state.documents.filter(\.isComposed))
        let unfiled = composed.filter { !$0.isArchived }
        let before = composed.compactMap { document in
            renewal(of: document.name, before: plan.entries.count) ?? (isNumberOwed(document) ? numbering(of: document.name, at: plan.end) : nil)
        }
        for task in before { open(task) }
        guard before.isEmpty else { return }
        if let archivist = positions(of: Organisation.archivist).first {
            for document in unfiled {
                let filing = CaseState.Task(
                    id: caseID, kind: .filing, word: .arsip, place: plan.end, unit: archivist, position: archivist, document: document.name)
                open(NewTask(task: filing, entry: nil, round: 1))
            }
            guard unfiled.isEmpty else { return }
        }
        guard !state.tasks.contains(where: { $0.kind == .acknowledgement }) else { return }
        for task in state.tasks { withdraw(task.id) }
        moves.append(.end)
    }

    /// A document that was signed or sent bears a number, if it has a book.
    private func isNumberOwed(_ document: CaseState.Document) -> Bool {
        document.isSent || state.answers.contains { $0.document == document.name && $0.word == .tandaTangan }
    }

    /// In the order of the SOP's list, and of the units.
    private func inOrder(_ documents: [CaseState.Document]) -> [CaseState.Document] {
        plan.sop.naskah.flatMap { naskah in
            let own = documents.filter { $0.name.naskah == naskah.id }
            guard let owners = plan.owners[naskah.id] else { return own }
            return owners.flatMap { owner in own.filter { $0.name.member == owner } }
        }
    }
}

extension Act.Word {
    /// An act on one version of a document, which there must be.
    var needsVersion: Bool {
        switch self {
        case .periksa, .paraf, .tandaTangan, .nomor, .gandakan, .kirim, .himpunLuar, .arsip: true
        case .disposisi, .sampaikan, .terima, .minta, .kumpul, .susun, .telaah, .rapat: false
        }
    }

    /// An act that may only come when every paraf and signature given so far stands.
    var restsOnAnswers: Bool { [.tandaTangan, .nomor, .gandakan, .kirim, .himpunLuar, .arsip].contains(self) }

    /// An act that is about the documents of all units together.
    var isAboutTheWhole: Bool { [.disposisi, .minta, .kumpul, .rapat].contains(self) }
}
