import Domain
import Nettle
import Protocol
import Sodium

/// The words that fit a room: names of what is there, so that invented commands reach the rules and are not all turned away at the door.
struct Words: Sendable {
    /// When everything in a room happens, until an input moves the clock.
    static let now = Moment(milliseconds: 1_767_596_400_000)

    /// Files that the service holds.
    let files: [FileReference]
    /// Versions of documents that tasks are about.
    let documents: [DocumentVersion]
    private let byType: [String: [String]]
    private let byName: [String: [String]]

    init(_ organisation: Organisation, sops: [SOP], identifiers: [Identifier]) {
        let files = (1...3).map { number in
            let mediaType = number == 3 ? "image/png" : "application/pdf"
            return FileReference(hash: hexadecimal(SHA256.hash([UInt8(number)])), size: 100 * number, mediaType: mediaType)
        }
        self.files = files
        documents = (1...2).map { DocumentVersion(name: Self.document, version: $0, hash: files[$0 - 1].hash) }
        let positions = organisation.positions.map(\.id.text)
        let identifiers = identifiers.map(\.description) + ["019b8bc6-7e3d-7000-8000-000000000000"]
        byType = [
            "Identifier": identifiers, "Key<Position>": positions + ["tidak-ada"], "Key<Agency>": [organisation.agency.id.text, "dinas-lain"],
            "Key<Register>": organisation.registers.map(\.id.text) + [""], "Key<SOP>": sops.map(\.id.text) + ["tidak-ada"],
            "Key<Naskah>": [Self.document.naskah.text, "nota"], "Key<Role>": organisation.roles.map(\.id.text),
            "Key<Instruction>": Instruction.defaults.map(\.id.text) + ["tidak-ada"],
            "CivilDate": ["2026-01-05", "2026-01-06", "2026-01-01", "2026-12-31", "2028-02-29", "0001-01-01", "9999-12-31"],
            "DeliveryOutcome": ["sampai", "gagal"], "WorkDuration": ["P1D", "PT2H", "ASNEEDED", "P9999M"],
        ]
        byName = [
            "classification": organisation.classifications.map(\.code) + ["", "000"],
            "period": ["2026-T1", "2026-01", "2026-S1", "2026", "2026-T9", ""],
            "person": organisation.holders.map(\.nip) + ["190000000000000000"], "nip": organisation.holders.map(\.nip) + ["190000000000000000"],
            "hash": files.map(\.hash) + [""], "key": [hexadecimal([UInt8](repeating: 9, count: 32)), "00"],
        ]
    }

    /// The document that tasks are about.
    static let document = DocumentName(naskah: "renja")

    func texts(called name: String, of type: String) -> [String] { byType[type] ?? byName[name] ?? Self.texts }

    /// Words of people, and what strains those who measure, compare, quote or cut them.
    private static let texts = [
        "Permintaan data", "", "Renja 2027", " ", "caf\u{E9}", "cafe\u{301}", "a\u{0}b", "%_'\"\\--;", "NEAR(\"a\" OR *", "\u{202E}\u{200B}",
        "👨‍👩‍👧‍👦", "1\n2\r\n3", "045/12/BAPPEDA", String(repeating: "x", count: 2_001), String(repeating: "e\u{301}", count: 64_001),
    ]
}
