import Catalogue
import Domain
import FoundationEssentials
import Testing

/// The facts of the sources as they were read: a line a step in `facts.txt`, a line a header field in `headers.txt`. A slip of the hand in one of the 24
/// files is seen here. Both were first written by a reader of YAML of its own, not by the one under test.
///
/// Whoever corrects a fact after another look at the source replaces its line by the one the failure shows.
@Suite struct FactsTests {
    private static let folder = "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/")
    private static let catalogue = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/deploy/catalog"

    /// A step in one line: who does which acts to what, how long, where a "no" goes, a sum of the words beside it, and one of the transcriber's own.
    private static func line(_ agency: Key<Agency>, _ sop: SOP, _ step: Step) -> String {
        let words = (step.requirements + ["|"] + step.outputs + ["|", step.remarks ?? ""] + step.links).joined(separator: "\n")
        return [
            agency.text, sop.id.text, String(step.number), step.actor.text, step.acts.map { text(of: $0, step) }.joined(separator: ", "),
            step.duration?.iso ?? "-", step.returnsTo.map(String.init) ?? "-", checksum(words),
            checksum(([step.activity] + step.notes).joined(separator: "\n")),
        ].joined(separator: "; ")
    }

    private static func text(of act: Act, _ step: Step) -> String {
        func named<Of>(_ keys: [Key<Of>]) -> String? { keys.isEmpty ? nil : keys.map(\.text).joined(separator: "+") }
        let parts: [(word: String, value: String?)] = [
            ("oleh ", act.actor == step.actor ? nil : act.actor.text), ("", act.naskah?.text), ("kepada ", named(act.to)),
            ("tembusan ", act.tembusan.flatMap(named)), ("peserta ", named(act.participants)), ("undangan ", act.invitation?.text),
            ("menetapkan ", act.appoints?.text), ("berjenjang", act.isTiered ? "" : nil), ("jenis ", act.parafKind?.rawValue),
            ("kuorum ", act.quorum.map(String.init)), ("dari ", act.fromOutside ? "luar" : nil), ("bila ", act.isOptional ? "perlu" : nil),
        ]
        return ([act.word.rawValue] + parts.compactMap { part in part.value.map { part.word + $0 } }).joined(separator: " ")
    }

    /// The identity part of a SOP and its lists, a line each.
    private static func lines(_ agency: Key<Agency>, _ sop: SOP) -> [String] {
        let header = sop.header
        let fields: [(String, HeaderField)] = [
            ("nomor_sop", header.number), ("tanggal_pembuatan", header.created), ("tanggal_revisi", header.revised),
            ("tanggal_efektif", header.effective), ("tanggal_pengesahan", header.ratified), ("disahkan_oleh", header.ratifiedBy),
            ("dasar_hukum", header.legalBasis), ("kualifikasi_pelaksana", header.qualifications), ("keterkaitan", header.relations),
            ("peralatan", header.equipment), ("peringatan", header.warnings), ("pencatatan_pendataan", header.recording),
        ]
        var lines = [("judul", sop.title)]
        for (name, field) in fields {
            switch field {
            case .written(let values): lines += values.map { (name, $0) }
            case .missing(let gap): lines.append((name, gap.rawValue))
            }
        }
        switch sop.start {
        case .incomingLetter(let senders): lines.append(("mulai", "surat-masuk " + senders.joined(separator: "+")))
        case .internalBasis(let documents): lines.append(("mulai", "dasar-internal " + documents.joined(separator: "+")))
        case .periodic(let period): lines.append(("mulai", "berkala \(period.rawValue)"))
        }
        lines += sop.naskah.map { naskah in
            let parts = [
                naskah.id.text, naskah.kind, naskah.title, naskah.register?.text ?? "-", naskah.classification ?? "-",
                naskah.attachmentOf?.text ?? "-",
            ]
            return ("naskah", parts.joined(separator: ", "))
        }
        lines.append(("pelaksana", sop.actors.map(\.text).joined(separator: "+")))
        lines.append(("catatan", checksum(sop.notes.joined(separator: "\n"))))
        return lines.map { "\(agency); \(sop.id); \($0.0); \($0.1)" }
    }

    /// FNV-1a, to notice a change and nothing more.
    private static func checksum(_ text: String) -> String {
        String(text.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }, radix: 16)
    }

    private static func sops() throws -> [(agency: Key<Agency>, sop: SOP)] {
        try ["dinkopukm-sulteng", "diskoperindag-tanjabbar", "disnaker-tanjabbar", "dpmptsp-tanjabbar"].flatMap { agency in
            let catalogue = try #require(try CatalogueLoader.load(path: "\(catalogue)/\(agency)").catalogue)
            return catalogue.sops.sorted { $0.id < $1.id }.map { (catalogue.organisation.agency.id, $0) }
        }
    }

    private static func known(_ file: String) throws -> [String] {
        String(decoding: try Data(contentsOf: URL(filePath: "\(folder)/\(file)")), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private func compare(_ lines: [String], _ known: [String]) {
        for (now, then) in zip(lines, known) { #expect(now == then) }
        #expect(lines.count == known.count)
    }

    @Test("Order, actor, acts with all that they name, duration, return target, words and links of all 366 steps are those that were read twice")
    func facts() throws {
        let lines = try Self.sops().flatMap { agency, sop in sop.steps.map { Self.line(agency, sop, $0) } }
        #expect(lines.count == 366)
        compare(lines, try Self.known("facts.txt"))
    }

    @Test("Title, identity part, start, naskah, columns and notes of all 24 SOPs are those that were read")
    func headers() throws {
        let sops = try Self.sops()
        #expect(sops.count == 24)
        compare(sops.flatMap { Self.lines($0.agency, $0.sop) }, try Self.known("headers.txt"))
    }
}
