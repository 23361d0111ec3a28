import Protocol
import SQLite

extension Reading {
    /// An event of the service's own journal, as it stands there; nil where the position holds none of that type.
    ///
    /// For questions: a table that keeps an event's position need not keep its body a second time. Content is nil once it was destroyed by law.
    public func recorded<Body: EventBody>(_: Body.Type, at position: Int64, _ json: JSONText) throws -> Recorded<Body>? {
        let row = try first("SELECT event, content FROM journal WHERE position = ?", .integer(position)) {
            (event: $0.blob(0), content: $0.optionalBlob(1))
        }
        guard let row else { return nil }
        guard let (header, data) = EventHeader.parse(row.event) else { throw Fault("event \(position) of the own journal cannot be read") }
        guard header.type == Body.type else { return nil }
        let content = try DetachedContent.body(row.content).map { try json.decode(Body.Content.self, from: $0) }
        return Recorded(header: header, position: position, body: try json.decode(Body.self, from: data), content: content)
    }

    /// The attributes of an event of the service's own journal; nil where the position holds none.
    public func eventHeader(at position: Int64) throws -> EventHeader? {
        let event = try first("SELECT event FROM journal WHERE position = ?", .integer(position)) { $0.blob(0) }
        return event.flatMap { EventHeader.parse($0)?.header }
    }
}
