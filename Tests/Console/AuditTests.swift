import Deployment
import Domain
import Kernel
import Linux
import Nettle
import Protocol
import Rehearsal
import SQLite
import Scratch
import Sodium
import Testing

@testable import Console

@Suite("Console: audit of a journal") struct AuditTests {
    private let key = SigningKey(seed: [UInt8](repeating: 9, count: 32))

    /// A journal of so many events with contents, sealed behind some of them.
    private func journal(_ count: Int, sealedBehind sealed: Set<Int> = [], forging forged: Int? = nil) throws -> [JournalEntry] {
        let json = JSONText()
        let key = try #require(key)
        var hash = [UInt8](repeating: 0, count: 32)
        var entries: [JournalEntry] = []
        func add(_ type: String, _ data: [UInt8], _ content: [UInt8]) throws {
            let position = Int64(entries.count + 1)
            let id = Identifier(milliseconds: 1_767_596_400_000 + position, random: (0, UInt64(position)))
            let header = EventHeader(
                id: id, source: .intake, type: type, time: Moment(milliseconds: 1_767_596_400_000 + position), subject: nil, command: id,
                bodyHash: nil, actor: "operator/uji", grantHash: nil, contentHash: content.isEmpty ? nil : contentHash(content), depth: 0)
            let event = header.encoded(data: data)
            hash = chainHash(after: hash, epoch: 1, position: position, event: event)
            entries.append(JournalEntry(event: event, content: content))
        }
        while entries.count < count {
            try add("letter.registered", Array("{\"n\":\(entries.count)}".utf8), [UInt8](repeating: 3, count: 16) + Array("{}".utf8))
            if sealed.contains(entries.count) {
                let place = StreamPosition(stream: .intake, epoch: 1, position: Int64(entries.count))
                let signature = key.sign(Array(Seal.text(of: place, hash: hexadecimal(hash)).utf8))
                let seal = Seal(
                    place: place, hash: entries.count == forged ? String(repeating: "0", count: 64) : hexadecimal(hash),
                    signature: hexadecimal(signature))
                try add(JournalSealed.type, try json.encode(JournalSealed(seal: seal)), [])
            }
        }
        return entries
    }

    private func contentHash(_ content: [UInt8]) -> String { hexadecimal(SHA256.hash(content)) }

    private func audit(
        _ entries: [JournalEntry], witnessed: [Seal] = [], publicKey: [UInt8]? = nil
    ) throws -> JournalAudit {
        let start = StreamPosition(stream: .intake, epoch: 1, position: 0)
        var audit = JournalAudit(start, publicKey: try publicKey ?? #require(key).publicKey)
        audit.expect(witnessed, of: "routing")
        for entry in entries { guard try audit.take(entry) else { break } }
        return audit.closed
    }

    private func seal(at position: Int, of entries: [JournalEntry], hash: String? = nil) throws -> Seal {
        var tip = [UInt8](repeating: 0, count: 32)
        for (index, entry) in entries.prefix(position).enumerated() {
            tip = chainHash(after: tip, epoch: 1, position: Int64(index + 1), event: entry.event)
        }
        return Seal(place: StreamPosition(stream: .intake, epoch: 1, position: Int64(position)), hash: hash ?? hexadecimal(tip), signature: "")
    }

    @Test("A whole journal has no finding; its events, contents, seals and witnesses are counted")
    func whole() throws {
        var entries = try journal(9, sealedBehind: [3, 6])
        entries[7].content = []
        let found = try audit(entries, witnessed: [try seal(at: 3, of: entries), try seal(at: 6, of: entries)])
        #expect(found.findings.map(\.position) == [8], "a content is gone, and no act of destruction says why")
        #expect(found.summary.events == 9 && found.summary.contents == 6 && found.summary.destroyed == 0 && found.summary.missing == 1)
        #expect(found.summary.seals == 2 && found.summary.unsealed == 2 && found.summary.witnesses == ["routing": 2])
        #expect(found.summary.end == "intake:1:9 " + (try seal(at: 9, of: entries).hash))
    }

    @Test("A row of a copy that is not the one its own hash was made of is found, be it the event, the hash or the place, without any seal")
    func rowsOfACopy() throws {
        let entries = try journal(6)
        var hash = [UInt8](repeating: 0, count: 32)
        var rows: [(entry: JournalEntry, position: Int64, hash: [UInt8])] = []
        for (index, entry) in entries.enumerated() {
            hash = chainHash(after: hash, epoch: index < 4 ? 1 : 2, position: Int64(index + 1), event: entry.event)
            rows.append((entry, Int64(index + 1), hash))
        }
        func findings(_ change: (inout [(entry: JournalEntry, position: Int64, hash: [UInt8])]) -> Void) throws -> [Int64] {
            var changed = rows
            change(&changed)
            var audit = JournalAudit(StreamPosition(stream: .intake, epoch: 2, position: 0), publicKey: nil)
            audit.note([EpochStart(number: 2, since: 5, hash: "")])
            for row in changed { guard try audit.take(row.entry, storedAt: row.position, row.hash) else { break } }
            return audit.closed.findings.map(\.position)
        }
        #expect(try findings { _ in } == [5], "no accepted loss begins the epoch")
        #expect(try findings { $0[2].entry.event[$0[2].entry.event.count - 3] ^= 1 } == [3])
        #expect(try findings { $0[1].hash[31] ^= 0x80 } == [2])
        #expect(try findings { $0[4].hash[0] ^= 1 } == [5, 5])
        #expect(try findings { $0[3].position = 5 } == [4])
        #expect(try findings { $0.remove(at: 2) } == [3])
    }

    @Test("A flipped bit in an event or a content is found where it is")
    func flippedBits() throws {
        let entries = try journal(9, sealedBehind: [3, 6])
        for position in [1, 5, 9] {
            var changed = entries
            changed[position - 1].event[changed[position - 1].event.count - 3] ^= 1
            let event = try audit(changed, witnessed: [try seal(at: 9, of: entries)]).findings
            #expect(!event.isEmpty, "event \(position)")
        }
        var changed = entries
        changed[4].content[17] ^= 1
        #expect(try audit(changed).findings.map(\.position) == [5])
    }

    @Test("A journal that was changed and chained anew is shown by its own seal, and by its witnesses though it were sealed anew")
    func rewritten() throws {
        let entries = try journal(9, sealedBehind: [3])
        // The same journal but for one event, with seals made by whoever changed it.
        let other = try journal(9, sealedBehind: [2])
        #expect(try audit(other).findings == [])
        let found = try audit(other, witnessed: [try seal(at: 3, of: entries)]).findings
        #expect(found.map(\.position) == [3] && found.first?.what.contains("routing keeps a seal with another hash") == true)
        let forged = try audit(try journal(9, sealedBehind: [3], forging: 3)).findings
        #expect(forged.map(\.position) == [4, 4], "not of the event before it, and not signed")
        let stranger = try #require(SigningKey(seed: [UInt8](repeating: 8, count: 32))).publicKey
        #expect(try audit(entries, publicKey: stranger).findings.map(\.position) == [4])
    }

    @Test("A journal whose signatures nobody checks, or whose seals fewer than two others keep after an hour, is not found to be whole")
    func unwitnessed() throws {
        let entries = try journal(9, sealedBehind: [3, 6])
        let both = [try seal(at: 3, of: entries), try seal(at: 6, of: entries)]
        func findings(_ witnesses: [String: [Seal]], hours: Int64 = 2, isKeyThere: Bool = true) throws -> [Int64] {
            let start = StreamPosition(stream: .intake, epoch: 1, position: 0)
            var audit = JournalAudit(start, publicKey: isKeyThere ? try #require(key).publicKey : nil)
            for (witness, seals) in witnesses { audit.expect(seals, of: witness) }
            for entry in entries { #expect(try audit.take(entry)) }
            audit.close(at: Moment(milliseconds: 1_767_596_400_009 + hours * 3_600_000))
            return audit.findings.map(\.position)
        }
        #expect(try findings(["routing": both, "archival": both]) == [])
        #expect(try findings(["routing": both, "archival": [both[0]]]) == [7])
        #expect(try findings([:]) == [4])
        #expect(try findings([:], hours: 0) == [])
        #expect(try findings([:], hours: 0, isKeyThere: false) == [4])
    }

    @Test("A journal that ends before a place that a witness has a seal of is too short")
    func cut() throws {
        let entries = try journal(9, sealedBehind: [3])
        let found = try audit(Array(entries.prefix(5)), witnessed: [try seal(at: 3, of: entries), try seal(at: 8, of: entries)]).findings
        #expect(found.map(\.position) == [8] && found.first?.what.contains("the journal ends at 5") == true)
    }

    /// A journal of named cases, with an act of destruction for some of them; an entry for each content, then the act.
    private func cases(
        _ names: [Int], destroying destroyed: [Int], byActOf acted: Int? = nil, in source: ServiceName = .intake
    ) throws -> [JournalEntry] {
        let json = JSONText()
        func event<Body: EventBody>(_ body: Body, _ position: Int, _ subject: Int?, _ content: [UInt8]) throws -> JournalEntry {
            let id = Identifier(milliseconds: 1_767_596_400_000, random: (0, UInt64(position)))
            let header = EventHeader(
                id: id, source: source, type: Body.type, time: Moment(milliseconds: 1_767_596_400_000), subject: subject.map(name), command: id,
                bodyHash: nil, actor: "operator/uji", grantHash: nil, contentHash: content.isEmpty ? nil : contentHash(content), depth: 0)
            return JournalEntry(event: header.encoded(data: try json.encode(body)), content: content)
        }
        let contents = try names.enumerated().map { index, subject in
            try event(
                DestructionApproved(destruction: name(subject), person: "1993"), index, subject, [UInt8](repeating: 3, count: 16) + Array("{}".utf8))
        }
        let document = FileReference(hash: String(repeating: "ab", count: 32), size: 1, mediaType: "application/pdf")
        let act = try acted.map {
            let body = RecordsDestroyed(
                destruction: name($0), agency: "dinas", berkas: [], cases: 1, kept: [], beritaAcara: "BA/7",
                date: try #require(CivilDate("2031-01-02")), document: document)
            return try event(body, names.count + 1, $0, [])
        }
        return contents + [act, try event(ContentDestroyed(act: name(99), subjects: destroyed.map(name)), names.count, nil, [])].compactMap { $0 }
    }

    private func name(_ number: Int) -> Identifier { Identifier(milliseconds: 1, random: (0, UInt64(number))) }

    @Test("A content that an act of destruction names may be gone, and must be; one that none names is missing")
    func holes() throws {
        var entries = try cases([1, 2, 1], destroying: [1])
        let found = try audit(entries)
        #expect(found.findings.map(\.position) == [3] && found.findings.first?.what.contains("still there of 1") == true)
        for index in [0, 2] { entries[index].content = [] }
        let lawful = try audit(entries)
        #expect(lawful.findings == [] && lawful.summary.destroyed == 2)
        entries[1].content = []
        let missing = try audit(entries)
        #expect(missing.findings.map(\.position) == [2] && missing.summary.missing == 1 && missing.summary.destroyed == 2)
    }

    @Test("Words that are still in one journal after another has destroyed them are found, and so is a copy whose unused pages have them")
    func stillThere() throws {
        let folder = try TemporaryDirectory()
        try Deployment.make(home: folder.path)
        var entries = try cases([1], destroying: [1])
        entries[0].content = []
        let compared = JournalAudit.compare([try audit(entries), try audit(try cases([1, 2], destroying: []))])
        #expect(compared.flatMap(\.findings).map(\.position) == [1])
        #expect(compared[1].findings.first?.what.contains("still there of 1") == true)
        for service in ServiceName.allCases {
            let path = "\(folder.path)/salinan/\(service.rawValue)"
            try makeDirectory(path)
            let room = try Rehearsal(
                Service(name: service, migrations: [], tables: [], commands: [], events: []), on: try Database.open(path: "\(path)/journal.db"))
            if service == .drafting {
                let database = try Database.open(path: "\(path)/journal.db")
                try database.tables.run("INSERT INTO erasure VALUES(1)")
            }
            withExtendedLifetime(room) {}
        }
        let audits = try JournalCopies("\(folder.path)/salinan", try Deployment(home: folder.path)).audits([])
        #expect(audits.flatMap(\.findings).map(\.stream) == [.drafting])
    }

    @Test("Words that went by an act that Archival has not carried out are found, in whichever journal")
    func unknownActs() throws {
        func findings(archive acted: Int?) throws -> [JournalAudit.Finding] {
            var archive = JournalAudit(StreamPosition(stream: .archival, epoch: 1, position: 0), publicKey: nil)
            for entry in try cases([], destroying: [1], byActOf: acted, in: .archival) { _ = try archive.take(entry) }
            return JournalAudit.compare([try audit(try cases([], destroying: [1])), archive.closed]).flatMap(\.findings)
        }
        #expect(try findings(archive: 99) == [])
        #expect(try findings(archive: 98).map(\.stream) == [.intake, .archival])
        #expect(try findings(archive: nil).map(\.position) == [1, 1])
        #expect(try findings(archive: 98).first?.what.contains("no berita acara") == true)
    }

    @Test("Events of a later epoch are chained by it; an epoch that no accepted loss begins is found, and a seal of what was lost is none")
    func epochs() throws {
        func loss(_ epoch: Int) throws -> [UInt8] {
            let id = name(50)
            let header = EventHeader(
                id: id, source: .intake, type: LossAccepted.type, time: Moment(milliseconds: 1_767_596_500_000), subject: nil, command: id,
                bodyHash: nil,
                actor: "operator/uji", grantHash: nil, contentHash: nil, depth: 0)
            return header.encoded(data: Array(#"{"epoch":\#(epoch),"since":5}"#.utf8))
        }
        let first = try journal(4)
        func audited(epoch: Int = 2, witnessed: [Seal]) throws -> JournalAudit {
            var hash = [UInt8](repeating: 0, count: 32)
            let entries = first + [JournalEntry(event: try loss(epoch), content: [])]
            var ends: [String] = []
            for (index, entry) in entries.enumerated() {
                hash = chainHash(after: hash, epoch: index < 4 ? 1 : 2, position: Int64(index + 1), event: entry.event)
                ends.append(hexadecimal(hash))
            }
            let begins = [EpochStart(number: 2, since: 5, hash: ends[3])]
            var audit = JournalAudit(StreamPosition(stream: .intake, epoch: 2, position: 0), publicKey: nil)
            audit.note(begins)
            audit.expect(
                witnessed + [Seal(place: StreamPosition(stream: .intake, epoch: 2, position: 5), hash: ends[4], signature: "")], of: "routing")
            for entry in entries { guard try audit.take(entry) else { break } }
            return audit.closed
        }
        func lost(_ position: Int64) -> Seal {
            Seal(place: StreamPosition(stream: .intake, epoch: 1, position: position), hash: String(repeating: "a", count: 64), signature: "")
        }
        let whole = try audited(witnessed: [lost(5), lost(7)])
        #expect(whole.findings == [] && whole.summary.lost == 1 && whole.summary.end.hasPrefix("intake:2:5 "))
        #expect(try audited(witnessed: [lost(3)]).findings.map(\.position) == [3], "what was kept had that hash")
        #expect(try audited(epoch: 3, witnessed: []).findings.map(\.position) == [5])
    }

    @Test("A copy that lacks a journal is not whole, and says whose; without paper there is no witness of that name")
    func missingCopy() throws {
        let folder = try TemporaryDirectory()
        try Deployment.make(home: folder.path)
        let deployment = try Deployment(home: folder.path)
        for service in ServiceName.allCases where service != .drafting {
            try makeDirectory("\(folder.path)/salinan/\(service.rawValue)")
            _ = try Rehearsal(
                Service(name: service, migrations: [], tables: [], commands: [], events: []),
                on: try Database.open(path: "\(folder.path)/salinan/\(service.rawValue)/journal.db"))
        }
        let audits = try JournalCopies("\(folder.path)/salinan", deployment).audits([])
        #expect(audits.map(\.summary.stream) == ServiceName.allCases)
        #expect(audits.flatMap(\.findings).map(\.stream) == [.drafting])
        #expect(audits.allSatisfy { $0.summary.witnesses["paper"] == nil })
    }
}
