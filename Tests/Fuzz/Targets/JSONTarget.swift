import Domain
import JSON
import Protocol

extension FuzzTarget {
    /// JSON by itself: what is read and written again is equal, whether as any JSON or as a message.
    public static let json = FuzzTarget(
        name: "json",
        seeds: {
            let texts = try Golden.files(in: "Tests/Wire/Golden").filter { $0.hasSuffix(".json") }.map { try Golden.file("Tests/Wire/Golden/\($0)") }
            let bodies = try Golden.read("requests").map(\.body) + Golden.read("replies").map(\.body)
            let odd = [#"{"é":[1,-0,1.5e3,18446744073709551615],"\u00e9\ud83d\ude00":null}"#, #"[true,false,"\b\f\n\r\t\/\\\""]"#, " [ ] "]
            let values = (texts.filter { $0.count < 4_096 } + bodies + odd.map { Array($0.utf8) }).map { [0] + $0 }
            return values + bodies.flatMap { body in (1...readers.count).map { [UInt8($0)] + body } }
        },
        run: { input in
            guard let kind = input.first else { return }
            let text = Array(input.dropFirst())
            guard kind > 0 else { return try roundTrip(JSONValue.self, text) { try JSONCoder(depthMaximum: Limits.jsonDepth).decode($0, from: $1) } }
            try readers[(Int(kind) - 1) % readers.count](text)
        })

    private static let readers: [@Sendable ([UInt8]) throws -> Void] = [
        reader(PutFile.self), reader(PullJournal.self), reader(JournalPage.self), reader(Grant.self), reader(RegisterLetter.self),
        reader(TaskOpened.self), reader(Rejection.self), reader(HoldMeeting.self),
    ]

    private static func reader<Message: Codable & Sendable>(_ type: Message.Type) -> @Sendable ([UInt8]) throws -> Void {
        { text in try roundTrip(type, text) { try JSONText().decode($0, from: $1) } }
    }

    /// Bytes that are refused are refused with the errors the reader names; from the first writing on, reading and writing change nothing.
    private static func roundTrip<Value: Codable>(_: Value.Type, _ text: [UInt8], read: (Value.Type, [UInt8]) throws -> Value) throws {
        let value: Value
        do {
            value = try read(Value.self, text)
        } catch is Rejection {
            return
        } catch is DecodingError {
            return
        }
        try hold(String(validating: text, as: UTF8.self) != nil, "JSON that is no UTF-8 was read")
        let coder = JSONCoder(depthMaximum: Limits.jsonDepth)
        let written = try coder.encode(value)
        let again = try coder.encode(try read(Value.self, written))
        try hold(written == again, "what was read and written, read and written again, has other bytes")
        if let value = value as? JSONValue {
            try hold(try read(Value.self, written) as? JSONValue == value, "what was written is read as another value")
        }
    }
}
