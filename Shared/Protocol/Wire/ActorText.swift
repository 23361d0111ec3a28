import Domain

extension Principal {
    /// The principal as an attribute of an event: `official/<agency>/<position>/<nip>`, with `/<mandate>/<decree>` behind it if there is one;
    /// `service/<name>/<cause>`; `operator/<name>`. Quotes, backslashes, percent and control characters are written as `%` and two digits.
    public var actorText: String {
        switch self {
        case .official(let official):
            let mandate = official.mandate.map { "/\($0.kind.rawValue)/\($0.decree)" } ?? ""
            return Self.escaped("official/\(official.agency)/\(official.position)/\(official.person)\(mandate)")
        case .service(let name, let cause): return "service/\(name.rawValue)/\(cause)"
        case .operator(let name): return Self.escaped("operator/\(name)")
        }
    }

    private static func escaped(_ text: String) -> String {
        func isPlain(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F && byte != 0x22 && byte != 0x5C && byte != 0x25 }
        if text.utf8.allSatisfy(isPlain) { return text }
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isPlain(byte) { bytes.append(byte) } else { bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 0xF)]] }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
