import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// Opens a berkas, by who keeps the archive.
func openBerkas(_ command: OpenBerkas, _ decision: Decision) throws -> [Event] {
    [try opened(command, try archivist(decision), "", decision).event]
}

/// The archivist who asks. Throws `forbidden` or `mandateTooNarrow`.
func archivist(_ decision: Decision) throws -> Office {
    try Office.of(decision, having: .archivist, orElse: "Only the archivist (arsiparis) opens and closes berkas; ask the archivist.")
}

/// The berkas that the command opens; `path` stands before the names of fields where it is part of another command.
func opened(_ command: OpenBerkas, _ office: Office, _ path: String, _ decision: Decision) throws -> (body: BerkasOpened, event: Event) {
    let scope = [Value.text(office.agency.text), .text(command.classification)]
    guard try decision.reading.exists("SELECT 1 FROM classification WHERE agency = ? AND code = ?", scope[0], scope[1]) else {
        throw Rejection.invalid("\(path)classification", "The agency's classification has no such code; choose one of its list.")
    }
    func isTaken(_ number: String) throws -> Bool {
        try decision.reading.exists("SELECT 1 FROM berkas WHERE agency = ? AND classification = ? AND number = ?", scope[0], scope[1], .text(number))
    }
    var number = try EntryChecks.optionalLine(command.number, "\(path)number") ?? ""
    if number.isEmpty {
        var next = try decision.reading.integer("SELECT max(ordinal) FROM berkas WHERE agency = ? AND classification = ?", scope[0], scope[1]) ?? 0
        repeat {
            next += 1
            number = String(next)
        } while try isTaken(number)
    } else if try isTaken(number) {
        throw Rejection(
            "numberTaken", "There is a berkas of that number in this classification; choose another, or leave it out.", field: "\(path)number")
    }
    var words = BerkasWords(title: try EntryChecks.line(command.title, "\(path)title"), location: nil)
    if let location = command.location {
        words.location = BerkasWords.Location(
            ruang: try EntryChecks.optionalLine(location.ruang, "\(path)location.ruang"),
            lemari: try EntryChecks.optionalLine(location.lemari, "\(path)location.lemari"),
            boks: try EntryChecks.optionalLine(location.boks, "\(path)location.boks"),
            folder: try EntryChecks.optionalLine(location.folder, "\(path)location.folder"))
    }
    let berkas = decision.newIdentifier()
    let body = BerkasOpened(berkas: berkas, agency: office.agency, classification: command.classification, number: number)
    return (body, Event(body, about: berkas, content: words))
}

func berkasOpened(_ event: Recorded<BerkasOpened>, _ tables: Tables) throws {
    let body = event.body
    let location = try event.content?.location.map { try JSONText().encode($0) }
    try tables.run(
        """
        INSERT INTO berkas(id, agency, classification, ordinal, number, opened, title, location)
        SELECT ?1, ?2, ?3, coalesce(max(ordinal), 0) + 1, ?4, ?5, ?6, ?7 FROM berkas WHERE agency = ?2 AND classification = ?3
        """, .text(body.berkas.description), .text(body.agency.text), .text(body.classification), .text(body.number),
        .integer(event.header.time.milliseconds), .text(event.content?.title), .blob(location))
}
