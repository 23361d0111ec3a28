import Domain
import Nettle
import Policy
import Protocol
import SQLite
import Sodium

extension Engine {
    /// Decides one request inside the batch's transaction, and says what to answer.
    func decide(_ request: Request, key: String?, _ batch: inout Batch) throws -> Reply {
        do {
            guard let rule = service.commands[request.verb] ?? Self.operatorRules[request.verb] else { throw Rejection.unknownVerb(request.verb) }
            let shown = try grants.check(request.grant, peer: key, now: batch.now, json: json)
            try permit(shown?.principal, rule.audience)
            let bodyHash = SHA256.hash(Array(request.verb.utf8), [0], request.body)
            let command = SoleCommand(id: request.id, service: service.name, verb: request.verb, hash: hexadecimal(bodyHash))
            try permit(shown?.only, command, by: shown?.principal, isSignedSingly: rule.isSignedSingly)
            #if PLANTED
                if !Planted.isOn(.skipDedupe), let earlier = try stored(request.id, bodyHash: bodyHash, batch.tip.epoch) { return earlier }
            #else
                if let earlier = try stored(request.id, bodyHash: bodyHash, batch.tip.epoch) { return earlier }
            #endif
            // What the operator does about things that were set aside helps to finish; everything else from the wire is new.
            if Self.operatorRules[request.verb] == nil, let shortage = settings.shortage() { throw shortage.rejection }
            let body = try rule.decode(json, request.body)
            guard let principal = shown?.principal else { throw Rejection.unauthenticated("A command needs a grant") }
            var before = batch.tip.position
            let cause = Cause(
                command: request.id, bodyHash: command.hash, principal: principal, grantHash: shown.map { hexadecimal($0.hash) }, depth: 0)
            if Self.operatorRules[request.verb] != nil {
                before = try decideForOperator(body, cause, &batch)
            } else {
                try run(rule, body, cause, &batch)
            }
            let count = batch.tip.position - before
            // Also where nothing had to change: a repeat after a change gets this answer again, not another one.
            try database.tables.run(
                "INSERT INTO reply(command, body, first, count) VALUES(?, ?, ?, ?)", .blob(request.id.bytes), .blob(bodyHash), .integer(before + 1),
                .integer(count))
            let made = batch.appended.suffix(Int(count)).map(\.event)
            #if PLANTED
                let end = Planted.isOn(.positionBehind) ? before : before + count
                return accepted(request.id, made, StreamPosition(stream: service.name, epoch: batch.tip.epoch, position: end))
            #else
                return accepted(request.id, made, StreamPosition(stream: service.name, epoch: batch.tip.epoch, position: before + count))
            #endif
        } catch let rejection as Rejection {
            return try refusal(request.id, rejection, at: batch.tip)
        }
    }

    /// What stands behind a decision, for the headers of its events.
    struct Cause {
        var command: Identifier
        var bodyHash: String?
        var principal: Principal
        var grantHash: String?
        var depth: Int
    }

    /// Decides a command and puts what happened into journal and tables.
    func run(_ rule: CommandRule, _ body: any CommandBody, _ cause: Cause, _ batch: inout Batch) throws {
        let decision = Decision(
            reading: database.reading, service: service.name, principal: cause.principal, now: batch.tip.time, command: cause.command,
            fileSize: settings.fileSize)
        let events = try rule.decide(body, decision)
        // What a service learns late of something destroyed is taken without its words; a person's words would vanish, and are refused.
        if cause.bodyHash != nil { try refuseWords(in: events) }
        for (index, event) in events.enumerated() {
            do {
                try append(event, index, cause, &batch)
            } catch let rejection as Rejection {
                // Something is written by now: whoever took this for a "no" of the rules would commit a part of the command.
                throw Fault("\(event.type) was refused when it was applied: \(rejection.code)")
            }
        }
    }

    /// Appends one event to the journal and applies it.
    func append(_ event: Event, _ index: Int, _ cause: Cause, _ batch: inout Batch) throws {
        guard let rule = service.events[event.type] else { throw Fault("\(service.name.rawValue) has no rule for event \(event.type)") }
        let detached = try event.content.map { settings.salt() + (try json.encode($0)) }
        let header = EventHeader(
            id: cause.command.derived(.event, index, by: service.name), source: service.name, type: event.type, recipient: event.body.recipient,
            time: batch.tip.time,
            subject: event.subject,
            command: cause.command, bodyHash: cause.bodyHash, actor: cause.principal.actorText, grantHash: cause.grantHash,
            contentHash: detached.map(DetachedContent.hash), depth: cause.depth)
        let bytes = header.encoded(data: try json.encode(event.body))
        batch.tip.position += 1
        batch.tip.hash = chainHash(after: batch.tip.hash, epoch: batch.tip.epoch, position: batch.tip.position, event: bytes)
        // Words about what was destroyed go with it, whoever brings them: the header names their hash, and nothing keeps them; nor files that come without words.
        let isLost = try isDestroyed(event.subject)
        let row = JournalRow(position: batch.tip.position, hash: batch.tip.hash, event: bytes, content: isLost ? nil : detached)
        batch.appended.append(row)
        try database.tables.append(row, about: event.subject)
        try rule.apply(header, row.position, event.body, isLost ? nil : event.content, database.tables)
        batch.unsealed.note(event.type, at: batch.now)
        let doomed = isLost ? FileNames.all(in: bytes) : []
        for hash in doomed { try database.tables.run("INSERT OR IGNORE INTO doomed_file VALUES(?)", .text(hash)) }
        batch.isErasing = batch.isErasing || event.type == ContentDestroyed.type || !doomed.isEmpty
        if service.due != nil {
            // Something may have become due earlier than was known. The look is by the wall clock, which may stand far before the journal's time.
            let soon = batch.now.advanced(byMilliseconds: Self.lookAgainMilliseconds)
            batch.nextDue = batch.nextDue.map { min($0, soon) } ?? soon
        }
    }

    /// The reply to a command that came before with the same body; nil when it did not come.
    private func stored(_ id: Identifier, bodyHash: [UInt8], _ epoch: Int) throws -> Reply? {
        let earlier = try database.reading.first("SELECT body, first, count FROM reply WHERE command = ?", .blob(id.bytes)) {
            (body: $0.blob(0), first: $0.integer(1), count: $0.integer(2))
        }
        if let earlier {
            guard earlier.body == bodyHash else { throw Rejection.idReused }
            let last = earlier.first + earlier.count - 1
            let made = try database.reading.journalRows(from: earlier.first, count: earlier.count).map(\.event)
            guard Int64(made.count) == earlier.count, made.allSatisfy({ EventHeader.parse($0)?.header.command == id }) else {
                throw database.reading.changedRow(at: earlier.first)
            }
            return accepted(id, made, StreamPosition(stream: service.name, epoch: epoch, position: last))
        }
        if try database.reading.exists("SELECT 1 FROM fault WHERE command = ?", .blob(id.bytes)) { return fault(id, epoch) }
        return nil
    }

    /// The reply of an accepted command: its events as they stand in the journal, byte for byte.
    private func accepted(_ id: Identifier, _ events: [[UInt8]], _ position: StreamPosition) -> Reply {
        var body = Array(#"{"events":["#.utf8)
        body.reserveCapacity(body.count + events.reduce(2) { $0 + $1.count + 1 })
        for (index, event) in events.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body += event
        }
        body += "]}".utf8
        return Reply(id: id, status: .ok, position: position, body: body)
    }

    func refusal(_ id: Identifier, _ rejection: Rejection, at tip: Tip) throws -> Reply {
        let position = StreamPosition(stream: service.name, epoch: tip.epoch, position: tip.position)
        return Reply(id: id, status: .rejected, position: position, body: try json.encode(rejection))
    }

    func fault(_ id: Identifier, _ epoch: Int) -> Reply {
        let sentence = "This service is wrong about this command; it was recorded and will not be tried again. Tell the operator its id."
        let body = Array(#"{"code":"fault","message":"\#(sentence)"}"#.utf8)
        return Reply(id: id, status: .fault, position: StreamPosition(stream: service.name, epoch: epoch, position: tip.position), body: body)
    }
}

// MARK: - Our own mistakes

extension Engine {
    /// Records a command that our own mistake made fail, so that it is not tried again.
    func recordFault(of request: Request, _ error: any Error, _ now: Moment) throws -> Reply {
        try transaction(now) { batch in try self.record(request.id, "\(request.verb): \(error)", batch) }
        return fault(request.id, tip.epoch)
    }

    /// Records that what time has made necessary could not be done; it is looked at again after a while.
    func recordFaultOfTime(_ error: any Error, _ now: Moment) throws {
        try transaction(now) { batch in
            try self.record(Identifier(milliseconds: now.milliseconds, random: (0, UInt64(self.tip.position))), "due: \(error)", batch)
            batch.nextDue = now.advanced(byMilliseconds: Self.faultPauseMilliseconds)
        }
    }

    /// Records that the result of a call could not be taken, and goes on to the next call.
    func recordFault(ofEffect position: Int64, _ index: Int, _ isLast: Bool, _ error: any Error, _ now: Moment) throws {
        try transaction(now) { batch in
            let id = Identifier(milliseconds: now.milliseconds, random: (UInt64(index), UInt64(position)))
            try self.record(id, "effect of \(position): \(error)", batch)
            try self.passEffect(position, index, isLast)
        }
    }

    /// How many mistakes of ours are on record.
    public func faultCount() throws -> Int { Int(try database.reading.integer("SELECT count(*) FROM fault") ?? 0) }

    private static let faultPauseMilliseconds: Int64 = 60_000

    private func record(_ id: Identifier, _ what: String, _ batch: Batch) throws {
        try database.tables.run(
            "INSERT OR IGNORE INTO fault(command, at, what) VALUES(?, ?, ?)", .blob(id.bytes), .integer(batch.tip.time.milliseconds), .text(what))
    }
}
