import Domain
import Policy
import Protocol
import SQLite
import Sodium

extension Engine {
    /// Takes a run of another journal's events: each is reacted to, and the cursor moves with what that did.
    ///
    /// An event that the rules refuse is parked with the later ones of its case. `parkingAs` parks the run's events without trying them.
    func take(_ run: JournalRun, parkingAs code: String?, _ message: String, _ batch: inout Batch) throws {
        let stream = run.after.stream
        guard let cursor = batch.cursors[stream] else { throw Fault("\(service.name.rawValue) does not follow \(stream.rawValue)") }
        guard run.after.epoch == cursor.epoch, run.after.position == cursor.position else {
            // A page that was asked for before a restart or came twice: what is new in it is asked for again.
            if run.after.epoch == cursor.epoch, run.after.position < cursor.position { return }
            throw Parted(
                stream: stream,
                description:
                    "\(stream.rawValue) answers from \(run.after), but \(service.name.rawValue) stands at \(cursor.epoch):\(cursor.position); "
                    + "nothing more is read from it. Compare both with `alurctl status`.")
        }
        let run = try cleared(run)
        let (places, end, secured) = try follow(run, from: cursor)
        batch.cursors[stream] = end
        batch.kept.append(KeptRun(run: run, end: end, secured: secured))
        if places.isEmpty { return }
        var isAnyParked = try database.reading.exists("SELECT 1 FROM parked WHERE stream = ? LIMIT 1", .text(stream.rawValue))
        for place in places {
            guard let reaction = service.reactions[stream]?[place.header.type] else { continue }
            if try isKnown(place) { continue }
            if let code {
                try park(place, code, message, &batch)
                isAnyParked = true
            } else if isAnyParked, try hasParked(before: place) {
                try park(place, "queued", "It waits behind an earlier event of its case.", &batch)
            } else if let rejection = try react(reaction, place, &batch) {
                try park(place, rejection.code, rejection.message, &batch)
                isAnyParked = true
            }
        }
    }

    /// Writes how far other journals were read, where that has changed, and what was read of them.
    func saveCursors(_ batch: Batch) throws {
        for kept in (batch.isPassedKept ? [] : unsaved) + batch.kept { try keep(kept) }
        for stream in service.upstreams {
            guard let cursor = batch.cursors[stream], cursor != savedCursors[stream] else { continue }
            try database.tables.run(
                "INSERT INTO cursor VALUES(?, ?, ?, ?) ON CONFLICT DO UPDATE SET epoch = excluded.epoch, position = excluded.position, hash = excluded.hash",
                .text(stream.rawValue), .integer(cursor.epoch), .integer(cursor.position), .blob(cursor.hash))
        }
        for stream in service.upstreams where savedHearsay.contains(stream) && !hearsay.contains(stream) {
            try database.tables.run("DELETE FROM hearsay WHERE stream = ?", .text(stream.rawValue))
        }
    }

    /// Where the service stands after runs that hold nothing for it, which needs no transaction; nil where something in the batch needs one.
    ///
    /// The place is written with the next transaction. After a crash before that the same events are read again, and passed over again.
    func passedOver(_ batch: [Input]) throws -> (cursors: [ServiceName: Tip], kept: [KeptRun])? {
        let runs = batch.compactMap { input in if case .run(let run) = input { run } else { nil } }
        #if PLANTED
            guard runs.count == batch.count else { return nil }
            let isPassedOver = { (haste: Reaction.Haste?) in haste == nil || Planted.isOn(.passOverUnhurried) && haste == .unhurried }
            guard runs.allSatisfy({ isPassedOver(interest(in: $0)) }) else { return nil }
        #else
            guard runs.count == batch.count, runs.allSatisfy({ interest(in: $0) == nil }) else { return nil }
        #endif
        var passed = cursors
        var kept: [KeptRun] = []
        for run in runs {
            guard let cursor = passed[run.after.stream], cursor.epoch == run.after.epoch, cursor.position == run.after.position else { return nil }
            let run = try cleared(run)
            let (_, end, secured) = try follow(run, from: cursor)
            kept.append(KeptRun(run: run, end: end, secured: secured))
            guard end.position - (savedCursors[run.after.stream]?.position ?? 0) < Self.unsavedEvents else { return nil }
            passed[run.after.stream] = end
        }
        guard (unsaved + kept).reduce(0, { $0 + $1.bytes }) < Self.unsavedBytes else { return nil }
        return (passed, kept)
    }

    /// How many events may have to be read again after a crash, and how many bytes of them are held in memory, at most.
    private static let unsavedEvents: Int64 = 10_000
    private static let unsavedBytes = 16 << 20

    /// How soon something of a run is to be reacted to; nil where nothing in it concerns this service.
    func interest(in run: JournalRun) -> Reaction.Haste? {
        guard let reactions = service.reactions[run.after.stream] else { return nil }
        var interest: Reaction.Haste?
        for entry in run.entries {
            guard let outline = EventHeader.outline(entry.event) else { return .prompt }
            guard isConcerned(outline), let reaction = reactions[outline.type] else { continue }
            if reaction.haste == .prompt { return .prompt }
            interest = .unhurried
        }
        return interest
    }

    private func isConcerned(_ outline: EventHeader.Outline) -> Bool { outline.recipient == nil || outline.recipient == service.name }

    /// The run's events that this service reacts to, and the cursor behind its last; nothing is done before the whole run is known to be of that chain.
    private func follow(_ run: JournalRun, from cursor: Tip) throws -> (places: [Place], end: Tip, secured: Int64?) {
        let stream = run.after.stream
        var cursor = cursor
        var secured: Int64?
        var places: [Place] = []
        let epochs = cursor.epoch > 1 ? try upstreamEpochs(stream) : []
        for entry in run.entries {
            cursor.position += 1
            cursor.hash = chainHash(after: cursor.hash, epoch: epochs.epoch(at: cursor.position), position: cursor.position, event: entry.event)
            func formless() -> Parted {
                Parted(stream: stream, description: "event \(cursor.position) of \(stream.rawValue) is not in the form of WIRE.md")
            }
            guard let outline = EventHeader.outline(entry.event), outline.source == stream else { throw formless() }
            if outline.type == BackupVerified.type, let (_, data) = EventHeader.parse(entry.event) {
                secured = try json.decode(BackupVerified.self, from: data).position
            }
            guard isConcerned(outline), service.reactions[stream]?[outline.type] != nil else { continue }
            guard let (header, data) = EventHeader.parse(entry.event) else { throw formless() }
            // The chain covers the header alone; the content is held to it here.
            guard entry.content.isEmpty || header.contentHash == DetachedContent.hash(entry.content) else {
                throw Parted(
                    stream: stream, description: "the content of event \(cursor.position) of \(stream.rawValue) is not the one its header names")
            }
            places.append(Place(stream: stream, position: cursor.position, header: header, data: data, entry: entry))
        }
        if !run.hash.isEmpty, hexadecimal(cursor.hash) != run.hash {
            throw Parted(
                stream: stream,
                description: "the chain of \(stream.rawValue) up to \(cursor.position) is not the one \(service.name.rawValue) has read; "
                    + "nothing more is read from it. Run `alurctl status`, then restore the one that is wrong.")
        }
        return (places, cursor, secured)
    }

    /// An event of another journal, where it stands there.
    struct Place {
        var stream: ServiceName
        var position: Int64
        var header: EventHeader
        var data: ArraySlice<UInt8>
        var entry: JournalEntry
        /// It was read here, and its own journal has lost it since.
        var isLost = false
    }

    /// Does what the event makes this service do; the rejection it met, if it is one to park for.
    private func react(_ reaction: Reaction, _ place: Place, _ batch: inout Batch) throws -> Rejection? {
        guard place.header.depth < Limits.causationDepth else {
            let sentence = "\(Limits.causationDepth) effects followed one another: services go round in a circle; report it, and discard this event."
            return Rejection("tooDeep", sentence)
        }
        let commands: [any CommandBody]
        do {
            commands = try reaction.react(
                json, place.header, place.position, place.data, DetachedContent.body(place.entry.content), database.reading)
        } catch let rejection as Rejection {
            return rejection
        }
        for (index, command) in commands.enumerated() {
            let cause = Cause(
                command: place.header.id.derived(.reaction, index, by: service.name), bodyHash: nil,
                principal: .service(name: place.stream, cause: place.header.id),
                grantHash: nil, depth: place.header.depth + 1)
            do {
                try order(command, cause, &batch)
            } catch let rejection as Rejection {
                let verb = type(of: command).verb
                #if PLANTED
                    if Planted.isOn(.swallowRejection) { continue }
                #endif
                switch reaction.responses[rejection.code] ?? .park {
                case .ignore: continue
                case .park:
                    guard index == 0 else { throw Fault("\(verb) was refused after an earlier command of its reaction: \(rejection.code)") }
                    return rejection
                case .compensate(let instead):
                    do {
                        try order(instead(rejection), cause, &batch)
                    } catch let refused as Rejection {
                        throw Fault("\(verb) was refused (\(rejection.code)), and so was what was to be done instead: \(refused.code)")
                    }
                }
            }
        }
        return nil
    }

    /// Runs a command that this service gives itself.
    func order(_ command: any CommandBody, _ cause: Cause, _ batch: inout Batch) throws {
        let verb = type(of: command).verb
        guard let rule = service.commands[verb] else { throw Fault("\(service.name.rawValue) has no rule for \(verb)") }
        try permit(cause.principal, rule.audience)
        try run(rule, command, cause, &batch)
    }

    /// How soon the clock is looked at again when something may be due.
    static let lookAgainMilliseconds: Int64 = 1_000

    /// Does what time has made necessary.
    func decideDue(_ now: Moment, _ batch: inout Batch) throws {
        guard let due = try service.due?(database.reading, batch.tip.time) else { return }
        batch.nextDue = due.next
        let before = batch.tip.position
        for item in due.items {
            let id = item.subject.derived(.due, Int(truncatingIfNeeded: item.at.milliseconds), by: service.name)
            let cause = Cause(command: id, bodyHash: nil, principal: .service(name: service.name, cause: id), grantHash: nil, depth: 0)
            do {
                try order(item.command, cause, &batch)
            } catch is Rejection {
                // What was due has been settled otherwise in the meantime.
                continue
            }
        }
        if due.items.isEmpty { return }
        // There may be more; but what is refused would be due again at once, and for ever.
        batch.nextDue = batch.tip.position > before ? now : now.advanced(byMilliseconds: Self.lookAgainMilliseconds)
    }
}

// MARK: - Parking

extension Engine {
    private func hasParked(before place: Place) throws -> Bool {
        try database.reading.exists(
            "SELECT 1 FROM parked WHERE stream = ? AND subject = ? LIMIT 1", .text(place.stream.rawValue),
            .text(place.header.subject?.description ?? ""))
    }

    func setAside(_ place: Place, _ subject: Identifier, _ code: String, _ message: String) throws {
        // In place of one that was lost there with the end of an earlier epoch: of that nothing is left to be tried again.
        try database.tables.run(
            "INSERT OR REPLACE INTO parked VALUES(?, ?, ?, ?, ?, ?, ?)", .text(place.stream.rawValue), .integer(place.position),
            .text(subject.description), .text(code), .text(message), .blob(place.entry.event), .blob(place.entry.content))
    }

    private func park(_ place: Place, _ code: String, _ message: String, _ batch: inout Batch) throws {
        guard let subject = place.header.subject else {
            throw Parted(
                stream: place.stream, event: place.position,
                description: "event \(place.position) of \(place.stream.rawValue) cannot be processed (\(code)) and belongs to no case; "
                    + "nothing behind it is read. Mend the cause, then start \(service.name.rawValue) again.")
        }
        #if PLANTED
            if Planted.isOn(.dropParked) { return }
        #endif
        try setAside(place, subject, code, message)
        let cause = Cause(
            command: place.header.id.derived(.parking, 0, by: service.name), bodyHash: nil,
            principal: .service(name: place.stream, cause: place.header.id), grantHash: nil,
            depth: place.header.depth + 1)
        let parked = EventParked(stream: place.stream, position: place.position, event: place.header.id, code: code)
        try append(Event(parked, about: subject), 0, cause, &batch)
    }

    /// The verbs of the operator's commands that every service takes beside its own, in alphabetical order.
    public static let operatorVerbs = operatorRules.keys.sorted()

    /// The operator's commands that only the runtime can carry out.
    static let operatorRules: [String: CommandRule] = [
        NoteBackup.verb: .on(NoteBackup.self, by: .operators) { _, _ in [] },
        AcceptLoss.verb: .on(AcceptLoss.self, by: .operators) { _, _ in [] },
        AcceptEpoch.verb: .on(AcceptEpoch.self, by: .operators) { _, _ in [] },
        RetryParked.verb: .on(RetryParked.self, by: .operators) { _, _ in [] },
        DiscardParked.verb: .on(DiscardParked.self, by: .operators) { _, _ in [] },
    ]

    /// Tries parked events of a case again in their order, gives one up, or takes note of a backup; the place before the events of the command itself, which stand together
    /// behind those of the reactions, so that its reply can be found again from the journal.
    func decideForOperator(_ body: any CommandBody, _ cause: Cause, _ batch: inout Batch) throws -> Int64 {
        var before = batch.tip.position
        switch body {
        case let loss as AcceptLoss: try acceptLoss(loss, cause, &batch)
        case let accepted as AcceptEpoch: try acceptEpoch(accepted, cause, &batch)
        case let note as NoteBackup:
            let found = try database.reading.first("SELECT hash FROM journal WHERE position = ?", .integer(note.position)) { hexadecimal($0.blob(0)) }
            guard found == note.hash else { throw Rejection.invalid("hash", "The journal has another event there; the backup is of another past.") }
            try append(Event(BackupVerified(position: note.position, hash: note.hash), about: nil), 0, cause, &batch)
        case let discard as DiscardParked:
            guard !discard.reason.isEmpty else { throw Rejection.invalid("reason", "Say why the event is given up.") }
            let subject = try firstParked(discard.stream, discard.position)
            try forget(discard.stream, discard.position, subject)
            let event = EventUnparked(stream: discard.stream, position: discard.position, isDiscarded: true)
            try append(Event(event, about: subject, content: ActWords(reason: discard.reason)), 0, cause, &batch)
        case let retry as RetryParked:
            let subject = try firstParked(retry.stream, retry.position)
            var done: [Place] = []
            for place in try parked(retry.stream, subject) {
                guard let reaction = service.reactions[retry.stream]?[place.header.type] else { throw Fault("no reaction to \(place.header.type)") }
                // What was lost over there was done here before.
                if place.isLost {
                    try forget(place.stream, place.position, subject)
                    done.append(place)
                    continue
                }
                if let rejection = try react(reaction, place, &batch) {
                    // The first must go through, or the command is refused; later ones may wait on.
                    if done.isEmpty { throw rejection }
                    break
                }
                try forget(place.stream, place.position, subject)
                done.append(place)
            }
            before = batch.tip.position
            for (index, place) in done.enumerated() {
                let event = EventUnparked(stream: place.stream, position: place.position, isDiscarded: false)
                try append(Event(event, about: subject), index, cause, &batch)
            }
        default: throw Fault("\(type(of: body).verb) is not a command of an operator on the runtime")
        }
        return before
    }

    private func firstParked(_ stream: ServiceName, _ position: Int64) throws -> Identifier {
        let rows = try database.reading.all(
            "SELECT subject, (SELECT min(position) FROM parked o WHERE o.stream = p.stream AND o.subject = p.subject) FROM parked p WHERE stream = ? AND position = ?",
            .text(stream.rawValue), .integer(position)
        ) { (subject: $0.text(0), first: $0.integer(1)) }
        // Where two cases have one place, because the journal has begun anew there, the one that can be settled first.
        let row = rows.first { $0.first == position } ?? rows.first
        guard let row, let subject = Identifier(row.subject) else { throw Rejection.notFound("parked event", field: "position") }
        guard row.first == position else {
            throw Rejection.invalid("position", "An earlier event of the case is parked at \(row.first); begin there.")
        }
        return subject
    }

    private func parked(_ stream: ServiceName, _ subject: Identifier) throws -> [Place] {
        try database.reading.all(
            "SELECT position, event, content, code FROM parked WHERE stream = ? AND subject = ? ORDER BY position LIMIT 1000", .text(stream.rawValue),
            .text(subject.description)
        ) { row in
            let entry = JournalEntry(event: row.blob(1), content: row.blob(2))
            guard let (header, data) = EventHeader.parse(entry.event) else { throw Fault("parked event \(row.integer(0)) cannot be read") }
            return Place(
                stream: stream, position: row.integer(0), header: header, data: data, entry: entry, isLost: row.text(3) == Self.lostCode)
        }
    }

    func forget(_ stream: ServiceName, _ position: Int64, _ subject: Identifier) throws {
        try database.tables.run(
            "DELETE FROM parked WHERE stream = ? AND position = ? AND subject = ?", .text(stream.rawValue), .integer(position),
            .text(subject.description))
    }

    /// The parked events, oldest first.
    public func parkedEvents() throws -> [ListParked.Row] {
        try database.reading.all(
            "SELECT stream, position, subject, code, message FROM parked ORDER BY stream, position LIMIT ?", .integer(Limits.pageRows)
        ) { row in
            guard let stream = ServiceName(rawValue: row.text(0)) else { throw Fault("an unknown stream is parked") }
            return ListParked.Row(stream: stream, position: row.integer(1), subject: row.text(2), code: row.text(3), message: row.text(4))
        }
    }
}
