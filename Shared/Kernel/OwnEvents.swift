import Protocol
import SQLite

extension Reading {
    /// An event of the service's own journal, as it stands there; nil where the position holds none of that type.
    ///
    /// For questions: a table that keeps an event's position need not keep its body a second time. Content is nil once it was destroyed by law.
    /// Throws `Engine.Stopped` where the disk has changed the event or its content.
    public func recorded<Body: EventBody>(_: Body.Type, at position: Int64, _ json: JSONText) throws -> Recorded<Body>? {
        guard let (row, header, data) = try journalRow(at: position), header.type == Body.type else { return nil }
        let content = try self.content(of: row, header).map { try json.decode(Body.Content.self, from: $0) }
        return Recorded(header: header, position: position, body: try json.decode(Body.self, from: data), content: content)
    }

    /// The attributes of an event of the service's own journal; nil where the position holds none.
    public func eventHeader(at position: Int64) throws -> EventHeader? { try journalRow(at: position)?.header }
}
