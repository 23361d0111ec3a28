import Domain
import Protocol
import SQLite
import Sodium

extension Engine {
    /// Takes back events of its own journal that a reader has kept, as they stood there: the tables follow, the replies too, and nothing happens twice.
    ///
    /// Other services' events that these came of are read again, because the cursors of the backup stand before them; they are known as done then. Throws
    /// `Parted` when the events do not go on from the journal's end, and then changes nothing.
    public func refill(_ run: JournalRun, from reader: ServiceName, now: Moment) throws {
        func misfit(_ what: String) -> Parted {
            Parted(stream: reader, description: "what \(reader.rawValue) has kept of \(service.name.rawValue) does not go on from its end: \(what)")
        }
        guard run.after == position else { throw misfit("it begins behind \(run.after), and the journal ends at \(position)") }
        var end = tip
        var links: [JournalChain.Link] = []
        for entry in run.entries {
            end.position += 1
            end.hash = chainHash(after: end.hash, epoch: end.epoch, position: end.position, event: entry.event)
            guard let (header, data) = EventHeader.parse(entry.event), header.source == service.name, header.time >= end.time else {
                throw misfit("event \(end.position) is none of it")
            }
            guard entry.content.isEmpty || header.contentHash == DetachedContent.hash(entry.content) else {
                throw misfit("the content of event \(end.position) is not the one its header names")
            }
            end.time = header.time
            let content = entry.content.isEmpty ? nil : entry.content
            links.append(JournalChain.Link(tip: end, header: header, data: data, event: entry.event, content: content))
        }
        guard hexadecimal(end.hash) == run.hash else { throw misfit("its chain ends in another hash") }
        do {
            try transaction(now) { batch in
                batch.isRefill = true
                var replies = try ReplyRebuild(after: batch.tip, self.database.reading)
                for link in links { try self.takeBack(link, &replies, &batch) }
                try replies.finish(self.database.tables)
                batch.unsealed = try Unsealed(self.service.name, batch.tip, self.database.reading)
            }
        } catch let error as SQLiteError {
            throw Stopped(error, of: service.name)
        }
    }

    /// Notes that a restored service stands in other journals where its backup had it: it is no witness of their ends before it has read there again, also
    /// after its next start.
    func noteHearsay(now: Moment) throws {
        do {
            try transaction(now) { batch in
                batch.isRefill = true
                for stream in self.service.upstreams {
                    try self.database.tables.run("INSERT OR IGNORE INTO hearsay VALUES(?)", .text(stream.rawValue))
                }
            }
        } catch let error as SQLiteError {
            throw Stopped(error, of: service.name)
        }
        hearsay = Set(service.upstreams)
        savedHearsay = hearsay
    }

    private func takeBack(_ link: JournalChain.Link, _ replies: inout ReplyRebuild, _ batch: inout Batch) throws {
        guard let rule = service.events[link.header.type] else { throw Fault("\(service.name.rawValue) has no rule for event \(link.header.type)") }
        let tables = database.tables
        batch.tip = link.tip
        let row = JournalRow(position: link.tip.position, hash: link.tip.hash, event: link.event, content: link.content)
        batch.appended.append(row)
        try tables.append(row, about: link.header.subject)
        try rule.replay(json, link.header, link.tip.position, link.data, DetachedContent.body(link.content), tables)
        try replies.note(link.header, at: link.tip.position, tables)
        batch.isErasing = batch.isErasing || link.header.type == ContentDestroyed.type
        try noteCause(of: link, tables)
    }

    /// Remembers which event of another journal this one came of, and what was parked or taken up again.
    private func noteCause(of link: JournalChain.Link, _ tables: Tables) throws {
        switch link.header.type {
        case EventParked.type:
            let parked = try json.decode(EventParked.self, from: link.data)
            // What was lost over there is not met again, and another event may stand in its place.
            if parked.code == Self.lostCode { break }
            try tables.run(
                "INSERT OR REPLACE INTO known_parking VALUES(?, ?, ?, ?)", .text(parked.stream.rawValue), .integer(parked.position),
                .integer(try knownEpoch(of: parked.stream)), .text(parked.code))
        case EpochAccepted.type:
            let accepted = try json.decode(EpochAccepted.self, from: link.data)
            try tables.run("INSERT OR REPLACE INTO known_epoch VALUES(?, ?)", .text(accepted.stream.rawValue), .integer(accepted.epoch))
        case EventUnparked.type:
            let unparked = try json.decode(EventUnparked.self, from: link.data)
            if let subject = link.header.subject { try forget(unparked.stream, unparked.position, subject) }
            try tables.run(
                "DELETE FROM known_parking WHERE stream = ? AND position = ?", .text(unparked.stream.rawValue), .integer(unparked.position))
        default: break
        }
        let words = link.header.actor.split(separator: "/").map(String.init)
        guard words.count == 3, words[0] == "service", words[1] != service.name.rawValue, let stream = ServiceName(rawValue: words[1]),
            let cause = Identifier(words[2])
        else { return }
        // An event that the backup has parked was read before it, and tried again since: it is not met again.
        let wasParked = try database.reading.exists(
            "SELECT 1 FROM parked WHERE stream = ? AND instr(event, ?) > 0", .text(words[1]), .blob(Array("\"id\":\"\(cause)\"".utf8)))
        if wasParked { return }
        try tables.run(
            "INSERT OR IGNORE INTO known_reaction VALUES(?, ?, ?)", .text(words[1]), .blob(cause.bytes), .integer(try knownEpoch(of: stream)))
    }

    /// The epoch in which another journal was read when what is being taken back came of it.
    private func knownEpoch(of stream: ServiceName) throws -> Int {
        let accepted = try database.reading.integer("SELECT number FROM known_epoch WHERE stream = ?", .text(stream.rawValue))
        return max(accepted.map(Int.init) ?? 1, cursors[stream]?.epoch ?? 1)
    }

    /// Whether what an event makes this service do was done before it was restored, and stands in its journal again.
    ///
    /// Reactions follow the other journal's order: as long as a later event of it is known to be done, this one is, too, whether anything came of it or not.
    /// What came of events that the other journal has lost since says nothing of those that took their places.
    func isKnown(_ place: Place) throws -> Bool {
        let stream = Value.text(place.stream.rawValue)
        let isAnyLeft = "SELECT 1 FROM known_reaction WHERE stream = ? LIMIT 1"
        guard try database.reading.exists(isAnyLeft, stream) else { return false }
        let epoch = Value.integer(try upstreamEpochs(place.stream).epoch(at: place.position))
        try database.tables.run("DELETE FROM known_reaction WHERE stream = ? AND epoch < ?", stream, epoch)
        try database.tables.run("DELETE FROM known_parking WHERE stream = ? AND epoch < ?", stream, epoch)
        guard try database.reading.exists(isAnyLeft, stream) else { return false }
        let code = try database.reading.first(
            "SELECT code FROM known_parking WHERE stream = ? AND position = ?", stream, .integer(place.position)
        ) { $0.text(0) }
        if let code, let subject = place.header.subject {
            try setAside(place, subject, code, "It was set aside before the service was restored.")
            try database.tables.run("DELETE FROM known_parking WHERE stream = ? AND position = ?", stream, .integer(place.position))
        }
        try database.tables.run("DELETE FROM known_reaction WHERE stream = ? AND cause = ?", stream, .blob(place.header.id.bytes))
        return true
    }
}
