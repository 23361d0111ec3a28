import Domain
import Protocol

extension Caller.Accepted {
    /// The data of the first event of a type among those the command made; nil when it made none of that type.
    public func first<Body: EventBody>(_: Body.Type) throws -> Body? {
        let json = JSONText()
        for event in events {
            if let (header, data) = EventHeader.parse(event), header.type == Body.type { return try json.decode(Body.self, from: data) }
        }
        return nil
    }

    /// How many events of a type the command made.
    public func count<Body: EventBody>(_: Body.Type) -> Int {
        events.count { EventHeader.parse($0)?.0.type == Body.type }
    }
}

extension Reply {
    /// The events in the reply of an accepted command, byte for byte; none in any other reply.
    public var events: [[UInt8]] {
        let (start, end) = (Array(#"{"events":["#.utf8), Array("]}".utf8))
        guard body.starts(with: start), body.suffix(end.count).elementsEqual(end) else { return [] }
        return JSONObjects.split(body[start.count..<body.count - end.count])
    }
}

/// Cuts a list of JSON objects into its objects, byte for byte.
private enum JSONObjects {
    static func split(_ bytes: ArraySlice<UInt8>) -> [[UInt8]] {
        var objects: [[UInt8]] = []
        var (depth, start) = (0, bytes.startIndex)
        var (isText, isEscaped) = (false, false)
        for (index, byte) in zip(bytes.indices, bytes) {
            if isEscaped {
                isEscaped = false
            } else if isText {
                if byte == UInt8(ascii: "\\") { isEscaped = true } else if byte == UInt8(ascii: "\"") { isText = false }
            } else if byte == UInt8(ascii: "\"") {
                isText = true
            } else if byte == UInt8(ascii: "{") {
                if depth == 0 { start = index }
                depth += 1
            } else if byte == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { objects.append([UInt8](bytes[start...index])) }
            }
        }
        return objects
    }
}
