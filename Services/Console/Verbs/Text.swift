import Domain
import Protocol

/// How answers are written for people.
enum Text {
    /// A moment of a journal, to the minute: `2026-11-21 03:30Z`.
    static func minute(_ milliseconds: Int64) -> String {
        let text = Moment(milliseconds: milliseconds).rfc3339
        return text.prefix(10) + " " + text.dropFirst(11).prefix(5) + "Z"
    }

    /// The same, where there may be none.
    static func minute(_ milliseconds: Int64?) -> String { milliseconds.map { minute($0) } ?? "" }

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
}
