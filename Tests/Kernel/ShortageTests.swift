import Domain
import Kernel
import Protocol
import Rehearsal
import SQLite
import Synchronization
import Testing

@Suite struct ShortageTests {
    private final class Disk: Sendable {
        let freeBytes = Mutex(100 << 20)
    }

    @Test("With too little room a new command is refused, a repeat is answered, and what others tell is still taken")
    func newCommandsAreRefused() throws {
        let disk = Disk()
        let settings = Engine.Settings(
            grantKey: try Rehearsal.publicKey(), salt: { [UInt8](repeating: 3, count: 16) },
            shortage: { DiskShortage(of: .drafting, freeBytes: disk.freeBytes.withLock { $0 }, reserveBytes: 64 << 20) })
        let engine = try Engine(bells, database: try Database.inMemory(), settings: settings)
        let room = try Rehearsal(bells)
        let first = try room.request(ForbidBell(door: name(1), isForbidden: true), by: operatorUji)
        let second = try room.request(ForbidBell(door: name(2), isForbidden: true), by: operatorUji)
        func reply(_ request: Request) throws -> Reply { try #require(try engine.process([.command(request, key: nil)], now: room.now)[0]) }
        let accepted = try reply(first)
        #expect(accepted.status == .ok)
        disk.freeBytes.withLock { $0 = 63 << 20 }
        #expect(try reply(first) == accepted)
        let refused = try reply(second)
        #expect(refused.status == .rejected)
        #expect(try JSONText().decode(Rejection.self, from: refused.body).code == "diskLow")
        #expect(engine.tip.position == 1)
        // The operator may settle what was set aside.
        let discard = try reply(try room.request(DiscardParked(stream: .intake, position: 9, reason: "salah"), by: operatorUji))
        #expect(try JSONText().decode(Rejection.self, from: discard.body).code == "notFound")
        disk.freeBytes.withLock { $0 = 64 << 20 }
        #expect(try reply(second).status == .ok)
    }
}
