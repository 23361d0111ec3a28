import Domain
import Kernel
import Protocol
import SQLite

/// Numbers between the last that a book still knows and the highest that anybody else does.
public enum LostNumbers {
    /// More than that are a slip of the pen.
    private static let most = 10_000

    /// Holds the named numbers against the books of all agencies, each in every year from the journal's last event to now: also a book that the backup does
    /// not know to be in use may have given numbers since. Throws `highestMissing` with all that are not named.
    public static func check(_ named: [HighestNumber], _ decision: Decision) throws {
        let reading = decision.reading
        let end = try reading.eventHeader(at: try reading.integer("SELECT max(position) FROM journal") ?? 0)?.time ?? decision.now
        let books = try reading.all("SELECT agency, register, zone FROM book JOIN office USING(agency) ORDER BY 1, 2") {
            (agency: $0.text(0), register: $0.text(1), zone: TimeZoneID(rawValue: $0.text(2)) ?? .wib)
        }
        let missing = books.flatMap { book in
            (CivilDate(end, in: book.zone).year...CivilDate(max(end, decision.now), in: book.zone).year).filter { year in
                !named.contains { ($0.agency.text, $0.register.text, $0.year) == (book.agency, book.register, year) }
            }.map { "\(book.agency)/\(book.register)/\($0)" }
        }
        guard missing.isEmpty else {
            let names = missing.joined(separator: ", ")
            throw Rejection(
                "highestMissing", "Say which number was the highest, from the book on paper or the letters, 0 for none, in \(names).",
                field: "highest")
        }
    }

    /// What happens to the numbers behind `last` up to the named one; nil where there are none. Throws `invalid` with that field for a number that cannot be.
    public static func event(_ named: HighestNumber, behind last: Int, on date: CivilDate, _ words: ActWords, field: String) throws -> Event? {
        guard named.sequence >= 0, named.sequence - last <= most, named.year >= 2000, named.year <= date.year else {
            throw Rejection.invalid(field, "No book gives more than \(most) numbers between a backup and its restore; check the number and its year.")
        }
        guard named.sequence > last else { return nil }
        let lost = NumbersLost(
            agency: named.agency, register: named.register, year: named.year, first: last + 1, last: named.sequence, date: date)
        return Event(lost, about: nil, content: words)
    }
}
