import Domain
import Policy
import Protocol
import SQLite
import Sodium

/// Answers a service's questions; the engine has one for what must be fresh, the second endpoint's thread one of its own over a read-only connection.
public struct QuestionDesk {
    private let service: Service
    private var grants: GrantChecker
    private let json = JSONText()
    private let file: (@Sendable (FileReference) throws -> [UInt8])?
    /// The last question that met a mistake of ours, or a row that the disk has changed, as a sentence for the operator; nil where none has.
    public private(set) var problem: String?

    /// A desk for one thread; `grantKey` is Routing's Ed25519 key.
    ///
    /// `file` reads a file of the service, at the desk that may be slow; the desk that has none knows no verb of a question that `isCold`.
    public init(_ service: Service, grantKey: [UInt8], file: (@Sendable (FileReference) throws -> [UInt8])? = nil) {
        self.service = service
        self.file = file
        grants = GrantChecker(publicKey: grantKey)
    }

    /// Refuses what a request about files may not do. Without a grant it is the machine that asks; a person gets only what belongs to something that
    /// the person sees, and is told `notFound` of the rest.
    ///
    /// `hash` names the file to be fetched, nil where one is put. Throws `Rejection`.
    public mutating func admit(
        _ request: Request, fetching hash: String?, key: String?, machines: MachineRights, reading: Reading, now: Moment
    ) throws {
        guard let shown = try grants.check(request.grant, peer: key, now: now, json: json) else {
            return try machines.permit(request.verb, from: key)
        }
        if shown.only != nil { throw Rejection.unauthenticated("This grant is for one command only") }
        guard let hash else { return try permit(shown.principal, [.officials, .operators]) }
        guard case .official = shown.principal else { return try machines.permit(request.verb, from: key) }
        guard try service.files(hash, Question(reading: reading, principal: shown.principal, peer: key, now: now)) else {
            throw Rejection.notFound("file", field: "hash")
        }
    }

    /// Answers a question, or says why not; `position` is where the journal stands for the asker.
    ///
    /// Throws `Engine.Stopped` where the disk fails or has changed the store: then nothing is answered from it any more.
    public mutating func answer(_ request: Request, key: String?, reading: Reading, position: StreamPosition, now: Moment) throws -> Reply {
        do {
            guard let rule = service.queries[request.verb], file != nil || !rule.isCold else { throw Rejection.unknownVerb(request.verb) }
            let shown = try grants.check(request.grant, peer: key, now: now, json: json)
            if shown?.only != nil { throw Rejection.unauthenticated("This grant is for one command only") }
            try permit(shown?.principal, rule.audience)
            let question = Question(reading: reading, principal: shown?.principal, peer: key, now: now, file: file ?? Question.noFile)
            return Reply(id: request.id, status: .ok, position: position, body: try rule.answer(json, request.body, question))
        } catch {
            return try refuse(request, error, position)
        }
    }

    /// What is answered where an error came of a question. Throws `Engine.Stopped` as `answer` does.
    mutating func refuse(_ request: Request, _ error: any Error, _ position: StreamPosition) throws -> Reply {
        func reply(_ status: Reply.Status, _ rejection: Rejection) -> Reply {
            Reply(id: request.id, status: status, position: position, body: (try? json.encode(rejection)) ?? Array("{}".utf8))
        }
        switch error {
        case is Engine.Stopped: throw error
        case let rejection as Rejection: return reply(.rejected, rejection)
        case let error as SQLiteError where error.isOfTheDisk: throw Engine.Stopped(error, of: service.name)
        case let error as SQLiteError where !error.isMistake:
            return reply(.unavailable, Rejection("unavailable", "The question could not be answered now (SQLite code \(error.code)); ask again."))
        default:
            problem = "\(service.name.rawValue) could not answer `\(request.verb)`: \(error)"
            return reply(.fault, Rejection("fault", "This service is wrong about this question; tell the operator the verb \(request.verb)."))
        }
    }
}

extension Engine {
    /// Where the journal stands, as callers name it.
    public var position: StreamPosition { StreamPosition(stream: service.name, epoch: tip.epoch, position: tip.position) }

    /// Whether the service has seen all of these places.
    public func hasReached(_ places: [StreamPosition]) -> Bool {
        places.allSatisfy { place in
            if place.stream == service.name { return place.epoch < tip.epoch || place.epoch == tip.epoch && place.position <= tip.position }
            // A service that does not follow the stream has nothing to wait for.
            guard let cursor = cursors[place.stream] else { return true }
            // Only an operator moves the reader into a later epoch, and must not be kept waiting for it.
            if place.epoch > cursor.epoch { return true }
            return place.epoch < cursor.epoch || place.epoch == cursor.epoch && place.position <= cursor.position
        }
    }

    /// A page of the journal after a place, in at most `Limits.pageBytes` and `Limits.pageEvents`.
    ///
    /// Without contents each of them is an empty frame, as if it were destroyed, and the chain is the same.
    /// Throws a `Rejection` when the reader's place is not one of this journal: `journalParted`.
    public func page(after place: StreamPosition, hash: String, withContents: Bool = true) throws -> (page: JournalPage, payload: [[UInt8]]) {
        if place.stream == service.name, place.epoch < tip.epoch {
            throw Rejection(
                "journalParted",
                "This journal has lost events and goes on in epoch \(tip.epoch); run `alurctl cursor accept \(service.name.rawValue)`.",
                field: "after")
        }
        guard place.stream == service.name, place.epoch == tip.epoch, place.position <= tip.position else {
            throw Rejection(
                "journalParted", "This journal stands at \(position); it has no \(place). Compare both with `alurctl status`.", field: "after")
        }
        if place.position > 0 {
            guard try self.hash(at: place.position) == bytes(hexadecimal: hash) else {
                throw Rejection("journalParted", "This journal has another hash at \(place). Compare both with `alurctl status`.", field: "hash")
            }
        }
        var payload: [[UInt8]] = []
        var bytes = 0
        var last: [UInt8]?
        for row in try rows(after: place.position) {
            let content = withContents ? row.content ?? [] : []
            bytes += row.event.count + content.count
            guard payload.isEmpty || bytes <= Limits.pageBytes else { break }
            payload += [row.event, content]
            last = row.hash
        }
        let epochs = tip.epoch > 1 ? try self.epochs() : nil
        let page = JournalPage(
            after: place, count: payload.count / 2, hash: last.map(hexadecimal) ?? hash, last: tip.position, epochs: epochs)
        return (page, payload)
    }

    /// As many rows as a page may hold at most, out of memory where the reader keeps up; what comes from the disk is held against its chain.
    ///
    /// Throws `Stopped` at a row that is not the one that was written.
    private func rows(after position: Int64) throws -> ArraySlice<JournalRow> {
        if let rows = recent.rows(after: position) { return rows.prefix(Limits.pageEvents) }
        var check = try RowCheck(after: position, reading)
        var bytes = 0
        var rows: [JournalRow] = []
        try reading.each(
            "SELECT \(RowCheck.columns) FROM journal WHERE position > ? ORDER BY position LIMIT ?", [.integer(position), .integer(Limits.pageEvents)]
        ) { row in
            let read = try check.take(row)
            rows.append(read)
            bytes += read.event.count
            return bytes <= Limits.pageBytes
        }
        return rows[...]
    }

    func hash(at position: Int64) throws -> [UInt8]? {
        if let row = recent.row(at: position) { return row.hash }
        return try reading.first("SELECT hash FROM journal WHERE position = ?", .integer(position)) { $0.blob(0) }
    }

    /// The cursor's place and hash, as a pull names them.
    public func pull(from stream: ServiceName, waitMilliseconds: Int64) -> PullJournal? {
        cursors[stream].map { cursor in
            PullJournal(
                after: StreamPosition(stream: stream, epoch: cursor.epoch, position: cursor.position),
                hash: cursor.position == 0 ? "" : hexadecimal(cursor.hash), waitMilliseconds: waitMilliseconds)
        }
    }
}
