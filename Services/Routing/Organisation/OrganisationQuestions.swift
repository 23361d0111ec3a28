import Domain
import Kernel
import Protocol
import SQLite

func listAgencies(_ query: ListAgencies, _ question: Question) throws -> ListAgencies.Answer {
    let tables = OrganisationTables(question.reading)
    let ids = try question.reading.all("SELECT id FROM agency ORDER BY id") { Key<Agency>($0.text(0)) }
    return ListAgencies.Answer(
        agencies: try ids.compactMap { id in try tables.agency(id).map { ListAgencies.Row(agency: $0.agency, version: $0.version) } })
}

func showOrganisation(_ query: ShowOrganisation, _ question: Question) throws -> ShowOrganisation.Answer {
    let tables = OrganisationTables(question.reading)
    guard let current = try tables.currentVersion(query.agency) else { throw Rejection.notFound("agency", field: "agency") }
    guard let organisation = try tables.organisation(query.agency, version: query.version) else {
        throw Rejection.notFound("version", field: "version")
    }
    let today = CivilDate(question.now, in: organisation.agency.zone)
    let held = Set(organisation.holders.filter { $0.isInForce(on: today) }.map(\.position))
    let vacant = organisation.positions.map(\.id).filter { !held.contains($0) }
    return ShowOrganisation.Answer(version: query.version ?? current, today: today, organisation: organisation, vacant: vacant)
}

func listSOPs(_ query: ListSOPs, _ question: Question) throws -> ListSOPs.Answer {
    guard let version = try OrganisationTables(question.reading).currentVersion(query.agency) else {
        throw Rejection.notFound("agency", field: "agency")
    }
    let json = JSONText()
    let rows = try question.reading.all(
        "SELECT id, title, start, steps FROM sop WHERE agency = ? AND version = ? ORDER BY place", .text(query.agency.text), .integer(version)
    ) {
        ListSOPs.Row(sop: Key($0.text(0)), title: $0.text(1), start: try json.decode(SOPStart.self, from: Array($0.text(2).utf8)), steps: $0.int(3))
    }
    return ListSOPs.Answer(version: version, sops: rows)
}

func showSOP(_ query: ShowSOP, _ question: Question) throws -> ShowSOP.Answer {
    let tables = OrganisationTables(question.reading)
    guard let current = try tables.currentVersion(query.agency) else { throw Rejection.notFound("agency", field: "agency") }
    let version = query.version ?? current
    guard let sop = try tables.sop(SOPVersion(agency: query.agency, sop: query.sop, version: version)) else {
        throw Rejection.notFound("SOP", field: "sop")
    }
    return ShowSOP.Answer(version: version, sop: sop)
}
