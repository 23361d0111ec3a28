import Domain
import Protocol

/// How answers are written for people.
enum Text {
    /// `renja v2`, or `renja` while nothing has been composed.
    static func document(_ document: DocumentVersion?) -> String {
        document.map { $0.version == 0 ? $0.name.text : "\($0.name.text) v\($0.version)" } ?? ""
    }

    /// What is urgent, set off; nothing for what is not.
    static func urgensi(_ urgensi: Urgensi) -> Terminal.Cell {
        switch urgensi {
        case .biasa: ""
        case .segera: .init(urgensi.rawValue, .yellow)
        case .sangatSegera: .init(urgensi.rawValue, .red)
        }
    }

    /// The position and person of an actor as events name them: `kadis 197001011995031001`.
    static func actor(_ actor: String) -> String {
        let parts = actor.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0] == "official" else { return actor }
        let mandate = parts.count > 4 ? " (\(parts[4]))" : ""
        return "\(parts[2]) \(parts[3])\(mandate)"
    }

    /// An amount of memory to a tenth: `18.6 MiB`.
    static func mebibytes(_ bytes: Int) -> String {
        let tenths = (bytes * 10 + 524_288) / 1_048_576
        return "\(tenths / 10).\(tenths % 10) MiB"
    }
}
