import Domain
import Kernel
import Protocol
import Rehearsal
import SQLite
import Sodium
import Testing

@Suite("Kernel: seals and witnesses") struct SealTests {
    private func sealing(_ service: Service) throws -> (room: Rehearsal, key: SigningKey) {
        let key = try #require(SigningKey(seed: [UInt8](repeating: 9, count: 32)))
        return (try Rehearsal(service, sealKey: key), key)
    }

    @Test("A journal is sealed after a thousand events, in the batch of the last of them; the seal names the chain's hash and is signed")
    func sealedAfterThousand() throws {
        let (room, key) = try sealing(doors)
        for number in 0..<999 { try room.give(Knock(door: name(number % 7)), by: official) }
        #expect(try room.events(JournalSealed.self).isEmpty)
        try room.give(Knock(door: name(1)), by: official)
        let sealed = try #require(try room.events(JournalSealed.self).first)
        #expect(sealed.position == 1_001)
        let seal = sealed.body.seal
        #expect(seal.place == StreamPosition(stream: .intake, epoch: 1, position: 1_000))
        let hash = try room.engine.reading.first("SELECT lower(hex(hash)) FROM journal WHERE position = 1000") { $0.text(0) }
        #expect(seal.hash == hash)
        let signature = try #require(bytes(hexadecimal: seal.signature))
        #expect(SigningKey.verify(signature, of: Array(seal.text.utf8), by: key.publicKey))
        for number in 0..<999 { try room.give(Knock(door: name(10 + number % 7)), by: official) }
        #expect(try room.events(JournalSealed.self).count == 1)
        try room.give(Knock(door: name(2)), by: official)
        #expect(try room.events(JournalSealed.self).last?.body.seal.place.position == 2_001)
    }

    @Test("An event is sealed ten minutes later at the latest, also over a restart; where nothing happens nothing is sealed")
    func sealedAfterTenMinutes() throws {
        let (room, key) = try sealing(doors)
        try room.pass(milliseconds: 3_600_000)
        #expect(room.engine.nextDue == nil)
        #expect(room.engine.position.position == 0)
        try room.give(Knock(door: name(1)), by: official)
        let written = room.now
        #expect(room.engine.nextDue == written.advanced(byMilliseconds: 600_000))
        try room.pass(milliseconds: 599_999)
        #expect(try room.events(JournalSealed.self).isEmpty)
        let settings = Engine.Settings(grantKey: try Rehearsal.publicKey(), salt: { [UInt8](repeating: 5, count: 16) }, sealKey: key)
        let again = try Engine(doors, database: try Database.inMemory(image: try room.engine.image()), settings: settings)
        #expect(again.nextDue == written.advanced(byMilliseconds: 600_000))
        try room.pass(milliseconds: 1)
        #expect(try room.events(JournalSealed.self).map(\.body.seal.place.position) == [1])
        #expect(room.engine.nextDue == nil)
        try room.pass(milliseconds: 3_600_000)
        #expect(try room.events(JournalSealed.self).count == 1)
    }

    private func seal(_ stream: ServiceName, _ position: Int64, hash: String = "ab") -> Seal {
        Seal(place: StreamPosition(stream: stream, epoch: 1, position: position), hash: hash, signature: "cd")
    }

    @Test("A follower keeps the seals of the journals it follows, and those of others that these have kept; each once, and they are nothing to seal")
    func witnesses() throws {
        let (room, _) = try sealing(bells)
        try room.hear(JournalSealed(seal: seal(.intake, 7)), from: .intake, about: nil)
        try room.hear(SealWitnessed(seal: seal(.archival, 3)), from: .intake, about: nil)
        try room.hear(SealWitnessed(seal: seal(.archival, 3)), from: .intake, about: nil)
        // Its own journal, and one it follows itself, need no word of others.
        try room.hear(SealWitnessed(seal: seal(.drafting, 5)), from: .intake, about: nil)
        try room.hear(SealWitnessed(seal: seal(.intake, 2)), from: .intake, about: nil)
        // Another hash at the same place is kept beside the first, for whoever verifies.
        try room.hear(SealWitnessed(seal: seal(.archival, 3, hash: "ef")), from: .intake, about: nil)
        let kept = try room.events(SealWitnessed.self).map(\.body.seal)
        #expect(kept == [seal(.intake, 7), seal(.archival, 3), seal(.archival, 3, hash: "ef")])
        try room.pass(milliseconds: 600_000)
        #expect(try room.events(JournalSealed.self).isEmpty)
        let listed = try room.ask(ListSeals(stream: .archival), by: nil)
        #expect(listed.seals == [seal(.archival, 3), seal(.archival, 3, hash: "ef")] && !listed.hasMore)
        #expect(try room.ask(ListSeals(stream: .archival, after: seal(.archival, 3).place), by: nil).seals.isEmpty)
        // A page that ends between the two goes on with the second.
        let first = seal(.archival, 3)
        #expect(try room.ask(ListSeals(stream: .archival, after: first.place, hash: first.hash), by: nil).seals == [seal(.archival, 3, hash: "ef")])
    }

    @Test("Seals are made again from the journal alone")
    func rebuilding() throws {
        let (room, _) = try sealing(bells)
        try room.hear(JournalSealed(seal: seal(.intake, 7)), from: .intake, about: nil)
        try room.hear(DoorKnocked(door: name(1), count: 1), from: .intake, about: name(1))
        try room.pass(milliseconds: 600_000)
        #expect(try room.engine.reading.integer("SELECT count(*) FROM seal") == 2)
        let copy = try Database.inMemory()
        _ = try Replay.rebuild(bells, from: room.engine.reading, into: copy)
        #expect(try copy.reading.integer("SELECT count(*) FROM seal") == 2)
        #expect(try Replay.differences(bells, room.engine.reading, copy.reading) == [])
    }
}
