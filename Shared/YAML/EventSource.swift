import CYAML

/// One step through a document.
struct Event {
    enum Kind: Equatable {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd
        case scalar(text: String, isQuoted: Bool)
        case sequenceStart
        case sequenceEnd
        case mappingStart
        case mappingEnd
    }

    let kind: Kind
    let position: YAMLPosition
}

/// The events of a text, read by libyaml, with what this module doesn't take (anchors, aliases, tags) refused.
final class EventSource {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    // libyaml reads from here until the last event, so it lives as long as the parser.
    private let input: UnsafeMutableBufferPointer<UInt8>

    init(_ text: [UInt8]) throws(YAMLError) {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            throw YAMLError(position: YAMLPosition(line: 1, column: 1), message: "There is not enough memory to read the file.")
        }
        // A byte order mark is no character of the text; libyaml, told the encoding, would count it as one.
        let text = text.starts(with: [0xEF, 0xBB, 0xBF]) ? text[3...] : text[...]
        input = .allocate(capacity: text.count)
        _ = input.initialize(fromContentsOf: text)
        self.parser = parser
        // Said outright, because libyaml would otherwise take UTF-16 too.
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, text.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// The next event; after the last one `streamEnd` for ever.
    func next() throws(YAMLError) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw parserError() }
        defer { yaml_event_delete(&event) }
        let position = Self.position(event.start_mark)
        switch event.type {
        case YAML_STREAM_START_EVENT:
            return Event(kind: .streamStart, position: position)
        case YAML_DOCUMENT_START_EVENT:
            let directives = event.data.document_start.tag_directives
            guard directives.start == directives.end else { throw YAMLError(position: position, message: "Tags (%TAG) are not used here.") }
            return Event(kind: .documentStart, position: position)
        case YAML_DOCUMENT_END_EVENT:
            return Event(kind: .documentEnd, position: position)
        case YAML_ALIAS_EVENT:
            throw YAMLError(position: position, message: "Aliases (*) are not used here; write the value out.")
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            try refuse(anchor: scalar.anchor, tag: scalar.tag, at: position)
            let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            return Event(kind: .scalar(text: text, isQuoted: scalar.style != YAML_PLAIN_SCALAR_STYLE), position: position)
        case YAML_SEQUENCE_START_EVENT:
            try refuse(anchor: event.data.sequence_start.anchor, tag: event.data.sequence_start.tag, at: position)
            return Event(kind: .sequenceStart, position: position)
        case YAML_SEQUENCE_END_EVENT:
            return Event(kind: .sequenceEnd, position: position)
        case YAML_MAPPING_START_EVENT:
            try refuse(anchor: event.data.mapping_start.anchor, tag: event.data.mapping_start.tag, at: position)
            return Event(kind: .mappingStart, position: position)
        case YAML_MAPPING_END_EVENT:
            return Event(kind: .mappingEnd, position: position)
        default:
            // YAML_STREAM_END_EVENT, and the empty event that follows it.
            return Event(kind: .streamEnd, position: position)
        }
    }

    private typealias Name = UnsafeMutablePointer<yaml_char_t>

    private func refuse(anchor: Name?, tag: Name?, at position: YAMLPosition) throws(YAMLError) {
        #if ALUR_FUZZ_BUGS
            let position = anchor == nil ? position : YAMLPosition(line: 0, column: 0)
        #endif
        if anchor != nil { throw YAMLError(position: position, message: "Anchors (&) are not used here.") }
        if tag != nil { throw YAMLError(position: position, message: "Tags (!) are not used here; every value is a text.") }
    }

    private func parserError() -> YAMLError {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "it can't be read"
        switch parser.pointee.error {
        case YAML_MEMORY_ERROR:
            return YAMLError(position: Self.position(parser.pointee.mark), message: "There is not enough memory to read the file.")
        case YAML_READER_ERROR:
            // The reader runs ahead of the marks and tells a place in bytes.
            return YAMLError(position: position(atByte: parser.pointee.problem_offset), message: "This is no text in UTF-8: \(problem).")
        default:
            let context = parser.pointee.context.map { String(cString: $0) + ", " } ?? ""
            return YAMLError(position: Self.position(parser.pointee.problem_mark), message: "This is not YAML: \(context)\(problem).")
        }
    }

    private static func position(_ mark: yaml_mark_t) -> YAMLPosition {
        YAMLPosition(line: mark.line + 1, column: mark.column + 1)
    }

    private func position(atByte offset: Int) -> YAMLPosition {
        let before = input[..<min(offset, input.count)]
        let line = before[(before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0)...]
        // Bytes that go on with a character, 10xxxxxx, are no column of their own.
        return YAMLPosition(line: before.count { $0 == UInt8(ascii: "\n") } + 1, column: line.count { $0 & 0xC0 != 0x80 } + 1)
    }
}
