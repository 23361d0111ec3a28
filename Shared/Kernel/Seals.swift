import Domain
import Protocol
import SQLite
import Sodium

/// What every service does with seals: it seals its own journal, and keeps those of the journals it hears of.
///
/// A seal is an event like any other, so it reaches the witnesses by the way all events go: a service keeps those of the journals it follows, and those that
/// a service it follows has kept of journals it does not follow itself. So each journal has the witnesses that follow it, and theirs.
enum SealRules {
    static let migration = """
        CREATE TABLE seal(stream TEXT NOT NULL, epoch INTEGER NOT NULL, position INTEGER NOT NULL, hash TEXT NOT NULL, signature TEXT NOT NULL,
            PRIMARY KEY(stream, epoch, position, hash)) STRICT, WITHOUT ROWID;
        """
    static let table = "seal"
    /// No digit of a hash is as large as this letter.
    private static let behindEveryHash = "g"

    static let commands: [CommandRule] = [
        .on(WitnessSeal.self, by: .services) { command, decision in
            let seal = command.seal
            let isKnown = try decision.reading.exists(
                "SELECT 1 FROM seal WHERE stream = ? AND epoch = ? AND position = ? AND hash = ?", .text(seal.place.stream.rawValue),
                .integer(seal.place.epoch), .integer(seal.place.position), .text(seal.hash))
            return isKnown ? [] : [Event(SealWitnessed(seal: seal), about: nil)]
        }
    ]

    static let events: [EventRule] = [
        .on(JournalSealed.self) { event, tables in try keep(event.body.seal, tables) },
        .on(SealWitnessed.self) { event, tables in try keep(event.body.seal, tables) },
    ]

    static let queries: [QueryRule] = [
        .on(ListSeals.self, by: .anyone) { question, asked in
            let seals = try asked.reading.all(
                "SELECT epoch, position, hash, signature FROM seal WHERE stream = ? AND (epoch, position, hash) > (?, ?, ?) ORDER BY epoch, position, hash LIMIT ?",
                .text(question.stream.rawValue), .integer(question.after?.epoch ?? 0), .integer(question.after?.position ?? 0),
                .text(question.hash ?? behindEveryHash), .integer(Limits.pageRows + 1)
            ) { row in
                Seal(
                    place: StreamPosition(stream: question.stream, epoch: row.int(0), position: row.integer(1)), hash: row.text(2),
                    signature: row.text(3))
            }
            return ListSeals.Answer(seals: Array(seals.prefix(Limits.pageRows)), hasMore: seals.count > Limits.pageRows)
        }
    ]

    /// The reactions of a service of that name that follows these others.
    static func reactions(of service: ServiceName, following upstreams: [ServiceName]) -> [Reaction] {
        upstreams.flatMap { source -> [Reaction] in
            [
                .to(JournalSealed.self, from: source, haste: .unhurried) { event, _ in [WitnessSeal(seal: event.body.seal)] },
                .to(SealWitnessed.self, from: source, haste: .unhurried) { event, _ in
                    let stream = event.body.seal.place.stream
                    return stream == service || upstreams.contains(stream) ? [] : [WitnessSeal(seal: event.body.seal)]
                },
            ]
        }
    }

    private static func keep(_ seal: Seal, _ tables: Tables) throws {
        try tables.run(
            "INSERT OR IGNORE INTO seal VALUES(?, ?, ?, ?, ?)", .text(seal.place.stream.rawValue), .integer(seal.place.epoch),
            .integer(seal.place.position), .text(seal.hash), .text(seal.signature))
    }
}

/// How much of the own journal is not sealed, and since when.
///
/// Seals themselves do not count: services that have nothing else to say would seal each other's seals for ever.
struct Unsealed {
    private(set) var events: Int64 = 0
    private(set) var since: Moment?

    /// What a journal has behind its last seal.
    init(_ service: ServiceName, _ tip: Tip, _ reading: Reading) throws {
        let last = try reading.integer("SELECT max(position) FROM seal WHERE stream = ? AND epoch = ?", .text(service.rawValue), .integer(tip.epoch))
        try reading.each(
            "SELECT event FROM journal WHERE position > ? ORDER BY position LIMIT ?", [.integer(last ?? 0), .integer(Limits.sealEvents)]
        ) { row in
            if let type = EventHeader.outline(row.blob(0))?.type { self.note(type, at: tip.time) }
            return true
        }
    }

    /// Takes note of an event that was just written.
    mutating func note(_ type: String, at now: Moment) {
        if type == SealWitnessed.type { return }
        if type == JournalSealed.type {
            (events, since) = (0, nil)
            return
        }
        events += 1
        since = since ?? now
    }

    /// When the journal is to be sealed if nothing more happens.
    var due: Moment? { since?.advanced(byMilliseconds: Limits.sealMilliseconds) }

    /// Whether it is to be sealed now.
    func isDue(_ now: Moment) -> Bool { events >= Limits.sealEvents || due.map { $0 <= now } ?? false }
}

extension Engine {
    /// Seals the journal at the end of a batch, where so much or so old an event has not been sealed.
    func sealIfDue(_ batch: inout Batch) throws {
        guard let key = settings.sealKey, !batch.isRefill, batch.unsealed.isDue(batch.now) else { return }
        let place = StreamPosition(stream: service.name, epoch: batch.tip.epoch, position: batch.tip.position)
        let hash = hexadecimal(batch.tip.hash)
        let seal = Seal(place: place, hash: hash, signature: hexadecimal(key.sign(Array(Seal.text(of: place, hash: hash).utf8))))
        func word(_ start: Int) -> UInt64 { batch.tip.hash[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) } }
        let name = Identifier(milliseconds: batch.tip.time.milliseconds, random: (word(0), word(8)))
        let cause = Cause(command: name, bodyHash: nil, principal: .service(name: service.name, cause: name), grantHash: nil, depth: 0)
        try append(Event(JournalSealed(seal: seal), about: nil), 0, cause, &batch)
    }
}
