import Domain
import Kernel
import Protocol

/// Numbers between the last that a book still knows and the highest that anybody else does.
public enum LostNumbers {
    /// More than that are a slip of the pen.
    private static let most = 10_000

    /// Holds the named numbers against the books in use, each with its last year. Throws `highestMissing` with the first that is not named.
    public static func check(_ named: [HighestNumber], cover books: [HighestNumber]) throws {
        for book in books where !named.contains(where: { ($0.agency, $0.register) == (book.agency, book.register) && $0.year >= book.year }) {
            let name = "\(book.agency)/\(book.register)/\(book.year)"
            throw Rejection(
                "highestMissing", "Say which number was the highest in \(name), from the book on paper or the letters.", field: "highest")
        }
    }

    /// What happens to the numbers behind `last` up to the named one; nil where there are none. Throws `invalid` with that field for a number that cannot be.
    public static func event(_ named: HighestNumber, behind last: Int, on date: CivilDate, _ words: ActWords, field: String) throws -> Event? {
        guard named.sequence >= 0, named.sequence - last <= most, (2000...date.year).contains(named.year) else {
            throw Rejection.invalid(field, "No book gives more than \(most) numbers between a backup and its restore; check the number and its year.")
        }
        guard named.sequence > last else { return nil }
        let lost = NumbersLost(
            agency: named.agency, register: named.register, year: named.year, first: last + 1, last: named.sequence, date: date)
        return Event(lost, about: nil, content: words)
    }
}
