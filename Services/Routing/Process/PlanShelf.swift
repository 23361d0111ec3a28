import Domain
import Kernel
import Linux
import Protocol
import SQLite

/// Plans that were worked out before, so that an act does not read a whole SOP.
///
/// A plan follows from the words of a catalogue alone, and it is kept under their hash: whatever process, database or transaction asks, the answer is
/// the same as if it had been worked out anew.
enum PlanShelf {
    private struct Name: Hashable {
        var catalogue: String
        var sop: Key<SOP>
    }

    /// More than all SOPs of a province's agencies; beyond it the shelf is cleared rather than sorted.
    private static let capacity = 512
    private static let shelf = Locked<[Name: CasePlan]>([:])

    /// The plan of a SOP in the version of its catalogue that has this hash.
    static func plan(_ key: SOPVersion, catalogue: String, _ reading: Reading) throws -> CasePlan {
        let name = Name(catalogue: catalogue, sop: key.sop)
        if let plan = shelf.withLock({ $0[name] }) { return plan }
        let tables = OrganisationTables(reading)
        guard let sop = try tables.sop(key), let organisation = try tables.organisation(key.agency, version: key.version) else {
            throw Fault("version \(key.version) of \(key.agency) has no SOP \(key.sop)")
        }
        let plan = CasePlan(sop: sop, organisation: organisation)
        shelf.withLock {
            if $0.count >= capacity { $0.removeAll() }
            $0[name] = plan
        }
        return plan
    }

    /// The plan of the SOP as the catalogue in force has it, with that version and hash; nil where it has none of that name.
    static func current(_ sop: Key<SOP>, _ agency: Key<Agency>, _ reading: Reading) throws -> (plan: CasePlan, version: Int)? {
        guard let key = try OrganisationTables(reading).currentSOP(sop, agency) else { return nil }
        return (try plan(key, catalogue: try catalogueHash(agency, reading), reading), key.version)
    }

    /// The hash of the agency's catalogue in force.
    static func catalogueHash(_ agency: Key<Agency>, _ reading: Reading) throws -> String {
        let hash = try reading.first("SELECT hash FROM agency WHERE id = ?", .text(agency.text)) { $0.text(0) }
        guard let hash else { throw Fault("there is no catalogue of \(agency)") }
        return hash
    }
}
