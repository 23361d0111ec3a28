import Domain

/// The attributes of an event, as CloudEvents 1.0 names them, and where its data stands in the stored bytes.
///
/// The bytes have one form (WIRE.md, Events): these attributes in this order, then `data`. They are encoded once and serve journal, wire and webhook,
/// so they hold nothing that depends on where they stand: no position, no epoch, no hash.
public struct EventHeader: Sendable, Equatable {
    /// The event's own id, derived from its command's.
    public var id: Identifier
    /// Whose event it is.
    public var source: ServiceName
    /// What happened: `letter.registered`.
    public var type: String
    /// The one service that has something to do about it; others may pass it over.
    public var recipient: ServiceName?
    /// When, by the journal's clock, which never runs back.
    public var time: Moment
    /// The case, or the letter where there is no case, it is about; events of one subject keep their order everywhere.
    public var subject: Identifier?
    /// The command that made it.
    public var command: Identifier
    /// SHA-256 of that command's body, in hexadecimal; nil for what a service ordered itself.
    public var bodyHash: String?
    /// Who acted.
    public var actor: String
    /// SHA-256 of the grant that actor showed, in hexadecimal.
    public var grantHash: String?
    /// SHA-256 of salt and content, in hexadecimal; nil where there is no content.
    public var contentHash: String?
    /// How many causes lie between this event and the person or clock that began it.
    public var depth: Int

    /// The attributes of a new event.
    public init(
        id: Identifier, source: ServiceName, type: String, recipient: ServiceName? = nil, time: Moment, subject: Identifier?,
        command: Identifier, bodyHash: String?, actor: String, grantHash: String?, contentHash: String?, depth: Int
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.recipient = recipient
        self.time = time
        self.subject = subject
        self.command = command
        self.bodyHash = bodyHash
        self.actor = actor
        self.grantHash = grantHash
        self.contentHash = contentHash
        self.depth = depth
    }

    /// The stored bytes: the attributes, then the data as it is given, a JSON object.
    public func encoded(data: [UInt8]) -> [UInt8] {
        var text = #"{"specversion":"1.0","id":"\#(id)","source":"/alur/\#(source.rawValue)","type":"\#(type)""#
        if let recipient { text += #","alurfor":"\#(recipient.rawValue)""# }
        text += #","time":"\#(time.rfc3339)""#
        if let subject { text += #","subject":"\#(subject)""# }
        text += #","alurcommand":"\#(command)""#
        if let bodyHash { text += #","alurbody":"\#(bodyHash)""# }
        text += #","aluractor":"\#(actor)""#
        if let grantHash { text += #","alurgrant":"\#(grantHash)""# }
        if let contentHash { text += #","alurcontent":"\#(contentHash)""# }
        text += #","alurdepth":\#(depth),"data":"#
        var bytes = Array(text.utf8)
        bytes.reserveCapacity(bytes.count + data.count + 1)
        bytes += data
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    /// What tells a reader whether an event concerns it.
    public struct Outline: Sendable, Equatable {
        /// Whose event it is.
        public let source: ServiceName
        /// What happened.
        public let type: String
        /// The one service that has something to do about it.
        public let recipient: ServiceName?
    }

    /// Reads only the beginning of stored bytes: enough for a reader to pass over what does not concern it; nil when they do not begin so.
    public static func outline(_ bytes: [UInt8]) -> Outline? {
        var scan = Scan(bytes: bytes)
        guard let start = scan.start(), !scan.isMalformed else { return nil }
        return start.outline
    }

    /// Reads stored bytes and tells where the data stands in them; nil when they do not have the one form.
    public static func parse(_ bytes: [UInt8]) -> (header: EventHeader, data: ArraySlice<UInt8>)? {
        var scan = Scan(bytes: bytes)
        guard let (id, outline) = scan.start(), let id,
            scan.take(#","time":""#), let time = Moment(rfc3339: scan.string())
        else { return nil }
        let subject = scan.take(#","subject":""#) ? scan.identifier() : nil
        guard scan.take(#","alurcommand":""#), let command = scan.identifier() else { return nil }
        let bodyHash = scan.take(#","alurbody":""#) ? scan.hash() : nil
        guard scan.take(#","aluractor":""#), case let actor = scan.string(), !actor.isEmpty else { return nil }
        let grantHash = scan.take(#","alurgrant":""#) ? scan.hash() : nil
        let contentHash = scan.take(#","alurcontent":""#) ? scan.hash() : nil
        guard scan.take(#","alurdepth":"#), let depth = scan.number(), scan.take(#","data":"#), let data = scan.object(), !scan.isMalformed
        else { return nil }
        let header = EventHeader(
            id: id, source: outline.source, type: outline.type, recipient: outline.recipient, time: time, subject: subject, command: command,
            bodyHash: bodyHash, actor: actor,
            grantHash: grantHash, contentHash: contentHash, depth: depth)
        return (header, data)
    }

    /// A walk over bytes of a known form.
    private struct Scan {
        let bytes: [UInt8]
        var offset = 0
        /// An attribute that may be absent was there with a value it cannot have.
        var isMalformed = false

        /// The attributes up to the one that says whom it is for.
        mutating func start() -> (id: Identifier?, outline: Outline)? {
            guard take(#"{"specversion":"1.0","id":""#), case let id = identifier(), take(#","source":"/alur/"#),
                let source = ServiceName(rawValue: string()), take(#","type":""#), case let type = string(), !type.isEmpty
            else { return nil }
            var recipient: ServiceName?
            if take(#","alurfor":""#) {
                recipient = ServiceName(rawValue: string())
                isMalformed = isMalformed || recipient == nil
            }
            return (id, Outline(source: source, type: type, recipient: recipient))
        }

        mutating func take(_ text: StaticString) -> Bool {
            let end = offset + text.utf8CodeUnitCount
            guard end <= bytes.count else { return false }
            for index in 0..<text.utf8CodeUnitCount where bytes[offset + index] != text.utf8Start[index] { return false }
            offset = end
            return true
        }

        /// The bytes up to the closing quote; attributes hold no escapes.
        mutating func text() -> ArraySlice<UInt8> {
            var end = offset
            while end < bytes.count, bytes[end] != UInt8(ascii: "\"") { end += 1 }
            guard end < bytes.count else { return [] }
            defer { offset = end + 1 }
            return bytes[offset..<end]
        }

        /// Text that is not UTF-8 would be mended on the way into a `String`, and the event written with other bytes than it has.
        mutating func string() -> String {
            let value = String(validating: text(), as: UTF8.self)
            isMalformed = isMalformed || value == nil
            return value ?? ""
        }

        /// An id in small letters; that is the one form.
        mutating func identifier() -> Identifier? {
            let digits = text()
            let value = Identifier(text: digits)
            isMalformed = isMalformed || value == nil || digits.contains { (UInt8(ascii: "A")...UInt8(ascii: "F")).contains($0) }
            return value
        }

        /// 64 small hexadecimal digits.
        mutating func hash() -> String {
            let digits = text()
            var isHash = digits.count == 64
            for digit in digits where !(digit >= 0x30 && digit <= 0x39 || digit >= 0x61 && digit <= 0x66) { isHash = false }
            isMalformed = isMalformed || !isHash
            return String(decoding: digits, as: UTF8.self)
        }

        #if ALUR_FUZZ_BUGS
            static let figuresMaximum = Int.max
        #else
            static let figuresMaximum = 7
        #endif

        /// A number without leading zeros, of at most seven figures.
        mutating func number() -> Int? {
            let start = offset
            var value = 0
            while offset < bytes.count, offset - start < Self.figuresMaximum, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[offset]) {
                value = value * 10 + Int(bytes[offset] - UInt8(ascii: "0"))
                offset += 1
            }
            guard offset > start, bytes[start] != UInt8(ascii: "0") || offset == start + 1 else { return nil }
            return value
        }

        /// The object that goes to the last byte but one; the last closes the event.
        func object() -> ArraySlice<UInt8>? {
            let rest = bytes[offset...]
            guard rest.count > 2, rest.first == UInt8(ascii: "{"), rest.suffix(2).elementsEqual("}}".utf8) else { return nil }
            return rest.dropLast()
        }
    }
}
