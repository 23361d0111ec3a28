import Archival
import Domain
import Kernel
import Protocol
import Rehearsal
import Testing

@Suite("Archival: copies, dispatch, gathering")
struct ActTests {
    let archive: Archive
    init() throws { archive = try Archive() }

    private let receivers = [
        Receiver(role: "bappeda", position: nil, name: "Bappeda"), Receiver(role: "bupati", position: nil, name: "Bupati"),
    ]

    @Test("Copies end the task with their count; none at all is no copy")
    func copies() throws {
        let task = try archive.open(.gandakan)
        #expect(try archive.code(MakeCopies(task: task, count: 0)) == "invalid")
        #expect(try archive.code(MakeCopies(task: task, count: 100_001)) == "invalid")
        try archive.room.give(MakeCopies(task: task, count: 12, note: "Untuk arsip"), by: archive.staff)
        let event = try #require(try archive.room.events(CopiesMade.self).last)
        #expect(event.body.count == 12 && event.content?.note == "Untuk arsip" && event.header.subject == archive.caseID)
        #expect(event.body.done == Completion(task: task, caseID: archive.caseID, outcome: .done, document: Archive.version()))
        #expect(try archive.code(MakeCopies(task: task, count: 1)) == "taskEnded")
    }

    @Test("An act is done by the position that has the task, with the command of that act")
    func whoseTask() throws {
        let task = try archive.open(.gandakan)
        #expect(try archive.code(MakeCopies(task: task, count: 1), by: archive.head) == "wrongPosition")
        #expect(try archive.code(MakeCopies(task: task, count: 1), by: archive.other) == "notFound")
        #expect(try archive.code(RecordGathering(task: task, note: "Sudah")) == "otherAct")
        #expect(try archive.code(DispatchDocument(task: task, deliveries: [])) == "otherAct")
        #expect(try archive.code(FileDocument(task: task)) == "otherAct")
        let gathering = try archive.open(.himpunLuar)
        #expect(try archive.code(MakeCopies(task: gathering, count: 1)) == "otherAct")
    }

    @Test("The same command id makes the copies once")
    func repeatedCommand() throws {
        let task = try archive.open(.gandakan)
        let id = archive.room.newIdentifier()
        let first = try archive.room.give(MakeCopies(task: task, count: 2), by: archive.staff, id: id)
        #expect(try archive.room.give(MakeCopies(task: task, count: 2), by: archive.staff, id: id).body == first.body)
        #expect(try archive.room.events(CopiesMade.self).count == 1)
    }

    @Test("An optional act may be passed over")
    func skipping() throws {
        let task = try archive.open(.gandakan, isOptional: true)
        #expect(try archive.code(SkipTask(task: task)) == nil)
        #expect(try archive.code(MakeCopies(task: task, count: 1)) == "taskEnded")
    }

    @Test("Dispatch needs an outcome for every receiver, once each")
    func everyReceiver() throws {
        let task = try archive.open(.kirim, to: receivers)
        let toFirst = DispatchDocument.Delivery(receiver: 0, outcome: .sampai, receivedBy: "Budi")
        let toThird = DispatchDocument.Delivery(receiver: 2, outcome: .sampai, receivedBy: "Budi")
        #expect(try archive.refusal(DispatchDocument(task: task, deliveries: [toFirst])) == "receiverMissing deliveries")
        #expect(try archive.refusal(DispatchDocument(task: task, deliveries: [])) == "receiverMissing deliveries")
        #expect(try archive.refusal(DispatchDocument(task: task, deliveries: [toFirst, toFirst])) == "invalid deliveries.1.receiver")
        #expect(try archive.refusal(DispatchDocument(task: task, deliveries: [toFirst, toThird])) == "invalid deliveries.1.receiver")
    }

    @Test("What arrived needs proof: a file that is here, or a name; what did not needs a reason; nothing comes from the future")
    func proofOrReason() throws {
        let task = try archive.open(.kirim)
        func refusal(_ delivery: DispatchDocument.Delivery) throws -> String? {
            try archive.refusal(DispatchDocument(task: task, deliveries: [delivery]))
        }
        let unheld = FileReference(hash: String(repeating: "cd", count: 32), size: 1, mediaType: "image/png")
        let tomorrow = try #require(CivilDate(year: 2026, month: 1, day: 6))
        #expect(try refusal(.init(receiver: 0, outcome: .sampai)) == "proofMissing deliveries.0.receivedBy")
        #expect(try refusal(.init(receiver: 0, outcome: .sampai, receivedBy: " ")) == "proofMissing deliveries.0.receivedBy")
        #expect(try refusal(.init(receiver: 0, outcome: .sampai, proof: unheld)) == "fileMissing deliveries.0.proof")
        #expect(try refusal(.init(receiver: 0, outcome: .sampai, receivedBy: "Budi", at: tomorrow)) == "invalid deliveries.0.at")
        #expect(try refusal(.init(receiver: 0, outcome: .gagal, receivedBy: "Budi")) == "reasonMissing deliveries.0.reason")
        #expect(try refusal(.init(receiver: 0, outcome: .gagal, reason: "Kantor tutup")) == "allFailed deliveries")
        let proven = DispatchDocument.Delivery(receiver: 0, outcome: .sampai, proof: archive.proof)
        #expect(try archive.code(DispatchDocument(task: task, deliveries: [proven])) == nil)
    }

    @Test("A dispatch goes through when one receiver has it and the other's failure has a reason; the buku ekspedisi tells both")
    func expedition() throws {
        let task = try archive.open(.kirim, number: "045/12/DC/2026", to: receivers)
        let yesterday = try #require(CivilDate(year: 2026, month: 1, day: 4))
        let deliveries = [
            DispatchDocument.Delivery(receiver: 1, outcome: .gagal, reason: "Kantor tutup"),
            DispatchDocument.Delivery(receiver: 0, outcome: .sampai, receivedBy: "Budi", at: yesterday, proof: archive.proof),
        ]
        try archive.room.give(DispatchDocument(task: task, deliveries: deliveries), by: archive.staff)
        let event = try #require(try archive.room.events(Dispatched.self).last)
        #expect(event.body.deliveries.map(\.receiver) == [0, 1] && event.content?.names == ["Budi", "Kantor tutup"])
        #expect(event.body.done.outcome == .done && event.body.done.task == task)

        let page = try archive.room.ask(ExpeditionBook(limit: 1), by: archive.clerk)
        let failed = try #require(page.rows.first)
        #expect(failed.receiver == "Bupati" && failed.outcome == .gagal && failed.words == "Kantor tutup" && failed.proof == nil)
        let older = try archive.room.ask(ExpeditionBook(before: page.next), by: archive.clerk)
        let arrived = try #require(older.rows.first)
        #expect(arrived.receiver == "Bappeda" && arrived.at == yesterday && arrived.words == "Budi" && arrived.proof == archive.proof)
        #expect(arrived.number == "045/12/DC/2026" && arrived.subject == "Penyusunan Renja 2027" && older.next == nil)
        #expect(try archive.room.ask(ExpeditionBook(onlyFailed: true), by: archive.clerk).rows == [failed])
    }

    @Test("Tembusan have an outcome each like the addressees: those of the task, then those that whoever dispatches adds by name")
    func tembusan() throws {
        let task = try archive.open(.kirim, to: [receivers[0]], tembusan: [receivers[1]])
        func sent(_ receiver: Int) -> DispatchDocument.Delivery { .init(receiver: receiver, outcome: .sampai, receivedBy: "Budi") }
        func refusal(_ receivers: ClosedRange<Int>, _ tembusan: [String]?) throws -> String? {
            try archive.refusal(DispatchDocument(task: task, deliveries: receivers.map(sent), tembusan: tembusan))
        }
        #expect(try refusal(0...0, nil) == "receiverMissing deliveries", "the SOP's own")
        #expect(try refusal(0...1, ["Inspektorat"]) == "receiverMissing deliveries", "the added one")
        #expect(try refusal(0...2, nil) == "invalid deliveries.2.receiver")
        #expect(try refusal(0...2, ["  "]) == "invalid tembusan.0")
        #expect(try refusal(0...2, ["Bupati"]) == "invalid tembusan.0", "who gets it already")
        #expect(try refusal(0...3, ["Inspektorat", "Inspektorat "]) == "invalid tembusan.1")
        #expect(try refusal(0...0, Array(repeating: "Inspektorat", count: 101)) == "invalid tembusan")
        let deliveries = [DispatchDocument.Delivery(receiver: 2, outcome: .gagal, reason: "Pindah"), sent(1), sent(0)]
        try archive.room.give(DispatchDocument(task: task, deliveries: deliveries, tembusan: ["Inspektorat"]), by: archive.staff)
        let event = try #require(try archive.room.events(Dispatched.self).last)
        #expect(event.body.deliveries.map(\.receiver) == [0, 1, 2] && event.body.deliveries.map(\.isTembusan) == [nil, true, true])
        #expect(event.content == ActWords(names: ["Budi", "Budi", "Pindah"], tembusan: ["Inspektorat"]))
        let rows = try archive.room.ask(ExpeditionBook(), by: archive.clerk).rows
        #expect(rows.map(\.receiver) == ["Inspektorat", "Bupati", "Bappeda"] && rows.map(\.isTembusan) == [true, true, false])
        #expect(rows.map(\.outcome) == [.gagal, .sampai, .sampai] && rows.map(\.words) == ["Pindah", "Budi", "Budi"])
    }

    @Test("A letter of which only the tembusan arrived is not sent, and one whose tembusan all failed is")
    func tembusanAlone() throws {
        func outcome(_ addressee: DeliveryOutcome, _ tembusan: DeliveryOutcome, to: [Receiver]) throws -> String? {
            let task = try archive.open(.kirim, to: to)
            let deliveries = [addressee, tembusan].enumerated().map { receiver, outcome in
                DispatchDocument.Delivery(receiver: receiver, outcome: outcome, receivedBy: "Budi", reason: "Tutup")
            }
            return try archive.code(DispatchDocument(task: task, deliveries: deliveries, tembusan: ["Inspektorat"]))
        }
        for to in [[], [receivers[0]]] {
            #expect(try outcome(.gagal, .sampai, to: to) == "allFailed")
            #expect(try outcome(.sampai, .gagal, to: to) == nil)
        }
    }

    @Test("The buku ekspedisi shows a person without duty there only the own sendings, and nobody those of another agency")
    func expeditionReaders() throws {
        for position in ["staf", "kasubag", "staf"] as [Key<Position>] {
            let task = try archive.open(.kirim, for: position)
            let sender = Principal.official(.init(agency: "dinas", person: "1", position: position))
            let deliveries = [DispatchDocument.Delivery(receiver: 0, outcome: .sampai, receivedBy: "Budi")]
            try archive.room.give(DispatchDocument(task: task, deliveries: deliveries), by: sender)
        }
        func count(_ reader: Principal) throws -> Int { try archive.room.ask(ExpeditionBook(), by: reader).rows.count }
        #expect(try count(archive.staff) == 2)
        #expect(try count(archive.head) == 3)
        #expect(try count(archive.archivist) == 3)
        #expect(try count(archive.other) == 0)
    }

    @Test("A gathering by an outside office is recorded with what proves it")
    func gathering() throws {
        let task = try archive.open(.himpunLuar)
        let unheld = FileReference(hash: archive.proof.hash, size: 1, mediaType: "image/png")
        #expect(try archive.refusal(RecordGathering(task: task, note: " ")) == "invalid note")
        #expect(try archive.refusal(RecordGathering(task: task, proof: unheld, note: "Surat")) == "fileSizeWrong proof")
        try archive.room.give(RecordGathering(task: task, proof: archive.proof, note: "Surat Biro 12"), by: archive.staff)
        let event = try #require(try archive.room.events(GatheringRecorded.self).last)
        #expect(event.body.proof == archive.proof && event.content?.note == "Surat Biro 12" && event.body.done.task == task)
        #expect(try archive.code(RecordGathering(task: task, note: "Lagi")) == "taskEnded")
    }
}
