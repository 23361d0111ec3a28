import Client
import Domain
import Protocol
import Sodium

/// How one kind of act is done from the command line.
struct ActWork: Sendable {
    /// The verb of the command that does it, as tasks name it.
    let verb: String
    /// The act's word, for help.
    let word: String
    /// The options it takes, as they are written.
    let hint: String
    /// The names of these options.
    let options: [String]
    let run: @Sendable (Acting) throws -> ExitCode

    /// The options are read out of the hint: whatever begins with two hyphens.
    private init<Body: CommandBody>(_: Body.Type, _ word: String, _ hint: String, run: @escaping @Sendable (Acting) throws -> ExitCode) {
        verb = Body.verb
        self.word = word
        self.hint = hint
        options = hint.split { " |[]()".contains($0) }.filter { $0.hasPrefix("--") }.map { String($0.dropFirst(2)) }
        self.run = run
    }

    private static let decision = "(--yes [--reason TEXT] | --no --reason TEXT [--member POSITION]...)"

    /// In the order of the words in the catalogue.
    static let all = [
        ActWork(GiveOrder.self, "disposisi", "[--instruction ID]... [--note TEXT] [--due DATE] [--appoint POSITION]...", run: order),
        ActWork(HandOver.self, "sampaikan", "[--note TEXT]") { try $0.give(HandOver(task: $0.id, note: $0.note)) },
        ActWork(Receive.self, "terima", "[--note TEXT]") { try $0.give(Receive(task: $0.id, note: $0.note)) },
        ActWork(Acknowledge.self, "(acknowledge)", "[nothing]") { try $0.give(Acknowledge(task: $0.id)) },
        ActWork(AskMaterial.self, "minta", "--what TEXT") { try $0.give(AskMaterial(task: $0.id, what: try $0.needed("what"))) },
        ActWork(DeliverMaterial.self, "(deliver)", "[--file FILE]... [--note TEXT]", run: deliver),
        ActWork(CollectMaterial.self, "kumpul", "[--note TEXT]") { try $0.give(CollectMaterial(task: $0.id, note: $0.note)) },
        ActWork(ChaseMaterial.self, "(chase)", "--chase POSITION [--note TEXT]") {
            try $0.give(ChaseMaterial(task: $0.id, position: Key(try $0.needed("chase")), note: $0.note)) { _ in "reminded; the task stays open" }
        },
        ActWork(ComposeVersion.self, "susun", "--file FILE [--note TEXT]", run: compose),
        ActWork(SaveVersion.self, "(save)", "--save --file FILE [--note TEXT]", run: save),
        ActWork(WriteStudy.self, "telaah", "--note TEXT [--file FILE]...", run: study),
        ActWork(
            HoldMeeting.self, "rapat",
            "--attended POSITION... --minutes TEXT [--guest NAME]... [--file MINUTES]... [--attendance FILE]... [--photo FILE]... [--invitation DOCUMENT]",
            run: meet),
        ActWork(Check.self, "periksa", "\(decision) [--proof FILE] [--hash HASH]", run: check),
        ActWork(Initial.self, "paraf", "\(decision) [--proof FILE] [--hash HASH] [--key FILE]", run: initial),
        ActWork(
            Sign.self, "tanda-tangan",
            "(--yes (--scan FILE [--key FILE] | --key FILE) [--appoint POSITION]... | --no --reason TEXT [--member POSITION]... [--key FILE]) [--hash HASH]",
            run: sign),
        ActWork(
            GiveNumber.self, "nomor",
            "[--date DATE] [--external NUMBER | --block BLOCK] [--keamanan LEVEL] [--unit CODE] [--classification CODE]", run: number),
        ActWork(MakeCopies.self, "gandakan", "--count COUNT [--note TEXT]", run: copy),
        ActWork(
            DispatchDocument.self, "kirim",
            "[--received-by NAME] [--received N=NAME]... [--failed N=REASON]... [--tembusan NAME]... [--proof FILE] [--at DATE]", run: dispatch),
        ActWork(RecordGathering.self, "himpun-luar", "--note TEXT [--proof FILE]", run: gather),
        ActWork(
            FileDocument.self, "arsip",
            "(--berkas BERKAS | --title TEXT [--classification CODE] [--berkas-number NUMBER] [--ruang TEXT] [--lemari TEXT] [--boks TEXT] [--folder TEXT])"
                + " [--file SCAN] [--keamanan LEVEL] [--copy] [--parties TEXT] [--note TEXT]", run: file),
        ActWork(SkipTask.self, "(optional)", "--skip [--note TEXT]") {
            try $0.give(SkipTask(task: $0.id, note: $0.note)) { _ in "skipped" }
        },
    ]

    // MARK: - Routing

    private static func order(_ acting: Acting) throws -> ExitCode {
        let instructions = acting.arguments.texts("instruction").map { Key<Instruction>($0) }
        var due: Int64?
        if let date = try acting.arguments.value("due", .date) {
            // The last moment of that day, where the office is.
            let zone = try acting.conversation.ask(ShowOrganisation(agency: acting.task.agency), of: .routing, as: nil).organisation.agency.zone
            due = date.advanced(byDays: 1).start(in: zone).milliseconds - 1
        }
        let command = GiveOrder(
            task: acting.id, instructions: instructions.isEmpty ? nil : instructions, note: acting.note, due: due,
            appoints: acting.positions("appoint"))
        return try acting.give(command) { _ in "given to \(acting.task.to.map(\.name).joined(separator: ", "))" }
    }

    // MARK: - Drafting

    private static func deliver(_ acting: Acting) throws -> ExitCode {
        try acting.give(DeliverMaterial(task: acting.id, files: try acting.files("file"), note: acting.note))
    }

    /// The one file of a version, and the version it builds on: the last one there is.
    private static func version(_ acting: Acting) throws -> (file: NamedFile, parent: Int) {
        let paths = acting.arguments.texts("file")
        guard paths.count == 1 else { throw WrongCall("this susun needs one --file FILE") }
        let question = ListVersions(caseID: acting.task.caseID, document: acting.task.document?.name)
        let last = try acting.conversation.ask(question, of: .drafting, as: acting.speaker).versions.first
        return (try acting.conversation.put(paths[0], to: .drafting), last?.document.version ?? 0)
    }

    private static func compose(_ acting: Acting) throws -> ExitCode {
        let (file, parent) = try version(acting)
        let command = ComposeVersion(task: acting.id, file: file.file, name: file.name, parent: parent, note: acting.note)
        return try acting.give(command) { _ in "version \(parent + 1) is frozen, \(file.file.hash)" }
    }

    private static func save(_ acting: Acting) throws -> ExitCode {
        let (file, parent) = try version(acting)
        let command = SaveVersion(task: acting.id, file: file.file, name: file.name, parent: parent, note: acting.note)
        return try acting.give(command) { _ in "version \(parent + 1) is kept; the task stays open" }
    }

    private static func study(_ acting: Acting) throws -> ExitCode {
        let note = try acting.needed("note")
        let files = try acting.files("file")
        return try acting.give(WriteStudy(task: acting.id, note: note, files: files.isEmpty ? nil : files))
    }

    private static func meet(_ acting: Acting) throws -> ExitCode {
        guard let attended = acting.positions("attended") else { throw WrongCall("this rapat needs --attended POSITION, again for each") }
        let minutes = try acting.needed("minutes")
        func files(_ name: String) throws -> [NamedFile]? {
            let files = try acting.files(name)
            return files.isEmpty ? nil : files
        }
        let guests = acting.arguments.texts("guest")
        let command = HoldMeeting(
            task: acting.id, attended: attended, guests: guests.isEmpty ? nil : guests, minutes: minutes, minutesFiles: try files("file"),
            attendanceFiles: try files("attendance"), photos: try files("photo"),
            invitation: acting.arguments.text("invitation").map { DocumentName($0) })
        return try acting.give(command)
    }

    // MARK: - Approvals

    private static func decided(_ acting: Acting) -> String { acting.action.approve == true ? "yes" : "no, it returns" }

    private static func hash(_ acting: Acting) -> String { acting.arguments.text("hash") ?? acting.task.document?.hash ?? "" }

    private static func check(_ acting: Acting) throws -> ExitCode {
        let command = Check(
            task: acting.id, hash: hash(acting), approve: acting.action.approve == true, reason: acting.arguments.text("reason"),
            members: acting.positions("member"), proof: try acting.file("proof"))
        return try acting.give(command) { _ in decided(acting) }
    }

    private static func initial(_ acting: Acting) throws -> ExitCode {
        let command = Initial(
            task: acting.id, hash: hash(acting), approve: acting.action.approve == true, reason: acting.arguments.text("reason"),
            members: acting.positions("member"), proof: try acting.file("proof"))
        return try acting.give(command) { _ in decided(acting) }
    }

    private static func sign(_ acting: Acting) throws -> ExitCode {
        let arguments = acting.arguments
        var command = Sign(
            task: acting.id, hash: hash(acting), approve: acting.action.approve == true, reason: arguments.text("reason"),
            members: acting.positions("member"), appoints: acting.positions("appoint"))
        switch (command.approve, arguments.text("scan"), arguments.text("key")) {
        case (false, nil, _): break
        case (true, .some, _):
            // Whoever has a key in force signs the command with it all the same.
            command.method = .basah
            command.scan = try acting.file("scan")
        case (true, nil, .some(let path)):
            command.method = .kunci
            command.signature = try signature(path, command.hash, acting)
        case (true, nil, nil): throw WrongCall("say how it is signed: --scan FILE (basah) or --key FILE (kunci)")
        case (false, .some, _): throw WrongCall("--scan belongs to a --yes")
        }
        return try acting.give(command) { _ in decided(acting) }
    }

    /// The signature of the one who speaks over the version, in hexadecimal.
    private static func signature(_ path: String, _ hash: String, _ acting: Acting) throws -> String {
        let key = try KeyFile.read(path)
        guard case .official(let agency, let position, let person) = acting.speaker, var document = acting.task.document else {
            throw WrongCall("there is no document to sign")
        }
        document.hash = hash
        let grant = try acting.conversation.ask(IssueGrant(agency: agency, position: position, person: person), of: .routing, as: nil)
        guard case .official(let official) = grant.principal else {
            throw Caller.Failure.fault(.routing, verb: IssueGrant.verb, "the grant is for no official")
        }
        let text = SignedStatement.text(task: acting.id, caseID: acting.task.caseID, document: document, by: official)
        return hexadecimal(key.sign(Array(text.utf8)))
    }

    private static func number(_ acting: Acting) throws -> ExitCode {
        let arguments = acting.arguments
        let command = GiveNumber(
            task: acting.id, date: try arguments.value("date", .date), external: arguments.text("external"),
            block: try arguments.value("block", .identifier), keamanan: try arguments.value("keamanan", .word), unit: arguments.text("unit"),
            classification: arguments.text("classification"))
        return try acting.give(command) { try $0.first(NumberGiven.self)?.done.number }
    }

    // MARK: - Archival

    private static func copy(_ acting: Acting) throws -> ExitCode {
        guard let count = try acting.arguments.value("count", .count) else { throw WrongCall("this gandakan needs --count COUNT") }
        return try acting.give(MakeCopies(task: acting.id, count: count, note: acting.note))
    }

    private static func dispatch(_ acting: Acting) throws -> ExitCode {
        let added = acting.arguments.texts("tembusan")
        let outcomes = try Outcomes(acting.arguments, receivers: receivers(of: acting.task, adding: added))
        let proof = try acting.file("proof")
        let command = DispatchDocument(task: acting.id, deliveries: outcomes.deliveries(proof: proof), tembusan: added.isEmpty ? nil : added)
        return try acting.give(command)
    }

    /// Those a document goes to, in the order in which `archive.dispatch` counts them.
    static func receivers(of task: TaskOpened, adding names: [String]) -> [String] {
        task.addressees.map { $0 ?? "the receiver" } + ((task.tembusan ?? []).map(\.name) + names).map { "\($0) (tembusan)" }
    }

    private static func gather(_ acting: Acting) throws -> ExitCode {
        let note = try acting.needed("note")
        return try acting.give(RecordGathering(task: acting.id, proof: try acting.file("proof"), note: note))
    }

    private static func file(_ acting: Acting) throws -> ExitCode {
        let arguments = acting.arguments
        var command = FileDocument(
            task: acting.id, keamanan: try arguments.value("keamanan", .word), isOriginal: arguments.flag("copy") ? false : nil,
            parties: arguments.text("parties"), note: acting.note)
        command.berkas = try arguments.value("berkas", .identifier)
        if let title = arguments.text("title") {
            guard let classification = arguments.text("classification") ?? acting.task.classification else {
                throw WrongCall("the document has no classification of its own; give the berkas one with --classification CODE")
            }
            command.opening = OpenBerkas(
                classification: classification, number: arguments.text("berkas-number"), title: title, location: BerkasWords.Location(arguments))
        }
        guard (command.berkas == nil) != (command.opening == nil) else {
            throw WrongCall("say where it is filed: --berkas BERKAS, or --title TEXT to open one")
        }
        guard arguments.texts("file").count <= 1 else { throw WrongCall("an arsip takes one --file SCAN") }
        command.file = try acting.file("file")
        return try acting.give(command) { accepted in
            try accepted.first(FilingOrdered.self).map { "record \($0.record) is on its way into the archive" }
        }
    }

    /// What came of the sending to each receiver, as the call says.
    struct Outcomes {
        private let receivers: [String]
        private let received: [Int: String]
        private let failed: [Int: String]
        private let receivedBy: String?
        private let date: CivilDate?
        private let hasProof: Bool

        /// Reads `--received N=NAME` and the like, N counting from 1. Throws `WrongCall` when a receiver is left without a word.
        init(_ arguments: Arguments, receivers: [String]) throws(WrongCall) {
            func numbered(_ name: String) throws(WrongCall) -> [Int: String] {
                var words: [Int: String] = [:]
                for text in arguments.texts(name) {
                    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
                    guard parts.count == 2, let number = Int(parts[0]), receivers.indices.contains(number - 1), words[number - 1] == nil else {
                        throw WrongCall("--\(name): \(text) does not begin with the number of a receiver and =; there are \(receivers.count)")
                    }
                    words[number - 1] = parts[1]
                }
                return words
            }
            self.receivers = receivers
            received = try numbered("received")
            failed = try numbered("failed")
            receivedBy = arguments.text("received-by")
            date = try arguments.value("at", .date)
            hasProof = arguments.text("proof") != nil
            for index in receivers.indices {
                guard received[index] == nil || failed[index] == nil else { throw WrongCall("receiver \(index + 1) both received it and did not") }
                guard received[index] != nil || failed[index] != nil || receivedBy != nil || hasProof else {
                    throw WrongCall(
                        "receiver \(index + 1), \(receivers[index]): say --received \(index + 1)=NAME, --failed \(index + 1)=REASON or --proof FILE")
                }
            }
        }

        func deliveries(proof: FileReference?) -> [DispatchDocument.Delivery] {
            receivers.indices.map { index in
                if let reason = failed[index] { return .init(receiver: index, outcome: .gagal, at: date, reason: reason) }
                return .init(receiver: index, outcome: .sampai, receivedBy: received[index] ?? receivedBy, at: date, proof: proof)
            }
        }
    }
}

extension DocumentName {
    /// Reads `renja`, or `perjanjian-kinerja/kabid-a`.
    init(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
        self.init(naskah: Key(parts.first ?? text), member: parts.count == 2 ? Key(parts[1]) : nil)
    }
}

extension BerkasWords.Location {
    /// Reads `--ruang` and the like; nil when none is given.
    init?(_ arguments: Arguments) {
        let names = ["ruang", "lemari", "boks", "folder"]
        guard names.contains(where: { arguments.text($0) != nil }) else { return nil }
        self.init(ruang: arguments.text("ruang"), lemari: arguments.text("lemari"), boks: arguments.text("boks"), folder: arguments.text("folder"))
    }
}
