import Domain
import Kernel
import Protocol
import SQLite

func answerDisposisi(_ command: AnswerDisposisi, _ decision: Decision) throws -> [Event] {
    let official = try decision.actingOfficial()
    let found = try decision.ownDisposisi(command.disposisi, official)
    guard !found.isSheet else { throw noGiver }
    try requireText(command.note, field: "note")
    let files = command.files ?? []
    guard files.count <= 20 else { throw Rejection.invalid("files", "More than 20 files; put them into one.") }
    for (index, file) in files.enumerated() { try requireFile(file, decision, field: "files.\(index)") }
    let name = try SheetTables(reading: decision.reading).name(of: official.person, official.agency)
    let answered = DisposisiAnswered(disposisi: found.id, letter: found.letter, person: official.person, files: files)
    return found.readEvents(isAnswered: true) + [Event(answered, about: found.letter, content: ActWords(note: command.note, names: [name]))]
}

func disposisiAnswered(_ event: Recorded<DisposisiAnswered>, _ tables: Tables) throws {
    let body = event.body
    let files = body.files.isEmpty ? nil : String(decoding: try JSONText().encode(body.files), as: UTF8.self)
    try tables.run(
        "UPDATE disposisi SET answer = ?, answerer = ?, answerer_name = ?, files = ? WHERE id = ?", .text(event.content?.note), .text(body.person),
        .text(event.content?.names?.first), .text(files), .text(body.disposisi.description))
    for file in body.files {
        try tables.run(
            "INSERT OR IGNORE INTO sheet_file SELECT ?, sheet FROM disposisi WHERE id = ?", .text(file.hash), .text(body.disposisi.description))
    }
    try endDisposisi(body.disposisi, as: .answered, at: event.header.time, tables)
}

/// The refusal for the sheet itself, which nobody gave.
let noGiver = Rejection("noGiver", "The sheet itself was not disposed by anybody; pass it up (disposisi.advise) or close it.", field: "disposisi")
