import Domain
import Kernel
import Protocol
import SQLite

/// Keeps the records of a case as close as the case, where it is kept closer than when they were filed; those that are on their way into the archive, too.
func raiseRecords(_ event: Recorded<ReachNoted>, _ tables: Tables) throws {
    let (caseID, keamanan) = (Value.text(event.body.caseID.description), Value.text(event.body.keamanan.rawValue))
    for lower in Keamanan.allCases where lower < event.body.keamanan {
        if lower == .biasa {
            try tables.run(
                """
                UPDATE berkas SET secrets = secrets + (SELECT count(*) FROM record WHERE casefile = ?1 AND berkas = berkas.id AND keamanan = 'biasa')
                WHERE id IN (SELECT berkas FROM record WHERE casefile = ?1)
                """, caseID)
        }
        for table in ["record", "filing"] {
            try tables.run("UPDATE \(table) SET keamanan = ? WHERE casefile = ? AND keamanan = ?", keamanan, caseID, .text(lower.rawValue))
        }
    }
}
