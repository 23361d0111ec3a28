import Domain

/// Walks a SOP from its first act to its last and reports what could never open: waiting for what nobody gives, deciding on what nobody wrote.
struct FlowChecker {
    let report: Report
    let offices: Offices

    /// What has happened before an act, on the way without returns.
    private struct Past {
        /// Everybody to whom something went.
        var reached: Set<Key<Position>> = []
        /// Somebody was asked for material.
        var isAsked = false
        /// Naskah that each unit composed for itself, which can be gathered without having been asked for.
        var composedByEach: Set<Key<Naskah>> = []
        /// Naskah that exist, and those that exist only if an optional act was done.
        var made: Set<Key<Naskah>> = []
        var perhapsMade: Set<Key<Naskah>> = []
        /// Naskah any act is about.
        var touched: Set<Key<Naskah>> = []
    }

    func check(_ steps: [PlacedStep], naskah: [Placed<Naskah>]) {
        var past = Past()
        let books = Dictionary(naskah.map { ($0.value.id, $0.value) }) { first, _ in first }
        for step in steps {
            for (act, line) in zip(step.value.acts, step.actLines) {
                let place = "\(act.word.rawValue) in step \(step.value.number)"
                checkWaiting(act, place, line, past)
                checkDocument(act, place, line, &past, books)
                checkRank(act, place, line)
                note(act, in: &past)
            }
        }
        for document in naskah where !past.touched.contains(document.value.id) {
            report.add(document.line, "no act is about naskah '\(document.value.id)'; name it in a step or drop it")
        }
    }

    private func checkWaiting(_ act: Act, _ place: String, _ line: Int, _ past: Past) {
        switch act.word {
        case .terima where !act.fromOutside:
            // An outside role's hand-overs reach whoever records for it, which is no sign that it handed anything over.
            guard let role = offices.role(act.actor), past.reached.isDisjoint(with: role.members) else { return }
            report.add(line, "\(place) waits for a hand-over, but nothing went to '\(act.actor)' before; add a sampaikan or disposisi, or dari: luar")
        case .kumpul:
            let isGathering = act.naskah.map(past.composedByEach.contains) ?? false
            guard !past.isAsked, !isGathering else { return }
            report.add(line, "\(place) waits for material, but nobody was asked for any before; add a minta to an earlier step")
        default: return
        }
    }

    private func checkDocument(_ act: Act, _ place: String, _ line: Int, _ past: inout Past, _ books: [Key<Naskah>: Naskah]) {
        if let invitation = act.invitation, !past.made.contains(invitation), !past.perhapsMade.contains(invitation) {
            report.add(line, "\(place) is called by '\(invitation)', which nobody composed before; add a susun to an earlier step")
        }
        guard let id = act.naskah else { return }
        if act.word == .nomor, let document = books[id], document.register == nil {
            report.add(line, "\(place) numbers '\(id)', which has no register; add one to the naskah")
        }
        switch act.word {
        case .susun, .disposisi, .sampaikan, .terima, .minta, .kumpul, .telaah, .rapat: return
        case .periksa, .paraf, .tandaTangan, .nomor, .gandakan, .kirim, .himpunLuar, .arsip: break
        }
        if past.made.contains(id) || act.isOptional && past.perhapsMade.contains(id) { return }
        let reason = past.perhapsMade.contains(id) ? "which is composed only bila: perlu" : "which nobody composed before"
        report.add(line, "\(place) is about '\(id)', \(reason); add a susun to an earlier step")
        // Once said, so that the acts after it don't say it again.
        past.made.insert(id)
    }

    private func checkRank(_ act: Act, _ place: String, _ line: Int) {
        guard act.word == .disposisi, let giver = offices.role(act.actor) else { return }
        if case .outside = giver.kind {
            report.add(line, "\(place) is given by the outside role '\(giver.id)'; a disposisi comes from inside the agency")
            return
        }
        let upper = giver.actors.compactMap(offices.position).map(\.rank).min() ?? 0
        for receiver in act.to.compactMap(offices.role) {
            if case .outside = receiver.kind {
                report.add(line, "\(place) goes to the outside role '\(receiver.id)'; send it something with kirim instead")
                continue
            }
            for position in receiver.members.compactMap(offices.position) where position.rank <= upper {
                report.add(line, "\(place) goes up: '\(position.id)' of '\(receiver.id)' is not below '\(giver.id)'; use sampaikan or mend tingkat")
            }
        }
    }

    private func note(_ act: Act, in past: inout Past) {
        for id in [act.naskah, act.invitation] { if let id { past.touched.insert(id) } }
        for role in (act.to + (act.tembusan ?? [])).compactMap(offices.role) { past.reached.formUnion(role.members) }
        if act.word == .minta { past.isAsked = true }
        guard let id = act.naskah else { return }
        switch act.word {
        // Material that is asked for, gathered or received is there without having been composed here.
        case .susun, .minta, .kumpul, .terima:
            if act.isOptional { past.perhapsMade.insert(id) } else { past.made.insert(id) }
            if act.word == .susun, let role = offices.role(act.actor), case .each = role.kind { past.composedByEach.insert(id) }
        default: return
        }
    }
}
