import Client
import Domain
import Protocol

/// The verbs about incoming letters and their books.
enum LetterVerbs {
    static let all = [
        Verb(
            "letter register", "enters an incoming letter in an agenda book and gives it the book's next number",
            discussion: [
                "A letter that is rahasia, sangat-rahasia or personal is registered unopened: without --summary and --file.",
                "Refused with the code `duplicate` where sender, number and date are those of another letter; --accept-duplicate enters it all the same.",
            ],
            options: [
                Option("register", "BOOK", "the agenda book, as `alurctl org show AGENCY` names it", .required),
                Option("sender", "NAME", "who wrote it", .required),
                Option("number", "NUMBER", "the number the sender gave it", .required), Option("date", "DATE", "the date on it", .required),
                Option("subject", "TEXT", "perihal; may be missing only where the letter stays unopened"),
                Option("channel", "HOW", words(LetterChannel.self), .required), Option("copy", nil, "a tembusan, not the asli"),
                Option("file", "FILE", "its scan, or a part of it", .many),
            ] + entry, speech: .gives(.official), run: register),
        Verb("letter show", "shows a letter, its files and cases, and where it lies now", operands: [.letter], speech: .asks(.official), run: show),
        Verb(
            "letter book", "shows an agenda book, newest first",
            operands: [.register],
            options: [
                .year, Option("unscanned", nil, "only letters still to be scanned"),
                Option("voided", nil, "only letters that were struck out"),
                Option("search", "WORDS", "only where sender, number or subject begins so"), .limit,
            ], speech: .asks(.official), run: book),
        Verb(
            "letter amend", "corrects what was entered of a letter; what is not named stays",
            operands: [.letter],
            options: [
                Option("reason", "TEXT", "why", .required), Option("sender", "NAME", "who wrote it"),
                Option("number", "NUMBER", "the sender's number"),
                Option("date", "DATE", "the date on it"), Option("subject", "TEXT", "perihal"), Option("channel", "HOW", words(LetterChannel.self)),
                Option("copy", nil, "a tembusan"), Option("original", nil, "the asli"),
            ] + entry, speech: .gives(.official), run: amend),
        Verb(
            "letter void", "strikes a letter out of its book; its number stays taken",
            operands: [.letter], options: [Option("reason", "TEXT", "why", .required), .key], speech: .gives(.official), run: void),
        Verb(
            "letter attach", "adds files to a letter", operands: [.letter, Operand("FILE", "a file of this machine", .many)],
            speech: .gives(.official), run: attach),
        Verb(
            "letter start", "asks for a case by a SOP on a letter",
            operands: [.letter], options: [Option("sop", "SOP", "by which SOP, as `alurctl sop list AGENCY` names it", .required)],
            speech: .gives(.official), run: start),
        Verb(
            "letter forward", "raises a letter that follows no SOP to a position",
            operands: [.letter], options: [Option("to", "POSITION", "to whom", .required)], speech: .gives(.official), run: forward),
        Verb(
            "letter link", "says that a letter belongs to a case that runs already",
            operands: [.letter], options: [Option("case", "CASE", "to which case", .required)], speech: .gives(.official), run: link),
        Verb("letter receipt", "gives the receipt for a letter's sender", operands: [.letter], speech: .asks(.official), run: receipt),
    ]

    /// What may be entered of a letter beside what must be.
    private static let entry = [
        Option("address", "TEXT", "where the sender is"), Option("received", "DATE", "the day it came"), Option("summary", "TEXT", "isi ringkas"),
        Option("keamanan", "LEVEL", words(Keamanan.self)), Option("urgensi", "LEVEL", words(Urgensi.self)),
        Option("classification", "CODE", "a code of the agency's classification"),
        Option("personal", nil, "addressed to a person: it stays unopened"),
        Option("attachments", "TEXT", "lampiran, in words"), Option("invites-on", "DATE", "the day an undangan invites to"),
        Option("invites-at", "TIME", "its local time: 09:00"), Option("invites-to", "PLACE", "its place"),
        Option("attendee", "NAME", "who is to attend"), Option("accept-duplicate", nil, "although it seems to be there already"),
    ]

    private static func words<Words: CaseIterable & RawRepresentable<String>>(_: Words.Type) -> String {
        Words.allCases.map(\.rawValue).joined(separator: ", ")
    }

    private static func invitation(_ arguments: Arguments) throws -> LetterWords.Invitation? {
        let names = ["invites-on", "invites-at", "invites-to"]
        guard (names + ["attendee"]).contains(where: { arguments.text($0) != nil }) else { return nil }
        guard let date = try arguments.value("invites-on", .date), let time = arguments.text("invites-at"), let place = arguments.text("invites-to")
        else { throw WrongCall("an undangan has \(names.map { "--" + $0 }.joined(separator: ", "))") }
        return LetterWords.Invitation(date: date, time: time, place: place, attendee: arguments.text("attendee"))
    }

    private static func register(_ call: Call) throws -> ExitCode {
        let arguments = call.arguments
        let speaker = try call.official()
        let subject = arguments.text("subject") ?? ""
        var command = RegisterLetter(
            register: Key(arguments.required("register")), sender: arguments.required("sender"), senderAddress: arguments.text("address"),
            number: arguments.required("number"), letterDate: try arguments.required("date", .date), received: try arguments.value("received", .date),
            subject: subject, summary: arguments.text("summary"), keamanan: try arguments.value("keamanan", .word) ?? .biasa,
            urgensi: try arguments.value("urgensi", .word) ?? .biasa, classification: arguments.text("classification"),
            channel: try arguments.required("channel", .word), isOriginal: !arguments.flag("copy"),
            isPersonal: arguments.flag("personal") ? true : nil, attachments: arguments.text("attachments"), invitation: try invitation(arguments),
            acceptsDuplicate: arguments.flag("accept-duplicate") ? true : nil)
        let conversation = try call.conversation()
        command.files = try arguments.texts("file").map { path in
            let file = try conversation.put(path, to: .intake)
            return RegisterLetter.File(file: file.file, name: file.name)
        }
        return try conversation.give(command, to: .intake, as: speaker) { accepted in
            guard let letter = try accepted.first(LetterRegistered.self) else { return "registered" }
            return "letter \(letter.letter) is number \(letter.sequence) of \(letter.year) in \(letter.register)"
        }
    }

    private static func amend(_ call: Call) throws -> ExitCode {
        let arguments = call.arguments
        var command = AmendLetter(letter: try arguments.operand("LETTER", .identifier), reason: arguments.required("reason"))
        command.sender = arguments.text("sender")
        command.senderAddress = arguments.text("address")
        command.number = arguments.text("number")
        command.letterDate = try arguments.value("date", .date)
        command.received = try arguments.value("received", .date)
        command.subject = arguments.text("subject")
        command.summary = arguments.text("summary")
        command.keamanan = try arguments.value("keamanan", .word)
        command.urgensi = try arguments.value("urgensi", .word)
        command.classification = arguments.text("classification")
        command.channel = try arguments.value("channel", .word)
        if arguments.flag("copy"), arguments.flag("original") { throw WrongCall("--copy and --original exclude each other") }
        if arguments.flag("copy") || arguments.flag("original") { command.isOriginal = arguments.flag("original") }
        if arguments.flag("personal") { command.isPersonal = true }
        command.attachments = arguments.text("attachments")
        command.invitation = try invitation(arguments)
        if arguments.flag("accept-duplicate") { command.acceptsDuplicate = true }
        return try call.conversation().give(command, to: .intake, as: try call.official()) { _ in "letter \(command.letter) was corrected" }
    }

    private static func void(_ call: Call) throws -> ExitCode {
        let command = VoidLetter(letter: try call.arguments.operand("LETTER", .identifier), reason: call.arguments.required("reason"))
        return try call.conversation().give(command, to: .intake, as: try call.official()) { _ in "letter \(command.letter) was struck out" }
    }

    private static func attach(_ call: Call) throws -> ExitCode {
        let letter = try call.arguments.operand("LETTER", .identifier) as Identifier
        let speaker = try call.official()
        let conversation = try call.conversation()
        let files = try call.arguments.operands("FILE").map { path in
            let file = try conversation.put(path, to: .intake)
            return RegisterLetter.File(file: file.file, name: file.name)
        }
        return try conversation.give(AttachFiles(letter: letter, files: files), to: .intake, as: speaker) { _ in
            "\(SOPVerbs.counted(files.count, "file")) added to letter \(letter)"
        }
    }

    private static func start(_ call: Call) throws -> ExitCode {
        let command = StartCaseFromLetter(letter: try call.arguments.operand("LETTER", .identifier), sop: Key(call.arguments.required("sop")))
        return try call.conversation().give(command, to: .intake, as: try call.official()) { accepted in
            try accepted.first(CaseRequested.self).map { "case \($0.caseID) by \($0.sop) was asked for" } ?? "a case was asked for"
        }
    }

    private static func forward(_ call: Call) throws -> ExitCode {
        let command = ForwardLetter(letter: try call.arguments.operand("LETTER", .identifier), to: Key(call.arguments.required("to")))
        return try call.conversation().give(command, to: .intake, as: try call.official()) { _ in
            "letter \(command.letter) was raised to \(command.to)"
        }
    }

    private static func link(_ call: Call) throws -> ExitCode {
        let command = LinkLetter(
            letter: try call.arguments.operand("LETTER", .identifier), caseID: try call.arguments.required("case", .identifier))
        return try call.conversation().give(command, to: .intake, as: try call.official()) { _ in
            "letter \(command.letter) belongs to case \(command.caseID)"
        }
    }
}

extension Operand {
    /// A letter by its id.
    static let letter = Operand("LETTER", "the letter's id, as `alurctl letter book` shows it")
    /// A book by its key.
    static let register = Operand("BOOK", "the book, as `alurctl org show AGENCY` names it")
}
