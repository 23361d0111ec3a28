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
}
