import Domain
import Kernel
import Protocol
import Rehearsal
import Testing

@testable import Routing

@Suite("Cases")
struct CaseTests {
    @Test("A client that reads no SOP brings each of the 24 to its end through the inboxes", arguments: 0..<24)
    func everySOP(index: Int) throws {
        let (organisation, sop) = Catalogues.all[index]
        let bureau = try Bureau(organisation.agency.id.text)
        try bureau.begin(sop.id)
        try bureau.run(until: .max)
        let shown = try bureau.show()
        #expect(shown.row.status == .closed)
        #expect(shown.tasks.isEmpty && shown.steps.allSatisfy { $0.state == .done })
        for document in shown.documents where document.version.version > 0 { #expect(document.isArchived) }
        #expect(try bureau.routing.parked().isEmpty)
    }
}

extension Rehearsal {
    /// The events that could not be processed.
    func parked() throws -> [String] { try engine.parkedEvents().map { "\($0.stream) \($0.position): \($0.code) \($0.message)" } }
}
