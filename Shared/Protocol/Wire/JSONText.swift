import JSON

/// JSON (RFC 8259) for bodies, in one form: keys sorted, no spaces, slashes as they are; so equal values have equal bytes in every process.
///
/// It holds nothing: make one wherever it is needed, on any thread.
public struct JSONText: Sendable {
    private static let coder = JSONCoder(depthMaximum: Limits.jsonDepth)

    /// A coder.
    public init() {}

    /// The value as bytes. Fails only for values JSON has no form for, such as infinities, and for those of more than `Limits.jsonDepth` levels.
    public func encode<T: Encodable>(_ value: T) throws -> [UInt8] { try Self.coder.encode(value) }

    /// The value in the bytes, or what is wrong with them and in which field.
    public func decode<T: Decodable>(_ type: T.Type, from bytes: some Collection<UInt8>) throws(Rejection) -> T {
        do {
            return try Self.coder.decode(type, from: Array(bytes))
        } catch let error as DecodingError {
            throw Self.rejection(error)
        } catch {
            throw .malformedBody("it is not JSON", field: nil)
        }
    }

    private static func rejection(_ error: DecodingError) -> Rejection {
        func path(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil) -> String? {
            let keys = (context.codingPath + (last.map { [$0] } ?? [])).map { $0.intValue.map(String.init) ?? $0.stringValue }
            return keys.isEmpty ? nil : keys.joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context): return .malformedBody("a field is missing", field: path(context, key))
        case .typeMismatch(_, let context): return .malformedBody("a field has another type", field: path(context))
        case .valueNotFound(_, let context): return .malformedBody("a field is null", field: path(context))
        case .dataCorrupted(let context) where (context.underlyingError as? JSONFlaw)?.reason == .duplicateKey:
            return .malformedBody("a key stands in an object twice", field: nil)
        case .dataCorrupted(let context) where context.codingPath.isEmpty: return .malformedBody("it is not JSON", field: nil)
        case .dataCorrupted(let context): return .malformedBody("a field holds a value that is not allowed", field: path(context))
        @unknown default: return .malformedBody("it cannot be read", field: nil)
        }
    }
}
