/// The table of contents of the tool: every verb there is.
enum VerbTable {
    /// Verbs that help shows together.
    struct Group: Sendable {
        let title: String
        let verbs: [Verb]
    }

    /// In the order of help.
    static let groups = [
        Group(title: "the installation", verbs: InstallationVerbs.all + [UpVerb.up, StatusVerb.status] + BackupVerbs.all),
        Group(title: "trying out", verbs: [DemoVerb.demo, BenchVerb.lifecycle]),
        Group(title: "agencies and their procedures", verbs: SOPVerbs.all + OrganisationVerbs.all),
        Group(title: "incoming letters", verbs: LetterVerbs.all + DisposisiVerbs.all),
        Group(title: "tasks and cases", verbs: InboxVerbs.all + ActVerb.all + CaseVerbs.all + DraftVerbs.all),
        Group(title: "numbers and keys", verbs: NumberVerbs.all + KeyVerbs.all),
        Group(title: "peers over a network", verbs: PeerKeyVerbs.all),
        Group(title: "the archive", verbs: ArchiveVerbs.all + DestructionVerbs.all),
        Group(title: "journals", verbs: JournalVerbs.all + AuditVerbs.all + ParkedVerbs.all),
    ]

    static let all = groups.flatMap(\.verbs)

    /// The verb that a call begins with; the longest, where one is the beginning of another.
    static func find(_ words: [String]) -> Verb? {
        let candidates = all.filter { words.starts(with: $0.name.split(separator: " ").map(String.init)) }
        return candidates.max { $0.name.count < $1.name.count }
    }

    /// The verb that was probably meant by words that call none.
    static func nearest(_ words: [String]) -> Verb? {
        let lengths = Set(all.map { $0.name.split(separator: " ").count }).filter { $0 <= words.count }
        let near = lengths.sorted().compactMap { length in
            Spelling.nearest(to: words.prefix(length).joined(separator: " ").lowercased(), among: all.map(\.name))
        }
        return near.last.flatMap { name in all.first { $0.name == name } }
    }

    /// The verbs whose names begin with these words and go on.
    static func group(_ words: [String]) -> [Verb] {
        guard !words.isEmpty else { return [] }
        return all.filter { $0.name.split(separator: " ").map(String.init).starts(with: words) }
    }
}
