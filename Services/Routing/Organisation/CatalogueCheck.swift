import Domain
import Protocol

/// What the tables and the process rely on in a catalogue. The catalogue's own checker says more and names lines; this one keeps a wrong client out.
struct CatalogueCheck {
    let organisation: Organisation
    let sops: [SOP]

    /// Throws `invalid` with the field of the first mistake.
    func run() throws(Rejection) {
        try check(organisation.agency.id, "organisation.agency.id")
        try checkPositions()
        let positions = Set(organisation.positions.map(\.id))
        for (index, holder) in organisation.holders.enumerated() {
            let field = "organisation.holders.\(index)"
            try require(positions.contains(holder.position), field, "The holder's position is not in the list.")
            try require(isNIP(holder.nip), field, "A NIP has 18 figures.")
            try require(holder.until.map { holder.from <= $0 } ?? true, field, "The last day is before the first.")
        }
        for (index, mandate) in organisation.mandates.enumerated() {
            let field = "organisation.mandates.\(index)"
            try require(positions.contains(mandate.position) && positions.contains(mandate.delegate), field, "A position is not in the list.")
            try require(mandate.until.map { mandate.from <= $0 } ?? true, field, "The last day is before the first.")
        }
        try checkUnique(organisation.roles.map(\.id), "organisation.roles")
        for (index, role) in organisation.roles.enumerated() {
            let known = !role.actors.isEmpty && role.members.allSatisfy(positions.contains)
            try require(known, "organisation.roles.\(index)", "The role names no position, or one that is not in the list.")
        }
        for required in [Organisation.agendaClerk, Organisation.archivist] {
            try require(organisation.role(required) != nil, "organisation.roles", "There is no role \(required).")
        }
        try checkUnique(sops.map(\.id), "sops")
        let roles = Set(organisation.roles.map(\.id))
        for (index, sop) in sops.enumerated() { try check(sop, "sops.\(index)", roles) }
    }

    private func checkPositions() throws(Rejection) {
        let positions = organisation.positions
        try checkUnique(positions.map(\.id), "organisation.positions")
        var byName: [Key<Position>: Position] = [:]
        for position in positions { byName[position.id] = position }
        for (index, position) in positions.enumerated() {
            let field = "organisation.positions.\(index)"
            guard let superior = position.superior else { continue }
            guard let superior = byName[superior] else { throw .invalid(field, "The superior is not in the list.") }
            // A superior always ranks higher, so there can be no circle.
            try require(position.isBelow(superior), field, "The superior does not rank higher.")
        }
    }

    private func check(_ sop: SOP, _ field: String, _ roles: Set<Key<Role>>) throws(Rejection) {
        try require(!sop.steps.isEmpty, "\(field).steps", "A SOP has steps.")
        try checkUnique(sop.naskah.map(\.id), "\(field).naskah")
        let naskah = Set(sop.naskah.map(\.id))
        for (index, step) in sop.steps.enumerated() {
            let field = "\(field).steps.\(index)"
            try require(step.number == index + 1, field, "Steps are numbered 1, 2, 3 and so on.")
            try require(step.returnsTo.map { (1..<step.number).contains($0) } ?? true, field, "A step returns to an earlier one.")
            try require(roles.contains(step.actor) && !step.acts.isEmpty, field, "The step has no acts, or an actor that is no role.")
            for act in step.acts {
                let named = [act.actor] + act.to + (act.tembusan ?? []) + act.participants + [act.appoints].compactMap { $0 }
                try require(named.allSatisfy(roles.contains), field, "The act \(act.word.rawValue) names somebody who is no role.")
                try require(act.tembusan == nil || act.word == .kirim, field, "The act \(act.word.rawValue) sends nothing, so it has no tembusan.")
                let isTwice = !Set(act.tembusan ?? []).isDisjoint(with: act.to)
                try require(!isTwice, field, "The act \(act.word.rawValue) names somebody both as addressee and for a tembusan; keep one of the two.")
                try require(act.naskah != nil || !act.word.needsNaskah, field, "The act \(act.word.rawValue) names no naskah.")
                let documents = [act.naskah, act.invitation].compactMap { $0 }
                try require(documents.allSatisfy(naskah.contains), field, "The act \(act.word.rawValue) names a naskah that the SOP does not list.")
            }
        }
    }

    private func checkUnique<Of>(_ names: [Key<Of>], _ field: String) throws(Rejection) {
        var seen: Set<Key<Of>> = []
        for name in names {
            try check(name, field)
            try require(seen.insert(name).inserted, field, "\(name) is there twice.")
        }
    }

    /// Keys stand in one column with spaces between, so they hold none.
    private func check<Of>(_ key: Key<Of>, _ field: String) throws(Rejection) {
        let isPlain = key.text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "-")
        }
        try require(isPlain && (1...100).contains(key.text.utf8.count), field, "Names are of small letters, figures and hyphens.")
    }

    private func require(_ condition: Bool, _ field: String, _ message: String) throws(Rejection) {
        if !condition { throw .invalid(field, message) }
    }
}

/// Whether it is a civil servant's number: 18 figures.
func isNIP(_ text: String) -> Bool {
    text.utf8.count == 18 && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
}
