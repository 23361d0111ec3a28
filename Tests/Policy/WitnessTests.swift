import Approvals
import Archival
import Domain
import Drafting
import Intake
import Kernel
import Protocol
import Rehearsal
import Routing
import SQLite
import Sodium
import Testing

/// Who vouches for a service's journal beside its own key.
@Suite struct WitnessTests {
    @Test("A seal of each of the five services is kept by two others at least")
    func twoKeepEach() throws {
        let key = try #require(SigningKey(seed: [UInt8](repeating: 9, count: 32)))
        let services = [intake, try routing(signer: Rehearsal.signer()), drafting, approvals, archival]
        let rooms = try services.map { try Rehearsal($0, sealKey: key) }
        let office = try #require(rooms.first { $0.engine.service.name == .routing })
        try office.give(ApplyCatalogue(organisation: try OfficeSketch.organisation(), sops: [OfficeSketch.sop]), by: .operator(name: "uji"))
        try Rehearsal.settle(rooms)
        for room in rooms { try room.pass(milliseconds: Limits.sealMilliseconds + 1) }
        try Rehearsal.settle(rooms)
        for room in rooms {
            let name = room.engine.service.name
            let seal = try #require(try room.events(JournalSealed.self).first?.body.seal, "\(name)")
            let keepers = try rooms.filter { other in
                try other !== room
                    && other.engine.reading.exists("SELECT 1 FROM seal WHERE stream = ? AND hash = ?", .text(name.rawValue), .text(seal.hash))
            }
            #expect(keepers.count >= Limits.sealWitnesses, "\(name): \(keepers.map(\.engine.service.name))")
        }
    }
}
