import Backup
import Client
import Domain
import Kernel
import Linux
import Protocol
import ZeroMQ

/// The verbs that make backups and put them back.
enum BackupVerbs {
    static let all = [
        Verb(
            "backup", "makes a backup of all services while they run, and verifies it",
            discussion: [
                "The folder must not exist yet. Each service's journal is copied as one moment has it, then its files; every file is read again and",
                "every journal's chain is followed from its first event. The services are told, so that their readers need not keep older events.",
                "Keys are not in it. Exit code 1 when a letter's file on the disk is damaged: all others are in the backup; and where a service has not",
                "erased yet what was destroyed by law: make another one when it has, and let go of this one.",
            ],
            operands: [.backupFolder], speech: .gives(.operator), run: backup),
        Verb(
            "backup verify", "reads a backup and holds it against its manifest and its journals' chains", operands: [.backupFolder], run: verify),
        Verb(
            "scrub", "makes services look through their stores now: pages, chain, tables against a replay, files against their names",
            discussion: [
                "It is done daily anyhow, beside the work; the status keeps what was found last. Exit code 1 when something was."
            ],
            operands: [Operand("SERVICE", "which one; else all", .optional)], run: scrub),
        Verb(
            "restore", "puts a service back as a backup has it; what came after that it takes from its readers",
            discussion: [
                "The service must be stopped; the others should run, or be started soon: the service decides nothing before all of them have said what",
                "they have of it, and `alurctl status` says how it goes. What was there is moved aside, not removed.",
                "What was destroyed by law after the backup comes back with it until the readers have told of the act; where every service is put back, nobody",
                "does: the acts are then carried out again, by their berita acara.",
                "With --accept-loss nothing is put back: the running service, restored before, goes on without what nobody has any more, in a new epoch",
                "of its journal. Name the highest number of each book in each year since the backup, 0 for none; numbers up to it are void, and a book that",
                "is left out is named by the refusal. Then run `alurctl cursor accept SERVICE`.",
            ],
            operands: [.backupFolder, .service],
            options: [
                Option("accept-loss", nil, "goes on without what nobody has any more; the last resort"),
                Option("reason", "TEXT", "why it is given up; the journal and the books keep it"),
                Option("highest", "BOOK=NUMBER", "the highest number known, such as dinas/surat-masuk/2026=57", .many),
            ], speech: .gives(.operator), run: restore),
        Verb(
            "cursor accept", "lets the readers of a service go on in the new epoch that it began after a loss",
            discussion: [
                "What they had read of what is lost stays done; the cases concerned are set aside until somebody has looked: `alurctl parked list`."
            ],
            operands: [.service], speech: .gives(.operator), run: acceptEpoch),
    ]

    private struct PartLine: Encodable {
        let service: ServiceName
        let position: StreamPosition
        let hash: String
        let files: Int
    }

    private struct EndLine: Encodable {
        let folder: String
        let files: Int
        let damaged: [String]
        let unerased: [ServiceName]
        let told: [ServiceName]
    }

    private static func backup(_ call: Call) throws -> ExitCode {
        let folder = BackupFolder(call.arguments.operand("DIR"))
        let deployment = try call.deployment()
        let manifest = try folder.make(of: deployment, begun: Moment(milliseconds: wallClockMilliseconds())) { try show($0, call) }
        let told = try tell(manifest, call)
        let bytes = manifest.files.reduce(0) { $0 + $1.size }
        if call.isJSON {
            try call.json.line(
                EndLine(
                    folder: folder.path, files: manifest.files.count, damaged: manifest.damaged, unerased: manifest.unerased, told: told))
        } else {
            call.terminal.line(
                "verified: \(manifest.files.count) files of \(bytes) bytes read again, the pages of \(manifest.parts.count) databases looked through, "
                    + "their chains followed from the first event on")
            for file in manifest.damaged {
                call.terminal.line(call.terminal.styled("\(file) is damaged on the disk and not in the backup; an older backup may have it", .red))
            }
            sayUnerased(manifest, call)
            call.terminal.remark("the keys are not in it; keep a copy of \(deployment.keysFolder) elsewhere")
        }
        return manifest.damaged.isEmpty && manifest.unerased.isEmpty ? .ok : .negative
    }

    private static func sayUnerased(_ manifest: Manifest, _ call: Call) {
        for service in manifest.unerased {
            let sentence =
                "\(service.rawValue) in this backup still holds what was destroyed by law: start the service, wait until the status says nothing of it, "
                + "make another backup, and let go of this one"
            call.terminal.line(call.terminal.styled(sentence, .red))
        }
    }

    private static func show(_ part: Manifest.Part, _ call: Call) throws {
        let service = part.position.stream
        if call.isJSON {
            try call.json.line(PartLine(service: service, position: part.position, hash: part.hash, files: part.files))
        } else {
            call.terminal.line("\(service.rawValue): journal up to \(part.position), \(part.files) files of letters")
        }
    }

    /// Tells the services up to where they have a backup; those that are away go without, and their readers keep more than they need.
    private static func tell(_ manifest: Manifest, _ call: Call) throws -> [ServiceName] {
        let conversation = try call.conversation()
        conversation.caller.patienceMilliseconds = 3_000
        var told: [ServiceName] = []
        for part in manifest.parts where part.position.position > 0 {
            let service = part.position.stream
            do {
                try conversation.caller.give(NoteBackup(position: part.position.position, hash: part.hash), to: service, as: call.operatorSpeaker)
                told.append(service)
            } catch let failure as Caller.Failure {
                call.terminal.remark("\(service.rawValue) was not told of its backup: \(failure); the backup is good all the same")
            }
        }
        return told
    }

    private static func verify(_ call: Call) throws -> ExitCode {
        let folder = BackupFolder(call.arguments.operand("DIR"))
        let manifest: Manifest
        do {
            manifest = try folder.verify()
        } catch let problem as BackupProblem {
            call.terminal.remark(problem.description)
            return .negative
        }
        for part in manifest.parts { try show(part, call) }
        if !call.isJSON {
            call.terminal.line("\(folder.path) is whole: \(manifest.files.count) files are as they were written")
            sayUnerased(manifest, call)
        }
        return manifest.unerased.isEmpty ? .ok : .negative
    }

    private static func restore(_ call: Call) throws -> ExitCode {
        let service = try call.arguments.operand("SERVICE", .word) as ServiceName
        if call.arguments.flag("accept-loss") { return try acceptLoss(of: service, call) }
        let folder = BackupFolder(call.arguments.operand("DIR"))
        let part = try folder.restore(service, in: try call.deployment(), now: Moment(milliseconds: wallClockMilliseconds()))
        try show(part, call)
        if !call.isJSON {
            call.terminal.line(
                "\(service.rawValue) is put back; start it (`alurctl up` does so by itself), and `alurctl status` says when it has from its readers what came "
                    + "after the backup")
            call.terminal.remark(
                "what was destroyed by law after this backup was made is in it again; the readers tell \(service.rawValue) of it. If all services are put "
                    + "back, nobody knows: carry those acts out again by their berita acara")
        }
        return .ok
    }
}

extension BackupVerbs {
    private struct ScrubLine: Encodable {
        let service: ServiceName
        let report: ScrubReport
    }

    private static func scrub(_ call: Call) throws -> ExitCode {
        let caller = try call.conversation().caller
        let named = call.arguments.optionalOperand("SERVICE") == nil ? nil : [try call.arguments.operand("SERVICE", .word) as ServiceName]
        var isWell = true
        for service in named ?? ServiceName.allCases {
            let begun = try caller.ask(Scrub(), of: service, as: nil).notBeforeMilliseconds
            let report = try wait(for: service, begun, caller)
            isWell = isWell && report.findings.isEmpty
            if call.isJSON {
                try call.json.line(ScrubLine(service: service, report: report))
            } else {
                let what = "\(report.events) events and \(report.files) files"
                call.terminal.line("\(service.rawValue): \(what) looked through in \(report.tookMilliseconds) ms")
                for finding in report.findings { call.terminal.line(call.terminal.styled(Terminal.plain(finding), .red)) }
            }
        }
        return isWell ? .ok : .negative
    }

    /// Longer than any store of scans takes.
    private static let scrubMilliseconds: Int64 = 6 * 3_600_000

    private struct ScrubLate: Error, CustomStringConvertible {
        let description: String
    }

    /// Asks until the look is over, with a pause in between.
    private static func wait(for service: ServiceName, _ begun: Int64, _ caller: Caller) throws -> ScrubReport {
        var pause = Poller()
        let deadline = monotonicNanoseconds() + scrubMilliseconds * 1_000_000
        var used: Int64 = 0
        while true {
            let status = try caller.ask(ShowStatus(), of: service, as: nil)
            if let report = status.scrub, report.begunMilliseconds >= begun { return report }
            guard monotonicNanoseconds() < deadline else {
                throw ScrubLate(description: "\(service.rawValue) is not through with its store yet; `alurctl status` will show what it has found")
            }
            // It was started anew meanwhile, and has forgotten that it was asked.
            if status.processorMicroseconds < used { _ = try caller.ask(Scrub(), of: service, as: nil) }
            used = status.processorMicroseconds
            try pause.wait(timeoutMilliseconds: 50)
        }
    }

    private static func acceptLoss(of service: ServiceName, _ call: Call) throws -> ExitCode {
        guard let reason = call.arguments.text("reason") else { throw WrongCall("--reason TEXT is missing: why is given up what was lost?") }
        let highest = try call.arguments.texts("highest").map { text in
            let parts = text.split(separator: "=", omittingEmptySubsequences: false)
            let book = (parts.first ?? "").split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, book.count == 3, let year = Int(book[2]), let sequence = Int(parts[1]) else {
                throw WrongCall("--highest \(text): write AGENCY/BOOK/YEAR=NUMBER, such as dinas/surat-masuk/2026=57")
            }
            return HighestNumber(agency: Key(book[0]), register: Key(book[1]), year: year, sequence: sequence)
        }
        return try call.conversation().give(AcceptLoss(highest: highest, reason: reason), to: service, as: call.operatorSpeaker) { accepted in
            "\(service.rawValue) goes on at \(accepted.position); make a backup now, and run `alurctl cursor accept \(service.rawValue)`"
        }
    }

    private struct AcceptedLine: Encodable {
        let reader: ServiceName
        let setAside: Int
    }

    private static func acceptEpoch(_ call: Call) throws -> ExitCode {
        let service = try call.arguments.operand("SERVICE", .word) as ServiceName
        let caller = try call.conversation().caller
        let epochs = try caller.ask(ListEpochs(), of: service, as: nil).epochs
        guard let last = epochs.last else {
            call.terminal.remark("\(service.rawValue) has lost nothing; there is nothing to accept")
            return .negative
        }
        for reader in ServiceName.allCases where reader != service {
            let place = try caller.ask(ShowCursor(stream: service), of: reader, as: nil).place
            guard let place, place.epoch < last.number else { continue }
            let accepted = try caller.give(AcceptEpoch(stream: service, epochs: epochs), to: reader, as: call.operatorSpeaker)
            if call.isJSON {
                try call.json.line(AcceptedLine(reader: reader, setAside: accepted.events.count - 1))
            } else {
                call.terminal.line(
                    "\(reader.rawValue) goes on in epoch \(last.number) of \(service.rawValue); \(accepted.events.count - 1) cases set aside")
            }
        }
        return .ok
    }
}

extension Operand {
    fileprivate static let backupFolder = Operand("DIR", "the folder of the backup")
}
