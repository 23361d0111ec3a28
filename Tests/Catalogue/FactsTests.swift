import Catalogue
import Domain
import FoundationEssentials
import Testing

/// The facts of the sources as they were read twice, a line a step: a slip of the hand in one of the 24 files is seen here.
///
/// Whoever corrects a fact after another look at the source replaces its line in `facts.txt` by the one the failure shows.
@Suite struct FactsTests {
    private static let folder = "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/")
    private static let catalogue = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/deploy/catalog"

    /// A step in one line: who does which acts to what, how long, where a "no" goes, and a sum of the words beside it.
    private static func line(_ agency: Key<Agency>, _ sop: SOP, _ step: Step) -> String {
        let acts = step.acts.map { act in
            var text = act.word.rawValue
            if act.actor != step.actor { text += " oleh \(act.actor)" }
            if let naskah = act.naskah { text += " \(naskah)" }
            if !act.to.isEmpty { text += " kepada \(act.to.map(\.text).joined(separator: "+"))" }
            if act.isOptional { text += " bila perlu" }
            return text
        }
        let words = (step.requirements + ["|"] + step.outputs + ["|", step.remarks ?? ""] + step.links).joined(separator: "\n")
        return [
            agency.text, sop.id.text, String(step.number), step.actor.text, acts.joined(separator: ", "), step.duration?.iso ?? "-",
            step.returnsTo.map(String.init) ?? "-", checksum(words),
        ].joined(separator: "; ")
    }

    /// FNV-1a, to notice a change and nothing more.
    private static func checksum(_ text: String) -> String {
        String(text.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }, radix: 16)
    }

    @Test("Order, actor, acts, duration, return target, kelengkapan, output, keterangan and links of all 366 steps are those that were read twice")
    func facts() throws {
        var lines: [String] = []
        for agency in ["dinkopukm-sulteng", "diskoperindag-tanjabbar", "disnaker-tanjabbar", "dpmptsp-tanjabbar"] {
            let catalogue = try #require(try CatalogueLoader.load(path: "\(Self.catalogue)/\(agency)").catalogue)
            for sop in catalogue.sops.sorted(by: { $0.id < $1.id }) {
                lines += sop.steps.map { Self.line(catalogue.organisation.agency.id, sop, $0) }
            }
        }
        let known = String(decoding: try Data(contentsOf: URL(filePath: "\(Self.folder)/facts.txt")), as: UTF8.self)
        let read = known.split(separator: "\n").map(String.init)
        #expect(read.count == 366)
        for (now, then) in zip(lines, read) { #expect(now == then) }
        #expect(lines.count == read.count)
    }
}
