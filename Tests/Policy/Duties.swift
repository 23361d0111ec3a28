import Approvals
import Archival
import Domain
import Drafting
import Intake
import Kernel
import Policy
import Protocol
import Rehearsal
import Testing

/// Who tries a duty: as any position, in the own place or under a mandate, at home or in the other agency, which looks just alike.
struct Asker {
    var position: Key<Position>
    var mandate: Mandate.Kind?
    var isForeign: Bool

    var principal: Principal { OfficeSketch.official(position, mandate: mandate, of: isForeign ? "lain" : OfficeSketch.agency) }

    /// Under a.n. and u.b. one only signs.
    var signsOnly: Bool { mandate == .an || mandate == .ub }

    static let all = OfficeSketch.seats.map(\.id).flatMap { position in
        Mandate.Kind?.every.flatMap { mandate in [false, true].map { Asker(position: position, mandate: mandate, isForeign: $0) } }
    }

    /// What becomes of a duty that only its keepers do: where it names something of the agency, nobody of another one learns that there is such a thing.
    func code(_ keepers: Set<Key<Position>>, orElse refusal: String = "forbidden", naming isNaming: Bool = true) -> String? {
        if !keepers.contains(position) { return refusal }
        if signsOnly { return "mandateTooNarrow" }
        return isNaming && isForeign ? "notFound" : nil
    }
}

/// Who has which duty in the sketch; who stands above a keeper stands in for the keeper.
enum Keepers {
    static let books: Set<Key<Position>> = ["agendaris", "kasubag"]
    static let archive: Set<Key<Position>> = ["arsiparis", "kasubag"]
    static let head: Set<Key<Position>> = ["kadis"]
}

/// A verb that is somebody's duty, or about one's own, where its rules refuse it once the policy has let it through.
struct StagedDuty {
    var verb: String
    /// What becomes of it by the rules of the trade; nil when the policy lets it through.
    var expected: (Asker) -> String?
    /// The code with which the policy refuses; nil when it lets it through.
    var meet: (Principal) throws -> String?
}

extension Stage {
    /// The service with something for each of its duties.
    func openDuties() throws -> Scene {
        switch self {
        case .intake: try Scene.intakeDuties()
        case .routing: try Scene.routingDuties()
        case .drafting: try Scene(Drafting.drafting)
        case .approvals: try Scene.approvalsDuties()
        case .archival: try Scene.archivalDuties()
        }
    }
}

extension Scene {
    mutating func addDuty<Body: CommandBody>(_ body: Body, expected: @escaping (Asker) -> String?) {
        let room = room
        duties.append(
            StagedDuty(verb: Body.verb, expected: expected) { principal in
                try Self.refusal(of: Body.verb, try room.rejection { try room.give(body, by: principal) })
            })
    }

    mutating func addDuty<Body: QueryBody>(_ body: Body, expected: @escaping (Asker) -> String?) {
        let room = room
        duties.append(
            StagedDuty(verb: Body.verb, expected: expected) { principal in
                let code = try room.rejection { _ = try room.ask(body, by: principal) }
                return code.flatMap { Self.refusals.contains($0) ? $0 : nil }
            })
    }

    fileprivate static func intakeDuties() throws -> Scene {
        var scene = try Scene(Intake.intake)
        let (room, clerk) = (scene.room, OfficeSketch.official("agendaris"))
        let ahead = try #require(CivilDate("2100-01-01"))
        for keamanan in Keamanan.allCases {
            var entry = try OfficeSketch.letter(keamanan.rawValue, keamanan)
            try room.give(entry, by: clerk)
            let letter = try #require(try room.events(LetterRegistered.self).last).body.letter
            try room.give(StartCaseFromLetter(letter: letter, sop: "uji"), by: clerk)
            let caseID = try #require(try room.events(CaseRequested.self).last).body.caseID
            try room.give(ForwardLetter(letter: letter, to: "sekdis"), by: clerk)
            let started = CaseStarted(
                caseID: caseID, agency: OfficeSketch.agency, sop: "uji", version: 1, letter: letter, period: nil, keamanan: keamanan, urgensi: .biasa)
            try room.hear(started, from: .routing, about: caseID)
            var change = AmendLetter(letter: letter, reason: "Salah tanggal")
            change.received = ahead
            scene.addDuty(change) { $0.code(Keepers.books) }
            scene.addDuty(VoidLetter(letter: letter, reason: "Salah")) { $0.code(Keepers.books) }
            scene.addDuty(AttachFiles(letter: letter, files: [])) { $0.code(Keepers.books) }
            scene.addDuty(StartCaseFromLetter(letter: letter, sop: "uji")) { $0.code(Keepers.books) }
            scene.addDuty(LinkLetter(letter: letter, caseID: caseID)) { $0.code(Keepers.books) }
            scene.addDuty(ForwardLetter(letter: letter, to: "sekdis")) { $0.code(Keepers.books) }
            entry.sender = " "
            scene.addDuty(entry) { $0.code(Keepers.books, naming: false) }
        }
        return scene
    }

    fileprivate static func approvalsDuties() throws -> Scene {
        var scene = try Scene(Approvals.approvals)
        let today = CivilDate(scene.room.now, in: .wib)
        scene.addDuty(ReserveNumbers(register: "surat-keluar", date: today, count: 0)) { $0.code(Keepers.books, orElse: "notKeeper", naming: false) }
        scene.addDuty(VoidNumber(register: "surat-keluar", year: today.year, sequence: nil, reason: "Salah")) {
            $0.code(Keepers.books, orElse: "notKeeper", naming: false)
        }
        // A key is its person's, whatever the person acts as.
        let own: (Asker) -> String? = { $0.position == "kabid-a" && $0.mandate == nil ? nil : "forbidden" }
        scene.addDuty(RegisterKey(nip: OfficeSketch.nip("kabid-a"), publicKey: "ab"), expected: own)
        scene.addDuty(RevokeKey(nip: OfficeSketch.nip("kabid-a")), expected: own)
        return scene
    }

    fileprivate static func archivalDuties() throws -> Scene {
        var scene = try Scene(Archival.archival)
        let (room, archivist) = (scene.room, OfficeSketch.official("arsiparis"))
        func berkas(_ classification: String) throws -> Identifier {
            try room.give(OpenBerkas(classification: classification, title: "Berkas"), by: archivist)
            return try #require(try room.events(BerkasOpened.self).last).body.berkas
        }
        let (due, empty) = (try berkas("000.1.5"), try berkas("000.7.2"))
        let task = try scene.hear(.arsip, .biasa) { $0.document = nil }
        try room.give(FileDocument(task: task.task, berkas: due), by: OfficeSketch.official("kabid-a"))
        try room.hear(CaseClosed(caseID: task.caseID), from: .routing, about: task.caseID)
        try room.give(CloseBerkas(berkas: due), by: archivist)
        room.now = room.now.advanced(byMilliseconds: 4 * 366 * 86_400_000)
        try room.give(ProposeDestruction(berkas: [due]), by: archivist)
        let destruction = try #require(try room.events(DestructionProposed.self).last).body.destruction
        try room.give(ApproveDestruction(destruction: destruction), by: OfficeSketch.official("kadis"))
        let nothing = FileReference(hash: String(repeating: "0", count: 64), size: 1, mediaType: "text/plain")
        scene.addDuty(OpenBerkas(classification: "999", title: "Berkas")) { $0.code(Keepers.archive, naming: false) }
        scene.addDuty(CloseBerkas(berkas: empty)) { $0.code(Keepers.archive) }
        scene.addDuty(ProposeDestruction(berkas: [empty])) { $0.code(Keepers.archive) }
        scene.addDuty(ApproveDestruction(destruction: destruction)) { $0.code(Keepers.head) }
        scene.addDuty(DeclineDestruction(destruction: destruction, reason: "")) { $0.code(Keepers.archive.union(Keepers.head)) }
        scene.addDuty(CarryOutDestruction(destruction: destruction, beritaAcara: "", document: nothing)) { $0.code(Keepers.archive) }
        scene.addDuty(ListDestructions()) { Keepers.archive.union(Keepers.head).contains($0.position) ? nil : "forbidden" }
        return scene
    }
}
