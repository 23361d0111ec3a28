/// Reads the part of YAML that people write by hand: one document of mappings, sequences and texts, without anchors, aliases and tags.
public enum YAMLParser {
    /// The longest text.
    public static let textBytesMaximum = 1 << 20
    /// The most values and keys.
    public static let nodesMaximum = 100_000
    /// The most mappings and sequences inside one another.
    public static let depthMaximum = 16

    /// Reads a text; every place in the result is counted from its beginning.
    ///
    /// Throws at the first thing that is wrong: malformed, empty, over a limit, a second document, a key given twice, an anchor, alias or tag.
    public static func parse(_ text: String) throws(YAMLError) -> YAMLNode {
        try parse(Array(text.utf8))
    }

    /// Reads a text in UTF-8.
    public static func parse(_ text: [UInt8]) throws(YAMLError) -> YAMLNode {
        let start = YAMLPosition(line: 1, column: 1)
        guard text.count <= textBytesMaximum else {
            throw YAMLError(position: start, message: "The file is longer than \(textBytesMaximum) bytes.")
        }
        let events = try EventSource(text)
        var event = try events.next()
        while event.kind == .streamStart { event = try events.next() }
        guard event.kind == .documentStart else { throw YAMLError(position: start, message: "The file is empty.") }

        var builder = TreeBuilder(events: events)
        let root = try builder.node(try events.next(), depth: 0)
        event = try events.next()
        while event.kind == .documentEnd { event = try events.next() }
        guard event.kind == .streamEnd else {
            throw YAMLError(position: event.position, message: "A second document begins here; a file holds one.")
        }
        return root
    }
}

/// Makes nodes out of events, counting them.
private struct TreeBuilder {
    let events: EventSource
    private var nodes = 0

    init(events: EventSource) { self.events = events }

    /// The node that begins with this event.
    mutating func node(_ event: Event, depth: Int) throws(YAMLError) -> YAMLNode {
        try count(event)
        switch event.kind {
        case .scalar(let text, let isQuoted):
            return YAMLNode(content: .scalar(YAMLScalar(text: text, isQuoted: isQuoted, position: event.position)), position: event.position)
        case .sequenceStart:
            return YAMLNode(content: .sequence(try sequence(depth: try deeper(depth, event))), position: event.position)
        case .mappingStart:
            return YAMLNode(content: .mapping(try mapping(depth: try deeper(depth, event))), position: event.position)
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            throw YAMLError(position: event.position, message: "A value is missing here.")
        }
    }

    private mutating func sequence(depth: Int) throws(YAMLError) -> [YAMLNode] {
        var values: [YAMLNode] = []
        while true {
            let event = try events.next()
            if event.kind == .sequenceEnd { return values }
            values.append(try node(event, depth: depth))
        }
    }

    private mutating func mapping(depth: Int) throws(YAMLError) -> [YAMLEntry] {
        var entries: [YAMLEntry] = []
        var lines: [String: Int] = [:]
        while true {
            let event = try events.next()
            if event.kind == .mappingEnd { return entries }
            try count(event)
            guard case .scalar(let text, let isQuoted) = event.kind else {
                throw YAMLError(position: event.position, message: "A key must be a single text.")
            }
            if let line = lines.updateValue(event.position.line, forKey: text) {
                throw YAMLError(position: event.position, message: "The key \"\(text)\" is given twice, first on line \(line).")
            }
            let key = YAMLScalar(text: text, isQuoted: isQuoted, position: event.position)
            entries.append(YAMLEntry(key: key, value: try node(try events.next(), depth: depth)))
        }
    }

    private func deeper(_ depth: Int, _ event: Event) throws(YAMLError) -> Int {
        guard depth < YAMLParser.depthMaximum else {
            throw YAMLError(position: event.position, message: "More than \(YAMLParser.depthMaximum) mappings and sequences are inside one another.")
        }
        return depth + 1
    }

    private mutating func count(_ event: Event) throws(YAMLError) {
        nodes += 1
        guard nodes <= YAMLParser.nodesMaximum else {
            throw YAMLError(position: event.position, message: "The file has more than \(YAMLParser.nodesMaximum) values and keys.")
        }
    }
}
