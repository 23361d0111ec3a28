import Client
import Domain
import Glibc
import Kernel
import Linux
import Nettle
import Protocol
import Sodium

/// The verb that reads a journal and checks its chain.
enum JournalVerbs {
    static let all = [
        Verb(
            "journal tail", "prints the headers of a service's events and checks the chain of their hashes",
            discussion: [
                "The chain is checked from the first event on, wherever printing begins. Contents are not printed, but each that is still there is",
                "checked against the hash in its header. Exit code 1 when something does not fit. With --json: position, hash and the event",
                "(CloudEvents 1.0) of each.",
            ],
            operands: [.service],
            options: [
                Option("from", "POSITION", "prints from this event on; else from the first"),
                Option("follow", nil, "goes on with new events until Ctrl-C"),
            ],
            run: tail)
    ]

    private static func tail(_ call: Call) throws -> ExitCode {
        let service = try call.arguments.operand("SERVICE", .word) as ServiceName
        let from = try call.arguments.value("from", .position) ?? 1
        let follows = call.arguments.flag("follow")
        // Without --follow Ctrl-C ends the tool as it ends any other.
        let signals = try SignalSource(follows ? [SIGTERM, SIGINT] : [])
        let caller = try call.conversation().caller
        let status = try caller.ask(ShowStatus(), of: service, as: nil)
        var reader = ChainReader(start: StreamPosition(stream: service, epoch: status.position.epoch, position: 0))
        while signals.next() == nil {
            let pageStart = reader.place.position
            let hash = pageStart == 0 ? "" : hexadecimal(reader.hash)
            let (page, payload) = try caller.pull(after: reader.place, hash: hash, waitMilliseconds: follows ? Limits.pullMilliseconds : 0)
            reader.epochs = page.epochs ?? []
            guard let run = JournalRun(page, payload: payload) else {
                throw Caller.Failure.fault(service, verb: PullJournal.verb, "a page has not as many frames as events")
            }
            for entry in run.entries {
                if let breach = reader.take(entry) { return try report(breach, service, call) }
                if reader.place.position >= from { try show(reader, entry, call) }
            }
            guard hexadecimal(reader.hash) == run.hash || run.entries.isEmpty else {
                return try report(ChainReader.Breach(position: reader.place.position, what: "the chain's hash is not the journal's"), service, call)
            }
            if reader.place.position < from { call.terminal.progress("checking", Int(reader.place.position), of: Int(min(from, page.last))) }
            if reader.place.position >= page.last, !follows { break }
            if run.entries.isEmpty, reader.place.position < page.last, pageStart == reader.place.position {
                throw Caller.Failure.fault(service, verb: PullJournal.verb, "a page is empty before the journal's end")
            }
        }
        if !call.isJSON { call.terminal.remark("\(reader.place): the chain is whole") }
        return .ok
    }

    private static func show(_ reader: ChainReader, _ entry: JournalEntry, _ call: Call) throws {
        let terminal = call.terminal
        let hash = hexadecimal(reader.hash)
        if call.isJSON {
            // The event's own bytes, so that a reader can check them against the chain.
            terminal.line(#"{"event":\#(String(decoding: entry.event, as: UTF8.self)),"hash":"\#(hash)","position":\#(reader.place.position)}"#)
            return
        }
        guard let (header, _) = EventHeader.parse(entry.event) else { return }
        let subject = header.subject.map { " \($0)" } ?? ""
        let place = String(reader.place.position)
        let line = String(repeating: " ", count: max(0, 7 - place.count)) + place + "  \(header.time.rfc3339)  "
        terminal.line(line + terminal.styled(Terminal.plain(header.type), .bold) + Terminal.plain("\(subject)  \(header.actor)"))
    }

    private static func report(_ breach: ChainReader.Breach, _ service: ServiceName, _ call: Call) throws -> ExitCode {
        if call.isJSON {
            try call.json.line(breach)
        } else {
            call.terminal.line(call.terminal.styled("\(service.rawValue) at \(breach.position): \(breach.what)", .red))
        }
        return .negative
    }
}

/// Walks along a journal's chain and notices where it does not hold.
struct ChainReader {
    /// Where the chain breaks, and how.
    struct Breach: Error, Encodable, Equatable {
        let position: Int64
        let what: String
    }

    /// The place of the last event taken.
    private(set) var place: StreamPosition
    /// The chain's hash there.
    private(set) var hash = [UInt8](repeating: 0, count: SHA256.size)
    /// The attributes of that event.
    private(set) var header: EventHeader?
    /// Where the journal's epochs begin.
    var epochs: [EpochStart] = []

    init(start: StreamPosition) { place = start }

    /// Takes the next event; says what is wrong with it, if anything is.
    mutating func take(_ entry: JournalEntry) -> Breach? {
        place.position += 1
        hash = chainHash(after: hash, epoch: epochs.epoch(at: place.position), position: place.position, event: entry.event)
        func breach(_ what: String) -> Breach { Breach(position: place.position, what: what) }
        guard let (header, _) = EventHeader.parse(entry.event) else { return breach("the event cannot be read") }
        guard header.source == place.stream else { return breach("the event is of another service") }
        guard header.time >= self.header?.time ?? header.time else { return breach("its time is before that of the event before it") }
        self.header = header
        // Content without a hash was never part of the event; a hash without content is one that the law had destroyed.
        guard entry.content.isEmpty || header.contentHash == hexadecimal(SHA256.hash(entry.content)) else {
            return breach("its content is not the one of its header")
        }
        return nil
    }
}
