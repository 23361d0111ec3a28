import Domain

/// The words of cases and letters were destroyed by law, in this journal and in all that this service keeps: contents and salts are gone, headers and chain stay.
///
/// Whoever reads it destroys what it keeps of them itself, and says so in its own journal: so it reaches every service, and every backup that is put back.
public struct ContentDestroyed: EventBody {
    public static let type = "content.destroyed"
    /// The act of destruction in Archival, which has the berita acara.
    public var act: Identifier
    /// The cases and letters, by the `subject` of their events.
    public var subjects: [Identifier]

    /// What was destroyed, by which act.
    public init(act: Identifier, subjects: [Identifier]) {
        self.act = act
        self.subjects = subjects
    }

    /// How many subjects one event names at most.
    public static let subjectsAtMost = 1_000
}

/// A service orders itself to destroy what it keeps of cases and letters that another has destroyed.
public struct DestroyContent: CommandBody {
    public static let verb = "content.destroy"
    /// The act of destruction in Archival.
    public var act: Identifier
    /// The cases and letters.
    public var subjects: [Identifier]

    /// The order.
    public init(act: Identifier, subjects: [Identifier]) {
        self.act = act
        self.subjects = subjects
    }
}
