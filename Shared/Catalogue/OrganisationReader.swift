import Domain
import YAML

/// What `organisation.yaml` declares, as far as it could be read: enough to check the SOPs even while it has mistakes.
struct Offices {
    var agency: Agency?
    var units: [Unit] = []
    var positions: [Position] = []
    var holders: [Holder] = []
    var mandates: [Mandate] = []
    var roles: [Role] = []
    var registers: [Register] = []
    var classifications: [Classification] = []
    /// Every role named, readable or not, so that one mistake isn't reported again by each SOP that uses the role.
    var roleNames: Set<Key<Role>> = []
    var registerNames: Set<Key<Register>> = []
    var classificationCodes: Set<Key<Classification>> = []

    /// The organisation, if even the agency could be read.
    var organisation: Organisation? {
        agency.map {
            Organisation(
                agency: $0, units: units, positions: positions, holders: holders, mandates: mandates, roles: roles,
                registers: registers, classifications: classifications)
        }
    }

    func role(_ id: Key<Role>) -> Role? { roles.first { $0.id == id } }
    func register(_ id: Key<Register>) -> Register? { registers.first { $0.id == id } }
    func position(_ id: Key<Position>) -> Position? { positions.first { $0.id == id } }
}

/// Reads and checks `organisation.yaml`.
struct OrganisationReader {
    let report: Report
    /// The folder's name, where the agency's id must equal it.
    let requiredID: String?

    func read(_ root: YAMLNode) -> Offices? {
        let parts = ["instansi", "unit", "jabatan", "pejabat", "mandat", "peran", "register", "klasifikasi"]
        guard let file = Fields(root, "the organisation", known: parts, report: report) else { return nil }
        for part in parts { _ = file.required(part) }
        var offices = Offices()
        offices.agency = agency(file)
        let unitNames = units(file, &offices)
        let positionNames = positions(file, &offices, units: unitNames)
        holders(file, &offices, positions: positionNames)
        mandates(file, &offices, positions: positionNames)
        roles(file, &offices, positions: positionNames)
        registers(file, &offices)
        classifications(file, &offices)
        return offices
    }

    private func rows(_ file: Fields, _ key: String, known: [String]) -> [Fields] {
        file.nodes(key).compactMap { Fields($0, "a row of \(key)", known: known, report: report) }
    }

    private func agency(_ file: Fields) -> Agency? {
        guard let node = file.node("instansi"),
            let fields = Fields(node, "instansi", known: ["id", "nama", "singkatan", "daerah", "zona_waktu"], report: report)
        else { return nil }
        let id = fields.key("id", Agency.self)
        let name = fields.text("nama")
        let shortName = fields.text("singkatan")
        let region = fields.text("daerah")
        let zone = fields.word("zona_waktu", TimeZoneID.self)
        if let id, let requiredID, id.text != requiredID {
            fields.add("id", "the agency is '\(id)' but its folder is '\(requiredID)'; make them equal")
        }
        guard let id, let name, let shortName, let region, let zone else { return nil }
        return Agency(id: id, name: name, shortName: shortName, region: region, zone: zone)
    }

    private func units(_ file: Fields, _ offices: inout Offices) -> Set<Key<Unit>> {
        let rows = rows(file, "unit", known: ["id", "nama", "jenis", "induk"])
        let names = declarations(rows, Unit.self)
        for row in rows {
            let name = row.text("nama")
            let kind = row.word("jenis", Unit.Kind.self)
            let parent = row.optionalReference("induk", to: names, called: "unit")
            guard let id = row.node("id")?.scalar?.text, let name, let kind else { continue }
            offices.units.append(Unit(id: Key(id), name: name, kind: kind, parent: parent))
        }
        let parents = Dictionary(offices.units.map { ($0.id, $0.parent) }) { first, _ in first }
        for row in rows {
            guard let id = row.node("id")?.scalar?.text else { continue }
            var above = parents[Key(id)] ?? nil
            var stepsLeft = parents.count
            while let parent = above, stepsLeft > 0 {
                above = parents[parent] ?? nil
                stepsLeft -= 1
            }
            if above != nil { row.add("induk", "unit '\(id)' belongs to itself by way of its induk; name the unit above it") }
        }
        return names
    }

    private func positions(_ file: Fields, _ offices: inout Offices, units: Set<Key<Unit>>) -> Set<Key<Position>> {
        let rows = rows(file, "jabatan", known: ["id", "nama", "unit", "tingkat", "atasan"])
        let names = declarations(rows, Position.self)
        var read: [(position: Position, row: Fields)] = []
        for row in rows {
            let name = row.text("nama")
            let unit = row.reference("unit", to: units, called: "unit")
            let rank = row.count("tingkat")
            let superior = row.optionalReference("atasan", to: names, called: "jabatan")
            guard let id = row.node("id")?.scalar?.text, let name, let unit, let rank else { continue }
            read.append((Position(id: Key(id), name: name, unit: unit, rank: rank, superior: superior), row))
        }
        offices.positions = read.map(\.position)
        for (position, row) in read {
            guard let superior = position.superior.flatMap(offices.position), !position.isBelow(superior) else { continue }
            let reason = "tingkat \(position.rank) of '\(position.id)' is not below tingkat \(superior.rank) of its atasan '\(superior.id)'"
            row.add("tingkat", "\(reason); give it a larger figure")
        }
        return names
    }

    private func holders(_ file: Fields, _ offices: inout Offices, positions: Set<Key<Position>>) {
        for row in rows(file, "pejabat", known: ["jabatan", "nama", "nip", "sejak", "sampai"]) {
            let position = row.reference("jabatan", to: positions, called: "jabatan")
            let name = row.text("nama")
            let nip = row.text("nip")
            let from = row.date("sejak")
            let until = row.optionalDate("sampai")
            if let nip, nip.utf8.count != 18 || !nip.utf8.allSatisfy({ (48...57).contains($0) }) {
                row.add("nip", "NIP '\(nip)' must have 18 figures")
            }
            if let from, let until, until < from { row.add("sampai", "'\(until)' is before sejak '\(from)'; mend one of them") }
            guard let position, let name, let nip, let from else { continue }
            offices.holders.append(Holder(position: position, name: name, nip: nip, from: from, until: until))
        }
    }

    private func mandates(_ file: Fields, _ offices: inout Offices, positions: Set<Key<Position>>) {
        for row in rows(file, "mandat", known: ["jenis", "jabatan", "pelaksana", "sk", "mulai", "sampai"]) {
            let kind = row.word("jenis", Mandate.Kind.self)
            let position = row.reference("jabatan", to: positions, called: "jabatan")
            let delegate = row.reference("pelaksana", to: positions, called: "jabatan")
            let decree = row.text("sk")
            let from = row.date("mulai")
            let until = row.optionalDate("sampai")
            if let from, let until, until < from { row.add("sampai", "'\(until)' is before mulai '\(from)'; mend one of them") }
            guard let kind, let position, let delegate, let decree, let from else { continue }
            if position == delegate { row.add("pelaksana", "'\(delegate)' can't act for itself; name who acts") }
            if kind == .an || kind == .ub, let upper = offices.position(position), let lower = offices.position(delegate),
                position != delegate, !lower.isBelow(upper)
            {
                row.add("pelaksana", "'\(delegate)' is not below '\(position)', so it can't act \(kind.rawValue); name a lower jabatan")
            }
            offices.mandates.append(
                Mandate(kind: kind, position: position, delegate: delegate, decree: decree, from: from, until: until))
        }
    }

    private func roles(_ file: Fields, _ offices: inout Offices, positions: Set<Key<Position>>) {
        let known = ["id", "nama", "jenis", "jabatan", "anggota", "ketua", "dicatat_oleh"]
        let rows = rows(file, "peran", known: known)
        offices.roleNames = declarations(rows, Role.self)
        for row in rows {
            let name = row.text("nama")
            let kind = roleKind(row, positions: positions)
            guard let id = row.node("id")?.scalar?.text, let name, let kind else { continue }
            offices.roles.append(Role(id: Key(id), name: name, kind: kind))
        }
        for id in [Organisation.agendaClerk, Organisation.archivist] {
            if !offices.roleNames.contains(id) {
                file.add("peran", "the role '\(id)' is missing; numbering and filing \"menurut SOP Surat Menyurat\" go to it")
            } else if let role = offices.role(id) {
                guard case .position = role.kind else {
                    file.add("peran", "the role '\(id)' must be jenis: jabatan, so that one position answers for it")
                    continue
                }
            }
        }
    }

    private enum RoleWord: String, CaseIterable {
        case jabatan, bersama, luar
        case masingMasing = "masing-masing"

        var keys: [String] {
            switch self {
            case .jabatan: ["jabatan"]
            case .masingMasing: ["anggota"]
            case .bersama: ["ketua", "anggota"]
            case .luar: ["dicatat_oleh"]
            }
        }
    }

    private func roleKind(_ row: Fields, positions: Set<Key<Position>>) -> RoleKind? {
        guard let word = row.word("jenis", RoleWord.self) else { return nil }
        for key in ["jabatan", "anggota", "ketua", "dicatat_oleh"] where row.has(key) && !word.keys.contains(key) {
            row.add(key, "'\(key)' doesn't belong to a role of jenis \(word.rawValue), which takes \(word.keys.joined(separator: " and "))")
        }
        switch word {
        case .jabatan: return row.reference("jabatan", to: positions, called: "jabatan").map(RoleKind.position)
        case .luar: return row.reference("dicatat_oleh", to: positions, called: "jabatan").map(RoleKind.outside)
        case .masingMasing:
            let members = row.references("anggota", to: positions, called: "jabatan")
            return members.isEmpty ? nil : .each(members)
        case .bersama:
            let members = row.references("anggota", to: positions, called: "jabatan")
            guard let lead = row.reference("ketua", to: positions, called: "jabatan"), !members.isEmpty else { return nil }
            return .team(lead: lead, members: members)
        }
    }

    private func registers(_ file: Fields, _ offices: inout Offices) {
        let rows = rows(file, "register", known: ["id", "nama", "arah", "jenis", "format", "nomor_awal"])
        offices.registerNames = declarations(rows, Register.self)
        var owners: [String: String] = [:]
        for row in rows {
            let name = row.text("nama")
            let direction = row.word("arah", Register.Direction.self)
            let kinds = row.texts("jenis")
            let format = row.has("format") ? template(row) : nil
            let opening = row.count("nomor_awal")
            guard let id = row.node("id")?.scalar?.text, let name, let direction else { continue }
            switch direction {
            case .incoming:
                for key in ["jenis", "format"] where row.has(key) {
                    row.add(key, "'\(key)' doesn't belong to an incoming register, which only counts; leave it out")
                }
            case .outgoing:
                if kinds.isEmpty { row.add("jenis", "the outgoing register '\(id)' must name the jenis it numbers") }
                if !row.has("format") { row.add("format", "the outgoing register '\(id)' lacks a format for its numbers; add it") }
                for (kind, line) in kinds {
                    if let owner = owners.updateValue(id, forKey: kind) {
                        report.add(line, "jenis '\(kind)' is numbered by both '\(owner)' and '\(id)'; leave it to one register")
                    }
                }
            }
            offices.registers.append(
                Register(
                    id: Key(id), name: name, direction: direction, kinds: kinds.map(\.text), format: format, openingNumber: opening ?? 1))
        }
    }

    private func template(_ row: Fields) -> NumberTemplate? {
        guard let text = row.text("format") else { return nil }
        do {
            return try NumberTemplate(text)
        } catch {
            let reason =
                switch error {
                case .unbalancedBrace: "a brace without its partner"
                case .unknownPlaceholder(let name): "the unknown placeholder '{\(name)}'"
                case .badWidth(let width): "the width '\(width)', which must be a figure from 1 to 9"
                case .noSequence: "no {urut}, so that all numbers would be equal"
                }
            row.add("format", "the format '\(text)' has \(reason)")
            return nil
        }
    }

    private func classifications(_ file: Fields, _ offices: inout Offices) {
        for row in rows(file, "klasifikasi", known: ["kode", "nama", "aktif", "inaktif", "akhir"]) {
            let code = row.text("kode")
            if let code, !offices.classificationCodes.insert(Key(code)).inserted {
                row.add("kode", "klasifikasi '\(code)' is declared twice; keep one")
            }
            let name = row.text("nama")
            let active = years(row, "aktif")
            let inactive = years(row, "inaktif")
            let fate = row.word("akhir", Classification.Fate.self)
            guard let code, let name, let active, let inactive, let fate else { continue }
            offices.classifications.append(
                Classification(code: code, name: name, activeYears: active, inactiveYears: inactive, fate: fate))
        }
    }

    private func years(_ row: Fields, _ key: String) -> Int? {
        guard let text = row.text(key) else { return nil }
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        if words.count == 2, words[1] == "tahun", (1...3).contains(words[0].utf8.count), let years = Int(words[0]), years >= 0 {
            return years
        }
        row.add(key, "'\(key)' is '\(text)'; write it as 2 tahun")
        return nil
    }
}
