import Domain
import Protocol

/// A case that no inbox holds any more, and what its officials remember of it.
struct PlayedCase {
    let caseID: Identifier
    let office: DemoOffice
    let sop: ListSOPs.Row
    let tally: CasePlay.Tally

    /// What the case is called in messages.
    var name: String { "\(office.agency.id) \(sop.sop)" }
}
