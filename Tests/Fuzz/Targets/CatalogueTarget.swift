import Catalogue
import Domain
import Protocol
import YAML

extension FuzzTarget {
    /// The files of a catalogue: an organisation with a good SOP, a SOP with a good organisation, a year's days off, and YAML by itself.
    ///
    /// What is refused names a line of the file; what is taken travels as JSON and comes back equal.
    public static let catalogue = FuzzTarget(
        name: "catalogue",
        seeds: {
            let folder = "deploy/catalog/dinkopukm-sulteng"
            let sops = try Golden.files(in: "\(folder)/sop").map { try Golden.file("\(folder)/sop/\($0)") }
            let years = try Golden.files(in: "deploy/catalog/kalender").map { try Golden.file("deploy/catalog/kalender/\($0)") }
            let organisation = try Golden.file("\(folder)/organisation.yaml")
            let odd = ["a: [1, {b: 'c''d'}]\n", "- |\n  x\n- >-\n  y\n", "? [k]\n: v\n", "%TAG ! x\n--- *a\n", "\u{FEFF}a: b"]
            return [[0] + organisation] + sops.map { [1] + $0 } + years.map { [2] + $0 } + odd.map { [3] + Array($0.utf8) }
        },
        run: { input in
            guard let kind = input.first else { return }
            let text = Array(input.dropFirst())
            switch kind % 4 {
            case 0: try load(organisation: text, sop: try good.get().sop)
            case 1: try load(organisation: try good.get().organisation, sop: text)
            case 2:
                let (calendar, findings) = CatalogueLoader.calendar(CatalogueFile(name: "2026.yaml", bytes: text))
                try check(findings, isTaken: calendar != nil, longest: text)
                if let calendar { try hold(try travelled(calendar) == calendar, "a calendar came back from JSON as another") }
            default: try readYAML(text)
            }
        })

    private static let good = Result {
        let folder = "deploy/catalog/dinkopukm-sulteng"
        return (organisation: try Golden.file("\(folder)/organisation.yaml"), sop: try Golden.file("\(folder)/sop/lkjip.yaml"))
    }

    private static func load(organisation: [UInt8], sop: [UInt8]) throws {
        let files = [CatalogueFile(name: "organisation.yaml", bytes: organisation), CatalogueFile(name: "sop/lkjip.yaml", bytes: sop)]
        let (catalogue, findings) = CatalogueLoader.load(folder: "dinkopukm-sulteng", isNamedFreely: true, files: files)
        try check(findings, isTaken: catalogue != nil, longest: organisation.count > sop.count ? organisation : sop)
        if let catalogue { try hold(try travelled(catalogue) == catalogue, "a catalogue came back from JSON as another") }
    }

    private static func check(_ findings: [Finding], isTaken: Bool, longest text: [UInt8]) throws {
        try hold(isTaken == findings.isEmpty, "a file was \(isTaken ? "taken with" : "refused without") findings")
        for finding in findings {
            try hold(finding.line >= 1 && finding.line <= text.count + 2, "a finding is on line \(finding.line), which no file has")
            try hold(!finding.reason.isEmpty && !finding.file.isEmpty, "a finding says nothing")
        }
    }

    private static func travelled<Value: Codable>(_ value: Value) throws -> Value {
        try JSONText().decode(Value.self, from: try JSONText().encode(value))
    }

    private static func readYAML(_ text: [UInt8]) throws {
        do {
            let node = try YAMLParser.parse(text)
            try hold(depth(node) <= YAMLParser.depthMaximum + 1, "YAML was read deeper than its limit")
        } catch let error as YAMLError {
            try hold(error.position.line >= 1 && error.position.column >= 1, "YAML was refused at no place")
        }
    }

    private static func depth(_ node: YAMLNode) -> Int {
        let inner = (node.sequence ?? []) + (node.mapping ?? []).map(\.value)
        return 1 + (inner.map(depth).max() ?? 0)
    }
}
