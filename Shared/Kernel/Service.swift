import Domain
import Policy
import Protocol
import SQLite

/// A service as a value: what it is asked, what happens in it, what it answers, and what it does when others tell it something.
///
/// Nothing in it touches a socket, a clock or a file: the runtime hands in time and identifiers and its own tables, so the same value runs in production,
/// in unit tests and in the simulator.
public struct Service: Sendable {
    /// Its name on every wire.
    public let name: ServiceName
    /// Scripts that make its tables, in the order in which they were added; one that has shipped never changes.
    public let migrations: [String]
    /// Its projection tables: what a rebuild from the journal must reproduce.
    public let tables: [String]
    /// The services whose journals it follows.
    public let upstreams: [ServiceName]

    let commands: [String: CommandRule]
    let events: [String: EventRule]
    let queries: [String: QueryRule]
    let reactions: [ServiceName: [String: Reaction]]
    let effects: [String: EffectRule]
    let due: (@Sendable (Reading, Moment) throws -> Due)?
    /// Whether whoever asks sees something that the file of this hash belongs to.
    let files: @Sendable (String, Question) throws -> Bool
    let afterLoss: AfterLoss?
    let words: [WordColumns]

    /// What happens in a service that goes on after a loss: the numbers that may have been given up to the named ones are void. Throws a `Rejection` where
    /// a book is not named.
    public typealias AfterLoss = @Sendable ([HighestNumber], ActWords, Decision) throws -> [Event]

    /// A service out of its rules; `words` says where words of letters stand in its tables, and `belonging` what goes with cases or letters that are
    /// destroyed, such as the letters of cases; `kept` whether a subject is one of its own that only Archival's word destroys. Two rules for one verb or event
    /// are a mistake of the programmer and stop the process at once.
    public init(
        name: ServiceName, migrations: [String], tables: [String], commands: [CommandRule], events: [EventRule], queries: [QueryRule] = [],
        reactions: [Reaction] = [], effects: [EffectRule] = [], due: (@Sendable (Reading, Moment) throws -> Due)? = nil,
        files: @escaping @Sendable (String, Question) throws -> Bool = { _, _ in false },
        afterLoss: AfterLoss? = nil, words: [WordColumns] = [],
        belonging: @escaping @Sendable ([Identifier], Reading) throws -> [Identifier] = { _, _ in [] },
        kept: @escaping @Sendable (Identifier, Reading) throws -> Bool = { _, _ in false }
    ) {
        self.words = words
        self.afterLoss = afterLoss
        self.name = name
        self.migrations = migrations
        self.tables = tables
        self.commands = Dictionary(uniqueKeysWithValues: (commands + SealRules.commands + DestructionRules.commands(belonging)).map { ($0.verb, $0) })
        self.events = Dictionary(
            uniqueKeysWithValues: (events + KernelEvents.rules + SealRules.events + DestructionRules.events(words)).map { ($0.type, $0) })
        self.queries = Dictionary(uniqueKeysWithValues: (queries + SealRules.queries).map { ($0.verb, $0) })
        let followed = Set(reactions.map(\.source)).sorted { $0.rawValue < $1.rawValue }
        let ofTheRuntime =
            SealRules.reactions(of: name, following: followed) + DestructionRules.reactions(of: name, following: followed, kept: kept)
        self.reactions = Dictionary(grouping: reactions + ofTheRuntime, by: \.source).mapValues {
            Dictionary(uniqueKeysWithValues: $0.map { ($0.type, $0) })
        }
        self.effects = Dictionary(uniqueKeysWithValues: effects.map { ($0.type, $0) })
        self.due = due
        self.files = files
        upstreams = followed
    }

    /// The verbs of its commands and of its queries, in alphabetical order.
    public var verbs: (commands: [String], queries: [String]) { (commands.keys.sorted(), queries.keys.sorted()) }

    /// Whether this verb is a question.
    func isQuestion(_ verb: String) -> Bool { queries[verb] != nil }

    /// Whether this verb is a question that anyone may ask; none of these tells words of letters.
    func isOpen(_ verb: String) -> Bool { queries[verb]?.audience.contains(.anyone) ?? false }

    /// Whether this verb is a question to be asked of the second endpoint, beside the commands.
    public func isCold(_ verb: String) -> Bool { queries[verb]?.isCold ?? false }
}

/// What a command means: who may give it, and what happens.
public struct CommandRule: Sendable {
    let verb: String
    let audience: Audience
    let isSignedSingly: Bool
    let decode: @Sendable (JSONText, [UInt8]) throws -> any CommandBody
    let decide: @Sendable (any CommandBody, Decision) throws -> [Event]

    /// The rule for one type of command. `decide` reads the tables and says what happened, or throws a `Rejection`; it changes nothing.
    public static func on<Body: CommandBody>(
        _: Body.Type, by audience: Audience, decide: @escaping @Sendable (Body, Decision) throws -> [Event]
    ) -> CommandRule {
        CommandRule(
            verb: Body.verb, audience: audience, isSignedSingly: Body.isSignedSingly,
            decode: { json, bytes in try json.decode(Body.self, from: bytes) },
            decide: { body, decision in
                guard let body = body as? Body else { throw Fault("command \(Body.verb) came as another type") }
                return try decide(body, decision)
            })
    }
}

/// What an event does to the tables.
public struct EventRule: Sendable {
    let type: String
    /// Applies an event that was just made.
    let apply: @Sendable (EventHeader, Int64, any EventBody, (any Sendable)?, Tables) throws -> Void
    /// Applies an event that was read back.
    let replay: @Sendable (JSONText, EventHeader, Int64, ArraySlice<UInt8>, [UInt8]?, Tables) throws -> Void

    /// The rule for one type of event. `apply` writes the tables and never refuses; content is nil once it was destroyed.
    public static func on<Body: EventBody>(
        _: Body.Type, apply: @escaping @Sendable (Recorded<Body>, Tables) throws -> Void
    ) -> EventRule {
        EventRule(
            type: Body.type,
            apply: { header, position, body, content, tables in
                guard let body = body as? Body else { throw Fault("event \(Body.type) came as another type") }
                try apply(Recorded(header: header, position: position, body: body, content: content as? Body.Content), tables)
            },
            replay: { json, header, position, data, content, tables in
                let body = try json.decode(Body.self, from: data)
                let content = try content.map { try json.decode(Body.Content.self, from: $0) }
                try apply(Recorded(header: header, position: position, body: body, content: content), tables)
            })
    }

    /// The rule for an event that changes no table: it is there to be told to others.
    public static func on<Body: EventBody>(_ type: Body.Type) -> EventRule { .on(type) { _, _ in } }
}

/// An event as it stands in a journal.
public struct Recorded<Body: EventBody>: Sendable {
    /// Its attributes: id, time, actor, cause.
    public let header: EventHeader
    /// Its place in its journal.
    public let position: Int64
    /// Its data.
    public let body: Body
    /// Its detached content; nil where there is none, or none any more, or none for this reader.
    public let content: Body.Content?

    /// An event as it stands in a journal; services get them from the runtime, tests make their own.
    public init(header: EventHeader, position: Int64, body: Body, content: Body.Content?) {
        self.header = header
        self.position = position
        self.body = body
        self.content = content
    }
}

/// How a question is answered.
public struct QueryRule: Sendable {
    let verb: String
    let audience: Audience
    let isCold: Bool
    let answer: @Sendable (JSONText, [UInt8], Question) throws -> [UInt8]

    /// The rule for one type of question. `answer` reads the tables, or throws a `Rejection`.
    public static func on<Body: QueryBody>(
        _: Body.Type, by audience: Audience, answer: @escaping @Sendable (Body, Question) throws -> Body.Answer
    ) -> QueryRule {
        QueryRule(verb: Body.verb, audience: audience, isCold: Body.isCold) { json, bytes, question in
            try json.encode(try answer(try json.decode(Body.self, from: bytes), question))
        }
    }
}

/// What another service's event makes this one do.
public struct Reaction: Sendable {
    let source: ServiceName
    let type: String
    let haste: Haste
    let responses: [String: Response]
    let react: @Sendable (JSONText, EventHeader, Int64, ArraySlice<UInt8>, [UInt8]?, Reading) throws -> [any CommandBody]

    /// What to do when the rules of this service say no to its own reaction.
    public enum Response: Sendable {
        /// It was to be expected; go on.
        case ignore
        /// Keep the event aside, with the later ones of its case, until an operator decides.
        case park
        /// Do this instead.
        case compensate(@Sendable (Rejection) -> any CommandBody)
    }

    /// How soon an event is to be reacted to.
    public enum Haste: Sendable {
        /// At once: somebody waits for what comes of it.
        case prompt
        /// When a command or question comes that may build on it, or a few milliseconds later: so it shares a commit.
        case unhurried
    }

    /// The reaction to one type of event of one service: the commands it gives itself. Rejections not named in `onRejection` park the event.
    public static func to<Body: EventBody>(
        _: Body.Type, from source: ServiceName, haste: Haste = .prompt, onRejection responses: [String: Response] = [:],
        react: @escaping @Sendable (Recorded<Body>, Reading) throws -> [any CommandBody]
    ) -> Reaction {
        Reaction(source: source, type: Body.type, haste: haste, responses: responses) { json, header, position, data, content, reading in
            let body = try json.decode(Body.self, from: data)
            let content = try content.map { try json.decode(Body.Content.self, from: $0) }
            return try react(Recorded(header: header, position: position, body: body, content: content), reading)
        }
    }
}

/// Commands that time has made necessary, and when to look again.
public struct Due: Sendable {
    /// A command, with what names it: so that asking twice does not do it twice.
    public struct Item: Sendable {
        /// What something is due of: a task, a letter.
        public let subject: Identifier
        /// When it is due.
        public let at: Moment
        /// What to do.
        public let command: any CommandBody

        /// Something that is due.
        public init(of subject: Identifier, at: Moment, command: any CommandBody) {
            self.subject = subject
            self.at = at
            self.command = command
        }
    }

    /// At most a few dozen at a time; the rest comes with the next look.
    public var items: [Item]
    /// When to look again; nil for not before something else happens.
    public var next: Moment?

    /// What is due.
    public init(items: [Item], next: Moment?) {
        self.items = items
        self.next = next
    }
}

/// What an own event makes the world outside do.
public struct EffectRule: Sendable {
    let type: String
    let intents: @Sendable (JSONText, EventHeader, Int64, ArraySlice<UInt8>, [UInt8]?) throws -> [Intent]

    /// The calls that one type of own event asks for. They are made after the commit, again after a crash, until their result command is in the journal.
    public static func of<Body: EventBody>(_: Body.Type, intents: @escaping @Sendable (Recorded<Body>) throws -> [Intent]) -> EffectRule {
        EffectRule(type: Body.type) { json, header, position, data, content in
            let body = try json.decode(Body.self, from: data)
            let content = try content.map { try json.decode(Body.Content.self, from: $0) }
            return try intents(Recorded(header: header, position: position, body: body, content: content))
        }
    }
}

/// A call outside, as a value; the host makes it and turns what came of it into a command.
public struct Intent: Sendable {
    /// What came of a call.
    public enum Result: Sendable, Equatable {
        /// The file is here and is the one of that name; with its text, at most `Limits.textCharacters` characters of it, where it is one.
        case fetched(FileReference, text: String?)
        /// It cannot be done, however often it is tried: the reason, as a code.
        case refused(String)
    }

    /// The calls there are.
    public enum Call: Sendable, Equatable {
        /// Get this file from the service that owns it, check it against its name, and keep it.
        case fetchFile(FileReference, from: ServiceName)
    }

    /// What to call.
    public let call: Call
    /// The command that puts the result into the journal.
    public let command: @Sendable (Result) -> any CommandBody

    /// A call and what becomes of its result.
    public init(_ call: Call, then command: @escaping @Sendable (Result) -> any CommandBody) {
        self.call = call
        self.command = command
    }
}
