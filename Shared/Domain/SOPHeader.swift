/// The identity part of a SOP, field by field as published.
public struct SOPHeader: Hashable, Sendable, Codable {
    /// Nomor SOP.
    public let number: HeaderField
    /// Tanggal pembuatan; dates stay text, since sources give only parts of some ("Januari 2026").
    public let created: HeaderField
    /// Tanggal revisi.
    public let revised: HeaderField
    /// Tanggal efektif.
    public let effective: HeaderField
    /// Tanggal pengesahan.
    public let ratified: HeaderField
    /// Disahkan oleh: a jabatan, never a person.
    public let ratifiedBy: HeaderField
    /// Dasar hukum.
    public let legalBasis: HeaderField
    /// Kualifikasi pelaksana.
    public let qualifications: HeaderField
    /// Keterkaitan: other SOPs.
    public let relations: HeaderField
    /// Peralatan and perlengkapan.
    public let equipment: HeaderField
    /// Peringatan.
    public let warnings: HeaderField
    /// Pencatatan dan pendataan.
    public let recording: HeaderField

    /// Takes all fields; each one has a value or a reason for having none.
    public init(
        number: HeaderField, created: HeaderField, revised: HeaderField, effective: HeaderField, ratified: HeaderField,
        ratifiedBy: HeaderField, legalBasis: HeaderField, qualifications: HeaderField, relations: HeaderField,
        equipment: HeaderField, warnings: HeaderField, recording: HeaderField
    ) {
        self.number = number
        self.created = created
        self.revised = revised
        self.effective = effective
        self.ratified = ratified
        self.ratifiedBy = ratifiedBy
        self.legalBasis = legalBasis
        self.qualifications = qualifications
        self.relations = relations
        self.equipment = equipment
        self.warnings = warnings
        self.recording = recording
    }
}

/// What stands in one field of the identity part, or why nothing does.
public enum HeaderField: Hashable, Sendable {
    /// One entry per line of a list; a plain value is a single line.
    case written([String])
    case missing(Gap)

    /// Why a field has no value; raw values are the catalogue's words.
    public enum Gap: String, CaseIterable, Hashable, Sendable {
        /// The field is there and empty.
        case empty = "kosong"
        /// Something stands there that the scan doesn't show.
        case illegible = "tidak-terbaca"
        /// The form has no such field.
        case absent = "tidak-ada"
    }
}

extension HeaderField: Codable {
    /// Reads an array of lines, or the word of a gap.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let word = try? container.decode(String.self) {
            guard let gap = Gap(rawValue: word) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a gap of a header field")
            }
            self = .missing(gap)
        } else {
            self = .written(try container.decode([String].self))
        }
    }

    /// Writes an array of lines, or the word of a gap.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .written(let lines): try container.encode(lines)
        case .missing(let gap): try container.encode(gap.rawValue)
        }
    }
}
