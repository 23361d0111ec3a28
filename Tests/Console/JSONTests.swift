import Domain
import Protocol
import Scratch
import Testing

@testable import Console

/// Every verb called with `--json`, over services that answer one row of everything.
@Suite struct JSONTests {
    /// Verbs that start processes of their own, or work on what services have on the disk; Tests/EndToEnd calls them with `--json`.
    private static let withProcesses: Set = [
        "up", "demo", "bench", "rebuild", "backup", "backup verify", "restore", "scrub", "cursor accept",
    ]

    /// Verbs that write the files of an installation on a network; Tests/Deployment and Tests/EndToEnd hold what they do.
    private static let ofNetworks: Set = ["keys new", "keys list", "keys authorise", "keys revoke", "keys rotate"]

    private static let verbs = VerbTable.all.map(\.name).filter { !withProcesses.contains($0) && !ofNetworks.contains($0) }

    @Test("A call with --json writes nothing but JSON, one value a line, and no remarks", arguments: verbs, [false, true])
    func linesAreJSON(_ name: String, givesAll: Bool) throws {
        let directory = try TemporaryDirectory()
        let stubs = try StubServices(in: "\(directory.path)/home") { try Self.answer($0, $1) }
        let verb = try #require(VerbTable.find(name.split(separator: " ").map(String.init)))
        let call = Recording(try words(verb, givesAll, directory) + ["--json", "--home", stubs.home])
        #expect(call.code == (name == "parked list" ? .negative : .ok))
        #expect(call.remarks.isEmpty)
        let lines = call.answer.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count > 1 && lines.last == "", "an answer has lines, and each has an end")
        for line in lines.dropLast() {
            #expect(line.hasPrefix("{") || line.hasPrefix("["))
            #expect(throws: Never.self, "\(line)") { try JSONText().decode(Anything.self, from: Array(line.utf8)) }
        }
    }

    private struct Anything: Decodable {
        init(from decoder: any Decoder) {}
    }

    // MARK: - A call of any verb

    /// What a verb needs beside what its own table says.
    private static let more = [
        "case answer": ["--yes"], "number void": ["--sequence", "1"], "disposisi give": ["--to", "kadis", "--instruction", "tindak-lanjuti"],
        "disposisi record": ["--to", "kadis", "--instruction", "tindak-lanjuti"],
    ]

    /// The verb with all that it needs; with all operands that it takes, if wanted.
    private func words(_ verb: Verb, _ givesAll: Bool, _ directory: TemporaryDirectory) throws -> [String] {
        try directory.write("file", "Isi.")
        var words = verb.name.split(separator: " ").map(String.init)
        for operand in verb.operands where givesAll || operand.count != .optional {
            if operand.help.hasPrefix("the new file") {
                words.append("\(directory.path)/new")
            } else if operand.name == "POSITION", verb.name.hasPrefix("parked") {
                words.append("4")
            } else {
                words.append(try value(operand.name, directory))
            }
        }
        for option in verb.ownOptions where option.count == .required {
            words += ["--\(option.name)", try value(try #require(option.value), directory)]
        }
        if verb.options.contains(where: { $0.name == "agency" }) { words += ["--agency", StubOffice.agency.text, "--as", "kadis"] }
        return words + (Self.more[verb.name] ?? [])
    }

    /// Something of the kind that the help calls so.
    private func value(_ kind: String, _ directory: TemporaryDirectory) throws -> String {
        switch kind {
        case "LETTER", "CASE", "TASK", "SHEET", "DISPOSISI", "RECORD", "BERKAS", "DESTRUCTION": Self.id.description
        case "SERVICE", "STREAM": "intake"
        case "AGENCY": StubOffice.agency.text
        case "POSITION": "kadis"
        case "BOOK", "SOP", "DOCUMENT", "NIP", "TEXT", "NAME", "NUMBER", "WORD": "uji"
        case "COUNT", "VERSION": "1"
        case "DATE": "2026-01-05"
        case "HOW": LetterChannel.caraka.rawValue
        case "KIND": Mandate.Kind.plt.rawValue
        case "HEX": String(repeating: "ab", count: 32)
        case "FILE": "\(directory.path)/file"
        case "DIR": checkout + "/Tests/EndToEnd/FifthAgency"
        default: throw Unknown(kind: kind)
        }
    }

    /// A verb takes something that this test has never heard of.
    private struct Unknown: Error { let kind: String }

    // MARK: - One row of everything

    private static let id = Identifier(milliseconds: 1, random: (0, 1))
    private static let day = CivilDate(Moment(milliseconds: 1), in: .wib)
    private static let named = NamedFile(file: FileReference(hash: StubOffice.document.hash, size: 1, mediaType: "text/plain"), name: "surat.txt")

    private static func answer(_ service: ServiceName, _ request: Request) throws -> StubServices.Answer {
        if let answer = try caseAnswer(request.verb) ?? letterAnswer(request.verb) ?? bookAnswer(request.verb) ?? fileAnswer(request) {
            return answer
        }
        return try StubOffice().answer(service, request)
    }

    private static func caseAnswer(_ verb: String) throws -> StubServices.Answer? {
        let task = TaskOpened(task: id, caseID: id, agency: "dinas", step: 1, kind: .regular, word: .disposisi, position: "kadis")
        let row = TaskRow(
            task: task, words: nil, position: "kadis", positionName: "Kepala", person: nil, sop: "uji", steps: 2, activity: nil, requirements: [],
            outputs: [], remarks: nil, links: [], duration: nil, opened: 0, isOverdue: false, urgensi: .biasa, keamanan: .biasa)
        switch verb {
        case Inbox.verb: return try .ok(Inbox.Answer(tasks: [row], hasMore: false))
        case ShowTask.verb: return try .ok(ShowTask.Answer(row: row, state: .open, outcome: nil, actor: nil, ended: nil))
        case ListCases.verb: return try .ok(ListCases.Answer(cases: [StubOffice().row], hasMore: false))
        case ListVersions.verb:
            let version = DraftVersion(
                position: 1, document: StubOffice.document, content: named, parent: 1, author: "kadis", actor: "a", at: 1, isFrozen: true, task: id)
            return try .ok(ListVersions.Answer(versions: [version], isMore: false))
        case CompareVersions.verb:
            let hunk = DiffHunk(oldStart: 1, oldCount: 1, newStart: 1, newCount: 1, lines: ["-\"a\"", "+b"])
            return try .ok(CompareVersions.Answer(hunks: [hunk], isCut: false))
        case Materials.verb:
            let material = Material(
                task: id, unit: "kadis", state: .open, askedAt: 1, what: "data", due: nil, chased: 0, deliveredAt: nil, isLate: false, note: nil,
                files: [named])
            return try .ok(Materials.Answer(materials: [material], isMore: false))
        default: return nil
        }
    }

    private static func letterAnswer(_ verb: String) throws -> StubServices.Answer? {
        let row = AgendaBook.Row(
            letter: id, register: "masuk", year: 2026, sequence: 1, received: day, registered: 1, keamanan: .biasa, urgensi: .biasa,
            classification: nil, channel: .caraka, isOriginal: true, isPersonal: false, fileCount: 0, isVoid: false, voidReason: nil,
            forwardedTo: nil, isMasked: false, words: nil)
        let sheet = SheetView(
            sheet: id, letter: id, subject: "\"uji\"\n", sender: nil, keamanan: .biasa, urgensi: .biasa, opened: 1, closed: nil, result: nil,
            advice: [])
        let disposisi = DisposisiView(
            disposisi: id, sheet: id, parent: nil, giver: nil, giverPerson: nil, giverName: nil, recorder: nil, recorderName: nil, scan: nil,
            position: "kadis", vacant: nil, state: .unread, instructions: [], note: nil, due: nil, given: 1, read: nil, ended: nil, answer: nil,
            answerer: nil, answererName: nil, files: [], givenUnder: 0, awaited: 0)
        switch verb {
        case ShowLetter.verb: return try .ok(ShowLetter.Answer(row: row, files: [], cases: [id]))
        case AgendaBook.verb: return try .ok(AgendaBook.Answer(rows: [row], hasMore: false))
        case LastAgendaNumber.verb: return try .ok(LastAgendaNumber.Answer(year: 2026, last: 1))
        case Whereabouts.verb:
            let place = Whereabouts.Row(letter: id, place: .task, position: "kadis", name: "Kepala", since: 1)
            return try .ok(Whereabouts.Answer(rows: [place]))
        case Receipt.verb:
            return try .ok(
                Receipt.Answer(
                    agency: "Dinas", register: "Surat masuk", year: 2026, sequence: 1, received: day, registered: 1, sender: nil, number: nil))
        case DisposisiTree.verb: return try .ok(DisposisiTree.Answer(sheets: [sheet], disposisi: [disposisi]))
        case DisposisiInbox.verb: return try .ok(DisposisiInbox.Answer(waiting: [disposisi], returned: [], sheets: [sheet]))
        default: return nil
        }
    }

    private static func bookAnswer(_ verb: String) throws -> StubServices.Answer? {
        let record = StubOffice.record()
        let berkas = ListBerkas.Row(
            berkas: id, classification: "000", number: "1", opened: 1, items: 1, first: 1, last: 1, closing: nil, words: nil)
        switch verb {
        case ListSeals.verb: return try .ok(ListSeals.Answer(seals: [], hasMore: false))
        case ListEpochs.verb: return try .ok(ListEpochs.Answer(epochs: []))
        case ListDestructions.verb:
            let proposal = ListDestructions.Row(
                place: 1, destruction: id, state: .proposed, berkas: [id], proposed: 1, proposer: "1", approver: nil, beritaAcara: nil, date: nil,
                document: nil)
            return try .ok(ListDestructions.Answer(rows: [proposal], next: nil))
        case LastNumber.verb: return try .ok(LastNumber.Answer(year: 2026, last: nil, next: 1))
        case ListKeys.verb: return try .ok(ListKeys.Answer(keys: [ListKeys.Row(publicKey: "ab", keyHash: "cd", registered: 1, revoked: nil)]))
        case SearchArchive.verb: return try .ok(SearchArchive.Answer(rows: [record], next: nil))
        case ShowRecord.verb: return try .ok(ShowRecord.Answer(row: record, berkas: berkas))
        case ListBerkas.verb: return try .ok(ListBerkas.Answer(rows: [berkas], hasMore: false))
        case BerkasContents.verb: return try .ok(BerkasContents.Answer(berkas: berkas, rows: [record], hasMore: false))
        case OutgoingBook.verb:
            let row = OutgoingBook.Row(
                line: 1, sequence: 1, number: "1", date: day, state: .given, block: nil, caseID: id, document: "surat", subject: nil, reason: nil)
            return try .ok(OutgoingBook.Answer(year: 2026, rows: [row]))
        case Dispatches.verb:
            let sent = Dispatches.Row(
                place: 1, caseID: id, document: DocumentName(naskah: "surat"), attachmentOf: nil, number: "1", at: day, receiver: "\"uji\"\n",
                isTembusan: false, outcome: .sampai)
            return try .ok(Dispatches.Answer(rows: [sent], next: nil))
        case Composers.verb:
            let composed = Composers.Row(place: 1, caseID: id, document: DocumentName(naskah: "surat"), composer: "kadis")
            return try .ok(Composers.Answer(rows: [composed], next: nil))
        case ExpeditionBook.verb:
            let sent = ExpeditionBook.Row(
                place: 1, task: id, caseID: id, at: day, number: nil, receiver: nil, isTembusan: false, subject: nil, outcome: .sampai, words: nil,
                proof: nil)
            return try .ok(ExpeditionBook.Answer(rows: [sent], next: nil))
        case "parked.list":
            let row = #"{"stream":"routing","position":4,"subject":"s","code":"fault","message":"m"}"#
            return StubServices.Answer(body: Array(#"{"parked":[\#(row)]}"#.utf8))
        default: return nil
        }
    }

    /// Files are taken whole, whatever they are.
    private static func fileAnswer(_ request: Request) throws -> StubServices.Answer? {
        guard request.verb == PutFile.verb else { return nil }
        let put = try JSONText().decode(PutFile.self, from: request.body)
        return try .ok(PutFile.Answer(next: put.size, file: FileReference(hash: put.hash, size: put.size, mediaType: "text/plain")))
    }
}
