/// How a register writes its numbers, such as `{klasifikasi}/{urut:3}/{kode}/{tahun}`.
public struct NumberTemplate: Hashable, Sendable {
    /// The template as written.
    public let text: String
    private let pieces: [Piece]

    /// What the placeholders of one number stand for.
    public struct Values: Sendable {
        /// `{klasifikasi}`: the naskah's classification code.
        public let classification: String
        /// `{urut}`, and `{urut:3}` with leading zeroes to three figures.
        public let sequence: Int
        /// `{kode}`: the agency's abbreviation.
        public let agencyCode: String
        /// `{unit}`: the code of the unit that made the naskah.
        public let unit: String
        /// `{tahun}`, `{bulan}` (two figures) and `{bulan_romawi}`: the date of the letter.
        public let date: CivilDate
        /// `{keamanan}`: B, T, R or SR.
        public let keamanan: Keamanan

        /// Takes the values; the ones a template doesn't use may be empty.
        public init(
            classification: String, sequence: Int, agencyCode: String, unit: String, date: CivilDate, keamanan: Keamanan = .biasa
        ) {
            self.classification = classification
            self.sequence = sequence
            self.agencyCode = agencyCode
            self.unit = unit
            self.date = date
            self.keamanan = keamanan
        }
    }

    /// Why a template can't be read.
    public enum ParseError: Error, Hashable, Sendable {
        /// A `{` without its `}`, or the other way round.
        case unbalancedBrace
        /// A placeholder that doesn't exist.
        case unknownPlaceholder(String)
        /// The width after `{urut:` is not a figure from 1 to 9.
        case badWidth(String)
        /// Without `{urut}` every letter would bear the same number.
        case noSequence
    }

    private enum Piece: Hashable, Sendable {
        case literal(String)
        case sequence(width: Int)
        case classification, agencyCode, unit, month, romanMonth, year, keamanan
    }

    /// Reads a template.
    public init(_ text: String) throws(ParseError) {
        self.text = text
        var pieces: [Piece] = []
        var rest = text[...]
        while let first = rest.first {
            if first == "{" {
                guard let end = rest.firstIndex(of: "}") else { throw .unbalancedBrace }
                pieces.append(try Self.placeholder(rest[rest.index(after: rest.startIndex)..<end]))
                rest = rest[rest.index(after: end)...]
            } else {
                let literal = rest.prefix { $0 != "{" && $0 != "}" }
                guard !literal.isEmpty else { throw .unbalancedBrace }
                pieces.append(.literal(String(literal)))
                rest = rest[literal.endIndex...]
            }
        }
        let hasSequence = pieces.contains { if case .sequence = $0 { true } else { false } }
        guard hasSequence else { throw .noSequence }
        self.pieces = pieces
    }

    /// The number of one letter.
    public func render(_ values: Values) -> String {
        pieces.map { piece in
            switch piece {
            case .literal(let text): text
            case .sequence(let width): Self.padded(values.sequence, to: width)
            case .classification: values.classification
            case .agencyCode: values.agencyCode
            case .unit: values.unit
            case .month: Self.padded(values.date.month, to: 2)
            case .romanMonth: Self.romanMonths[values.date.month - 1]
            case .year: String(values.date.year)
            case .keamanan: values.keamanan.code
            }
        }.joined()
    }

    private static let romanMonths = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]

    private static func placeholder(_ name: Substring) throws(ParseError) -> Piece {
        switch name {
        case "klasifikasi": return .classification
        case "urut": return .sequence(width: 1)
        case "kode": return .agencyCode
        case "unit": return .unit
        case "bulan": return .month
        case "bulan_romawi": return .romanMonth
        case "tahun": return .year
        case "keamanan": return .keamanan
        default:
            guard name.hasPrefix("urut:") else { throw .unknownPlaceholder(String(name)) }
            let width = name.dropFirst("urut:".count)
            guard width.utf8.count == 1, let figure = Int(width), figure > 0 else { throw .badWidth(String(width)) }
            return .sequence(width: figure)
        }
    }

    private static func padded(_ value: Int, to width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

extension NumberTemplate: Codable {
    /// Reads the template as written.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do {
            self = try NumberTemplate(text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a number template: \(error)")
        }
    }

    /// Writes the template as written.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
