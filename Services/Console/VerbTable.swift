/// The table of contents of the tool: every verb there is.
enum VerbTable {
    /// Verbs that help shows together.
    struct Group: Sendable {
        let title: String
        let verbs: [Verb]
    }

    /// In the order of help.
    static let groups = [
        Group(title: "the installation", verbs: InstallationVerbs.all + [UpVerb.up, StatusVerb.status]),
        Group(title: "trying out", verbs: [DemoVerb.demo]),
        Group(title: "procedures", verbs: SOPVerbs.all),
        Group(title: "journals", verbs: JournalVerbs.all),
    ]

    static let all = groups.flatMap(\.verbs)

    /// The verb that a call begins with; the longest, where one is the beginning of another.
    static func find(_ words: [String]) -> Verb? {
        let candidates = all.filter { words.starts(with: $0.name.split(separator: " ").map(String.init)) }
        return candidates.max { $0.name.count < $1.name.count }
    }

    /// The verbs whose names begin with these words and go on.
    static func group(_ words: [String]) -> [Verb] {
        guard !words.isEmpty else { return [] }
        return all.filter { $0.name.split(separator: " ").map(String.init).starts(with: words) }
    }
}
