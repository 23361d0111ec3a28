import Client
import Domain
import Protocol

/// Does a task, whatever it asks for: looks it up, finds the command that fits, and gives it.
enum ActVerb {
    static let all = [
        Verb(
            "act", "does a task, whatever it asks for",
            discussion: ["The task says what may be done (`alurctl task show TASK`); options that do not fit it are refused:"] + discussion,
            operands: [.task], options: options, speech: .gives(.official), run: run)
    ]

    private static let discussion = ActWork.all.map { work in
        "  " + work.word + String(repeating: " ", count: max(1, 14 - work.word.count)) + work.hint
    }

    private static let options = [
        Option("yes", nil, "a decision: yes"), Option("no", nil, "a decision: no, it returns"),
        Option("reason", "TEXT", "why not; a note beside a yes"),
        Option("member", "POSITION", "for a no to a joined step: whose part reopens; else all", .many),
        Option("hash", "HASH", "the version that was read; else the one the task is about"), Option("scan", "FILE", "the scan of the signed print"),
        .key, Option("proof", "FILE", "what proves it"),
        Option("appoint", "POSITION", "the team, its lead first; else as proposed", .many), Option("file", "FILE", "a file of this machine", .many),
        Option("note", "TEXT", "words with it"), Option("instruction", "ID", Instruction.defaults.map(\.id.text).joined(separator: ", "), .many),
        Option("due", "DATE", "by when the giver wants it"), Option("what", "TEXT", "what is asked for"),
        Option("chase", "POSITION", "reminds this unit, and leaves the task open"),
        Option("save", nil, "keeps the version, and leaves the task open"),
        Option("attended", "POSITION", "who came", .many), Option("guest", "NAME", "who else came", .many), Option("minutes", "TEXT", "notulensi"),
        Option("attendance", "FILE", "daftar hadir", .many), Option("photo", "FILE", "dokumentasi", .many),
        Option("invitation", "DOCUMENT", "the document that invited"), Option("date", "DATE", "the date on the letter; else today"),
        Option("external", "NUMBER", "a number given elsewhere"), Option("block", "BLOCK", "the reserved block to use"),
        Option("keamanan", "LEVEL", Keamanan.allCases.map(\.rawValue).joined(separator: ", ")), Option("unit", "CODE", "the unit in the number"),
        Option("classification", "CODE", "the classification, where the SOP gives none"), Option("count", "COUNT", "how many copies"),
        Option("received-by", "NAME", "who received it, for all receivers"), Option("received", "N=NAME", "who received it, for one receiver", .many),
        Option("failed", "N=REASON", "why it did not arrive, for one receiver", .many),
        Option("tembusan", "NAME", "who gets a tembusan beyond those the task names; its N follows on theirs", .many),
        Option("at", "DATE", "the day it was handed over; else today"),
        Option("berkas", "BERKAS", "the berkas it goes into"), Option("title", "TEXT", "opens a berkas of this title for it"),
        Option("berkas-number", "NUMBER", "the new berkas's number; else the next"), Option("ruang", "TEXT", "where the paper is"),
        Option("lemari", "TEXT", "where the paper is"), Option("boks", "TEXT", "where the paper is"), Option("folder", "TEXT", "where the paper is"),
        Option("copy", nil, "the record is a copy, not the asli"), Option("parties", "TEXT", "who has to do with it"),
        Option("skip", nil, "passes an optional act over"),
    ]

    private static func run(_ call: Call) throws -> ExitCode {
        let task = try call.arguments.operand("TASK", .identifier) as Identifier
        let speaker = try call.official()
        let conversation = try call.conversation()
        let answer = try conversation.ask(ShowTask(task: task), of: .routing, as: speaker)
        let action = try choose(answer, call.arguments)
        guard let work = ActWork.all.first(where: { $0.verb == action.verb }) else {
            throw WrongCall("this tool is too old for \(action.verb); use the one of the same version as the services")
        }
        return try work.run(Acting(call: call, row: answer.row, action: action, speaker: speaker, conversation: conversation))
    }

    /// What is to be done with a task by what the call says. Throws `WrongCall` when its options do not fit the task.
    static func choose(_ answer: ShowTask.Answer, _ arguments: Arguments) throws -> TaskAction {
        let row = answer.row
        guard answer.state == .open else {
            throw Caller.Failure.rejected(Rejection("taskEnded", "This task has ended or was withdrawn; look at the inbox again.", field: "task"))
        }
        let word = row.task.word.rawValue
        guard let usual = row.actions.first else {
            throw WrongCall(
                "this \(word) waits for a letter from outside: register it and say `alurctl letter link LETTER --case \(row.task.caseID)`")
        }
        let wanted = [("skip", SkipTask.verb), ("chase", ChaseMaterial.verb), ("save", SaveVersion.verb)].first { arguments.text($0.0) != nil }
        let verb = wanted?.1 ?? usual.verb
        let fitting = row.actions.filter { $0.verb == verb }
        guard let work = ActWork.all.first(where: { $0.verb == verb }), let first = fitting.first else {
            throw WrongCall("--\(wanted?.0 ?? "") does not fit this \(word); it takes \(hints(row).joined(separator: " or "))")
        }
        let common = Set(["home", "json", "help", "agency", "as", "person", "id"])
        if let strange = arguments.given.first(where: { !common.contains($0) && !work.options.contains($0) }) {
            throw WrongCall("--\(strange) does not fit this \(word); it takes \(hints(row).joined(separator: " or "))")
        }
        guard first.approve != nil else { return first }
        guard arguments.flag("yes") != arguments.flag("no"), let chosen = fitting.first(where: { $0.approve == arguments.flag("yes") }) else {
            throw WrongCall("this \(word) is a decision; say \(hints(row).joined(separator: " or "))")
        }
        if chosen.approve == false, arguments.text("reason") == nil { throw WrongCall("--no needs --reason TEXT") }
        return chosen
    }

    /// What may be done with a task, as options of `act`.
    static func hints(_ row: TaskRow) -> [String] {
        var verbs: [String] = []
        for action in row.actions where !verbs.contains(action.verb) { verbs.append(action.verb) }
        return verbs.compactMap { verb in ActWork.all.first { $0.verb == verb }.map { $0.hint } }
    }
}

/// A task that is being done: what the call said, and what the task is.
struct Acting {
    let call: Call
    let row: TaskRow
    let action: TaskAction
    let speaker: Caller.Speaker
    let conversation: Conversation

    var arguments: Arguments { call.arguments }
    var task: TaskOpened { row.task }
    var id: Identifier { row.task.task }
    var note: String? { arguments.text("note") }

    /// Gives the command that does it.
    func give<Body: CommandBody>(_ body: Body, _ sentence: @escaping (Caller.Accepted) throws -> String? = { _ in nil }) throws -> ExitCode {
        try conversation.give(body, to: action.service, as: speaker) { accepted in
            let about = task.document.map { " of \(Text.document($0))" } ?? ""
            return "\(task.word.rawValue)\(about): \(try sentence(accepted) ?? (action.endsTask ? "done" : "kept; the task stays open"))"
        }
    }

    /// The value of an option that this act cannot do without.
    func needed(_ name: String) throws(WrongCall) -> String {
        guard let text = arguments.text(name) else { throw WrongCall("this \(task.word.rawValue) needs --\(name)") }
        return text
    }

    /// Puts the files of an option into the service that carries the act out.
    func files(_ name: String) throws -> [NamedFile] {
        try arguments.texts(name).map { try conversation.put($0, to: action.service) }
    }

    /// Puts the file of an option that may be missing into the service that carries the act out.
    func file(_ name: String) throws -> FileReference? {
        try arguments.text(name).map { try conversation.put($0, to: action.service).file }
    }

    /// Positions named by an option; nil when it was not given.
    func positions(_ name: String) -> [Key<Position>]? {
        let texts = arguments.texts(name)
        return texts.isEmpty ? nil : texts.map { Key($0) }
    }
}
