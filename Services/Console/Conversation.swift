import Client
import Deployment
import Domain
import Linux
import Protocol

/// A command that may or may not have been done.
struct Unanswered: Error {
    let service: ServiceName
    /// The command's id: given again with it, it is done once at most.
    let id: Identifier
}

/// The talk of one call with the services of an installation.
///
/// What is done by one call is there for the next, though that is another process: the places of the journals are kept in a file of the installation.
final class Conversation {
    let caller: Caller
    private let terminal: Terminal
    private let isJSON: Bool
    private let commandID: Identifier?
    private let placesPath: String

    /// Places older than this are of no use: whatever follows them has come, or never will.
    private static let placesLifeMilliseconds: Int64 = 60_000

    fileprivate init(_ deployment: Deployment, _ terminal: Terminal, isJSON: Bool, commandID: Identifier?) throws {
        caller = try Caller(deployment)
        self.terminal = terminal
        self.isJSON = isJSON
        self.commandID = commandID
        if !isJSON {
            let seconds = caller.patienceMilliseconds / 1_000
            caller.whenLate = { terminal.remark("\($0.rawValue) has not answered yet; waiting up to \(seconds) seconds") }
        }
        placesPath = "\(deployment.home)/run/alurctl.places"
        guard let status = try fileStatus(placesPath), wallClockMilliseconds() - status.modifiedMilliseconds < Self.placesLifeMilliseconds else {
            return
        }
        let text = String(decoding: try readFile(placesPath, sizeBytesMaximum: 4_096), as: UTF8.self)
        caller.remember(text.split(separator: "\n").compactMap { StreamPosition($0) })
    }

    /// Asks a question. Throws `Caller.Failure`.
    func ask<Body: QueryBody>(_ body: Body, of service: ServiceName, as speaker: Caller.Speaker?) throws -> Body.Answer {
        try caller.ask(body, of: service, as: speaker)
    }

    /// Gives a command and tells what came of it: as JSON its events and their place, else a sentence.
    ///
    /// `note` takes from it what the call needs next. Throws `Caller.Failure`, or `Unanswered` with the id by which the command can be given again.
    func give<Body: CommandBody>(
        _ body: Body, to service: ServiceName, as speaker: Caller.Speaker, saying sentence: (Caller.Accepted) throws -> String,
        noting note: (Caller.Accepted) throws -> Void = { _ in }
    ) throws -> ExitCode {
        let id = commandID ?? caller.newIdentifier()
        let accepted: Caller.Accepted
        do {
            accepted = try caller.give(body, to: service, as: speaker, id: id)
        } catch Caller.Failure.noAnswer(let away, let verb) where verb == Body.verb {
            throw Unanswered(service: away, id: id)
        }
        keepPlaces()
        try note(accepted)
        if isJSON {
            // The events' own bytes, as the journal has them.
            let events = accepted.events.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ",")
            terminal.line(#"{"events":[\#(events)],"position":"\#(accepted.position)"}"#)
        } else {
            terminal.line(Terminal.plain(try sentence(accepted)))
        }
        return .ok
    }

    private func keepPlaces() {
        let text = caller.places.map { "\($0)\n" }.joined()
        do {
            try writeFileAtomically(placesPath, Array(text.utf8))
        } catch {
            // The command was accepted all the same.
            terminal.remark("the next call may not see this at once: \(error)")
        }
    }

    /// Puts a file of this machine into a service's store; `-` is standard input.
    func put(_ path: String, to service: ServiceName) throws -> NamedFile {
        let bytes: [UInt8]
        do {
            bytes = try readFile(path == "-" ? "/dev/stdin" : path, sizeBytesMaximum: Limits.fileBytes)
        } catch {
            throw WrongCall("\(path) cannot be read: \(error.message)")
        }
        guard !bytes.isEmpty else { throw WrongCall("\(path) is empty") }
        let name = path == "-" ? "stdin" : path.split(separator: "/").last.map(String.init) ?? path
        return NamedFile(file: try caller.put(bytes, to: service), name: name)
    }

    /// Gets a file from a service's store and writes it into a new file of this machine; `-` is standard output.
    func get(_ hash: String, from service: ServiceName, into path: String, as speaker: Caller.Speaker) throws {
        let bytes = try caller.get(hash, from: service, as: speaker)
        if path == "-" { terminal.write(bytes) } else { try LocalFile.make(path, bytes, mode: 0o640) }
    }
}

/// Files that a call makes on this machine.
enum LocalFile {
    /// Makes a new file. Throws `WrongCall` where there is one, or where none can be made.
    static func make(_ path: String, _ bytes: [UInt8], mode: UInt32) throws(WrongCall) {
        let isThere: Bool
        do throws(SystemError) {
            isThere = try fileStatus(path) != nil
            if !isThere { try writeFileAtomically(path, bytes, mode: mode) }
        } catch {
            throw WrongCall("\(path) cannot be written: \(error.message)")
        }
        if isThere { throw WrongCall("\(path) is there already; name a new file") }
    }
}

extension Call {
    /// Opens the talk with the services. Throws `Deployment.Problem`.
    func conversation() throws -> Conversation {
        let id = arguments.takes("id") ? try arguments.value("id", .identifier) : nil
        let conversation = try Conversation(try deployment(), terminal, isJSON: isJSON, commandID: id)
        if arguments.takes("key"), let path = arguments.text("key") {
            let key = try KeyFile.read(path)
            conversation.caller.pen = { _ in key }
        }
        return conversation
    }

    /// The official for whom the call speaks. Throws `WrongCall` when it does not say which.
    func official() throws(WrongCall) -> Caller.Speaker {
        guard let agency = arguments.text("agency") ?? variable("ALUR_AGENCY") else {
            throw WrongCall("--agency AGENCY is missing: whose office; or set ALUR_AGENCY")
        }
        guard let position = arguments.text("as") ?? variable("ALUR_AS") else {
            throw WrongCall("--as POSITION is missing: as which position; or set ALUR_AS")
        }
        return .official(agency: Key(agency), position: Key(position), person: arguments.text("person") ?? variable("ALUR_PERSON"))
    }

    /// The agency for whose official the call speaks.
    func agency() throws(WrongCall) -> Key<Agency> {
        guard case .official(let agency, _, _) = try official() else { throw WrongCall("--agency AGENCY is missing: whose office") }
        return agency
    }

    /// The operator for whom the call speaks.
    var operatorSpeaker: Caller.Speaker { .operator(name: arguments.text("operator") ?? variable("USER") ?? "operator") }
}

/// Reads a list page by page, to its end or to so many rows; `page` asks for what comes beyond a place, at most so many rows.
func readPages<Row, Place>(limit: Int?, _ page: (_ beyond: Place?, _ limit: Int?) throws -> (rows: [Row], next: Place?)) rethrows -> [Row] {
    var rows: [Row] = []
    var beyond: Place?
    repeat {
        let read = try page(beyond, limit.map { min($0 - rows.count, Limits.pageRows) })
        rows += read.rows
        beyond = read.next
    } while beyond != nil && rows.count < limit ?? .max
    return rows
}

extension Option {
    /// Limits a list.
    static let limit = Option("limit", "COUNT", "at most so many; else all")
}
