import Blobs
import Deployment
import Domain
import Kernel
import Linux
import Policy
import Protocol
import SQLite
import ZeroMQ

/// The second endpoint of a service, on a thread of its own: files, and questions that may take long, over a connection that only reads.
///
/// Nothing that happens here can hold up a commit.
struct FileDesk {
    let service: Service
    let live: LiveInstallation
    let databasePath: String
    let grantKey: [UInt8]
    let blobs: BlobStore
    /// What is missing on the disk for a file of so many bytes.
    let shortage: @Sendable (Int) -> DiskShortage?
    let scrubber: Scrubber
    let withholding: Withholding
    let context: Context
    let log: Log
    let reports: Reports
    /// What peers may do without a grant.
    var machines = MachineRights.localOnly

    /// What every desk is asked beside the questions of its service.
    enum OwnVerb: CaseIterable {
        case scrub, put, get

        var text: String {
            switch self {
            case .scrub: Scrub.verb
            case .put: PutFile.verb
            case .get: GetFile.verb
            }
        }
    }

    /// Answers until `stop` is signalled; `ready` is put something into once peers may connect, or the reason why they cannot.
    func run(stopping stop: StopFlag, ready: Mailbox<String?>) {
        do {
            var version = live.version
            let listeners = try Listeners(service.name, .files, live, in: context, log)
            let database = try Database.reader(path: databasePath)
            ready.put(nil)
            let blobs = blobs
            var questions = QuestionDesk(service, grantKey: grantKey) { try Self.read($0, in: blobs) }
            let json = JSONText()
            var poller = Poller()
            listeners.add(to: &poller)
            while !stop.isSet {
                try poller.wait(timeoutMilliseconds: 200)
                if live.version != version {
                    version = live.version
                    listeners.adjust()
                    poller = Poller()
                    listeners.add(to: &poller)
                }
                while let message = try listeners.receive() {
                    let frames = try answer(message, database.reading, &questions, json)
                    // An answer that cannot be sent is asked for again.
                    try listeners.send(frames, to: message.peer.name)
                }
            }
        } catch {
            ready.put("\(error)")
            log.line("the file desk stops: \(error)")
        }
    }

    /// Answers one request. Throws where the disk failed: whoever asked may not be told `ok` by a system that has forgotten what it could not write.
    private func answer(_ message: Listeners.Arrival, _ reading: Reading, _ questions: inout QuestionDesk, _ json: JSONText) throws -> [[UInt8]] {
        let nobody = Identifier(milliseconds: 0, random: (0, 0))
        var position = StreamPosition(stream: service.name, epoch: 1, position: 0)
        var id = nobody
        let shortage = shortage
        let transfer = FileTransfer(blobs: blobs) { shortage($0)?.rejection }
        do {
            if message.frames.count > 1, let named = Identifier(bytes: message.frames[1]) { id = named }
            if message.isTruncated { throw Rejection.malformedFrame("it has more or longer frames than a request may") }
            let request = try Request(frames: message.frames)
            guard live.permits(message.peer.key, request.verb, at: service.name) else { throw Rejection.notForThisPeer(request.verb) }
            position = try journalPosition(reading)
            let now = Moment(milliseconds: wallClockMilliseconds())
            switch OwnVerb.allCases.first(where: { $0.text == request.verb }) {
            case .scrub:
                let answer = Scrub.Answer(notBeforeMilliseconds: scrubber.ask())
                return Reply(id: id, status: .ok, position: position, body: try json.encode(answer)).frames
            case .put:
                try questions.admit(request, fetching: nil, key: message.peer.key, machines: machines, reading: reading, now: now)
                let answer = try transfer.put(try json.decode(PutFile.self, from: request.body), request.aside ?? [])
                return Reply(id: id, status: .ok, position: position, body: try json.encode(answer)).frames
            case .get:
                if withholding.isOn { return try notNow(id, position, json) }
                let wanted = try json.decode(GetFile.self, from: request.body)
                try questions.admit(request, fetching: wanted.hash, key: message.peer.key, machines: machines, reading: reading, now: now)
                let (size, piece) = try damageIsTold(of: wanted.hash) { try transfer.get(wanted) }
                return Reply(id: id, status: .ok, position: position, body: try json.encode(GetFile.Answer(size: size)), payload: [piece]).frames
            case nil:
                guard service.isCold(request.verb) else { throw Rejection.unknownVerb(request.verb) }
                if withholding.isOn { return try notNow(id, position, json) }
                let reply = try reading.within(milliseconds: Limits.questionMilliseconds) {
                    try questions.answer(request, key: message.peer.key, reading: reading, position: position, now: now)
                }
                if reply.status == .fault, let problem = questions.problem {
                    log.line(problem)
                    reports.note("question", problem)
                }
                return reply.frames
            }
        } catch let rejection as Rejection {
            return Reply(id: id, status: .rejected, position: position, body: (try? json.encode(rejection)) ?? Array("{}".utf8)).frames
        } catch BlobError.system(let error) where !error.isDiskFull {
            throw BlobError.system(error)
        } catch let stopped as Engine.Stopped {
            throw stopped
        } catch let error as SQLiteError where error.isOfTheDisk {
            throw error
        } catch {
            log.line("the file desk could not answer: \(error)")
            let rejection = Rejection("unavailable", "The file could not be handled now; try again, and tell the operator if it stays so.")
            return Reply(id: id, status: .unavailable, position: position, body: (try? json.encode(rejection)) ?? Array("{}".utf8)).frames
        }
    }

    /// Lets what cannot be read be asked for again, while the operator hears of it: one bad block of one scan must not end the service each time that
    /// somebody opens it. Nothing was written, so nothing can have been forgotten.
    private func damageIsTold<Result>(of hash: String, _ read: () throws -> Result) throws -> Result {
        do {
            return try read()
        } catch BlobError.system(let error) {
            let problem =
                "the file \(hash) of \(service.name.rawValue) cannot be read (\(error.message)): look at the disk, put it back from a backup"
            reports.note("file", problem)
            throw Unreadable(description: problem)
        }
    }

    private struct Unreadable: Error, CustomStringConvertible {
        let description: String
    }

    private func notNow(_ id: Identifier, _ position: StreamPosition, _ json: JSONText) throws -> [[UInt8]] {
        Reply(id: id, status: .unavailable, position: position, body: try json.encode(Rejection.recovering)).frames
    }

    private func journalPosition(_ reading: Reading) throws -> StreamPosition {
        let row = try reading.first("SELECT (SELECT max(number) FROM epoch), (SELECT max(position) FROM journal)") { ($0.int(0), $0.integer(1)) }
        return StreamPosition(stream: service.name, epoch: row?.0 ?? 1, position: row?.1 ?? 0)
    }

    private static func read(_ file: FileReference, in blobs: BlobStore) throws -> [UInt8] {
        guard let hash = BlobHash(file.hash), try blobs.size(of: hash) != nil else { throw Rejection.notFound("file", field: nil) }
        return try blobs.read(hash, offset: 0, limit: Limits.fileBytes)
    }
}

/// Whether words and files are kept from everybody, as the loop says to the file desk.
final class Withholding: Sendable {
    private let state: Locked<Bool>

    init(_ isOn: Bool) { state = Locked(isOn) }

    var isOn: Bool { state.withLock { $0 } }

    func set(_ isOn: Bool) { state.withLock { $0 = isOn } }
}
