import Domain
import Kernel
import Protocol
import SQLite
import Sodium
import Testing

/// A small service that calls itself Intake, on a database in memory, in the production engine.
final class Desk {
    let engine: Engine
    private(set) var firstReply: Reply?
    static let began = Moment(milliseconds: 1_767_576_600_125)

    init() throws {
        engine = try Self.engine(Self.service)
    }

    static func engine(_ service: Service) throws -> Engine {
        let key = try GoldenGrants.read().publicKey
        let settings = Engine.Settings(grantKey: key, salt: { Array(0xA0..<0xB0) })
        return try Engine(service, database: try Database.inMemory(), settings: settings)
    }

    /// What the golden journal tells: a letter is registered; an event of Routing meets a refusal and is parked; an operator gives it up.
    func writeJournal() throws {
        let requests = Dictionary(uniqueKeysWithValues: try Golden.read("requests", as: [FramesTests.GoldenRequest].self).map { ($0.name, $0.value) })
        let first = try engine.process([.command(try #require(requests["register"]), key: nil)], now: Self.began)
        firstReply = try #require(first.first ?? nil)
        let command = try #require(requests["register"]).id
        let letter = Decision(
            reading: engine.reading, service: .intake, principal: .operator(name: "uji"), now: Self.began, command: command
        ).newIdentifier()
        _ = try engine.process([.run(try Self.routingRun(about: letter))], now: Self.began.advanced(byMilliseconds: 875))
        _ = try engine.process([.command(try #require(requests["discard"]), key: nil)], now: Self.began.advanced(byMilliseconds: 59_875))
    }

    /// Seven events of Routing; the last is one that the desk reacts to.
    private static func routingRun(about letter: Identifier) throws -> JournalRun {
        let entries = (1...7).map { number in
            let type = number == 7 ? TaskWithdrawn.type : "case.opened"
            let data = #"{"case":"\#(letter)","task":"\#(letter)"}"#
            let header = EventHeader(
                id: Identifier(milliseconds: began.milliseconds, random: (0, 0x400 - 7 + UInt64(number))), source: .routing, type: type, time: began,
                subject: letter, command: letter, bodyHash: nil, actor: "operator/uji", grantHash: nil, contentHash: nil, depth: 0)
            return JournalEntry(event: header.encoded(data: Array(data.utf8)), content: [])
        }
        return JournalRun(after: StreamPosition(stream: .routing, epoch: 1, position: 0), entries: entries, hash: "")
    }

    static let service = Service(
        name: .intake, migrations: [], tables: [],
        commands: [
            .on(RegisterLetter.self, by: .officials) { letter, decision in
                guard let today = CivilDate("2026-01-05") else { throw Fault("the calendar has no such day") }
                let name = decision.newIdentifier()
                let registered = LetterRegistered(
                    letter: name, agency: try decision.official().agency, register: letter.register, year: today.year, sequence: 1,
                    keamanan: letter.keamanan, urgensi: letter.urgensi, classification: letter.classification, channel: letter.channel,
                    isOriginal: letter.isOriginal, isPersonal: false, files: [], received: today)
                let words = LetterWords(
                    sender: letter.sender, senderAddress: nil, number: letter.number, letterDate: letter.letterDate, subject: letter.subject,
                    summary: nil, attachments: letter.attachments, invitation: nil, fileNames: [])
                return [Event(registered, about: name, content: words)]
            }
        ],
        events: [.on(LetterRegistered.self)],
        reactions: [.to(TaskWithdrawn.self, from: .routing) { _, _ in throw Rejection.notFound("task", field: nil) }])
}

/// A small service that follows Intake's journal and keeps the subjects of its letters.
final class Follower {
    let engine: Engine

    init() throws { engine = try Desk.engine(Self.service) }

    /// The letters' subjects in their order; nil for one whose words are gone.
    func subjects() throws -> [String?] { try engine.reading.all("SELECT subject FROM letter ORDER BY position") { $0.optionalText(0) } }

    private struct Keep: CommandBody {
        static let verb = "subject.keep"
        var subject: String?
    }

    private struct Kept: EventBody {
        static let type = "subject.kept"
        typealias Content = ActWords
    }

    private static let service = Service(
        name: .archival, migrations: ["CREATE TABLE letter(position INTEGER PRIMARY KEY, subject TEXT) STRICT;"], tables: ["letter"],
        commands: [.on(Keep.self, by: .services) { keep, _ in [Event(Kept(), about: nil, content: ActWords(note: keep.subject))] }],
        events: [
            .on(Kept.self) { kept, tables in
                try tables.run("INSERT INTO letter VALUES(?, ?)", .integer(kept.position), .text(kept.content?.note))
            }
        ],
        reactions: [.to(LetterRegistered.self, from: .intake) { letter, _ in [Keep(subject: letter.content?.subject)] }])
}
