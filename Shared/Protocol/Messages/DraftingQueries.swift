import Domain

/// Asks for the versions of a case's documents, newest first.
public struct ListVersions: QueryBody {
    public static let verb = "draft.versions"
    /// The case.
    public var caseID: Identifier
    /// Only this document; nil for all of the case.
    public var document: DocumentName?
    /// The `position` of the last row of the page before; nil for the first page.
    public var before: Int64?

    /// Asks.
    public init(caseID: Identifier, document: DocumentName? = nil, before: Int64? = nil) {
        self.caseID = caseID
        self.document = document
        self.before = before
    }

    /// A page of versions.
    public struct Answer: Codable, Sendable, Equatable {
        /// Without their notes.
        public var versions: [DraftVersion]
        /// There are older ones: ask again with `before`.
        public var isMore: Bool

        /// A page.
        public init(versions: [DraftVersion], isMore: Bool) {
            self.versions = versions
            self.isMore = isMore
        }
    }

    private enum CodingKeys: String, CodingKey {
        case document, before
        case caseID = "case"
    }
}

/// Asks for one version of one document, with its note.
public struct ShowVersion: QueryBody {
    public static let verb = "draft.show"
    public typealias Answer = DraftVersion
    /// The case.
    public var caseID: Identifier
    /// The document.
    public var document: DocumentName
    /// The version, counted from 1.
    public var version: Int

    /// Asks.
    public init(caseID: Identifier, document: DocumentName, version: Int) {
        self.caseID = caseID
        self.document = document
        self.version = version
    }

    private enum CodingKeys: String, CodingKey {
        case document, version
        case caseID = "case"
    }
}

/// A version of a document as Drafting keeps it.
public struct DraftVersion: Codable, Sendable, Equatable {
    /// Its place in Drafting's journal; a later version has a larger one.
    public var position: Int64
    /// Which version of which document.
    public var document: DocumentVersion
    /// The content and its file name.
    public var content: NamedFile
    /// The version it builds on; 0 for the first.
    public var parent: Int
    /// The position that composed it.
    public var author: Key<Position>
    /// Who composed it, as events name the actor.
    public var actor: String
    /// When, in milliseconds since 1970.
    public var at: Int64
    /// It ended its `susun`; false for a version kept on the way.
    public var isFrozen: Bool
    /// The `susun` it was composed in.
    public var task: Identifier
    /// What was changed and why; only `draft.show` tells it.
    public var note: String?

    /// A version.
    public init(
        position: Int64, document: DocumentVersion, content: NamedFile, parent: Int, author: Key<Position>, actor: String, at: Int64, isFrozen: Bool,
        task: Identifier, note: String? = nil
    ) {
        self.position = position
        self.document = document
        self.content = content
        self.parent = parent
        self.author = author
        self.actor = actor
        self.at = at
        self.isFrozen = isFrozen
        self.task = task
        self.note = note
    }
}

/// Asks what differs between two versions of a document, line by line; both must be text.
public struct CompareVersions: QueryBody {
    public static let verb = "draft.diff"
    public static let isCold = true
    /// The case.
    public var caseID: Identifier
    /// The document.
    public var document: DocumentName
    /// The version to start from.
    public var old: Int
    /// The version to arrive at.
    public var new: Int

    /// Asks.
    public init(caseID: Identifier, document: DocumentName, old: Int, new: Int) {
        self.caseID = caseID
        self.document = document
        self.old = old
        self.new = new
    }

    /// What differs.
    public struct Answer: Codable, Sendable, Equatable {
        /// The places that differ, from the top; empty when nothing does.
        public var hunks: [DiffHunk]
        /// More differs than an answer holds: what is here is from the top.
        public var isCut: Bool

        /// What differs.
        public init(hunks: [DiffHunk], isCut: Bool) {
            self.hunks = hunks
            self.isCut = isCut
        }
    }

    private enum CodingKeys: String, CodingKey {
        case document, old, new
        case caseID = "case"
    }
}

/// One place where two texts differ, with a few equal lines around it.
public struct DiffHunk: Codable, Sendable, Equatable {
    /// The first line in the old text, counted from 1; the line before it where the hunk takes none.
    public var oldStart: Int
    /// Lines it takes from the old text.
    public var oldCount: Int
    /// The first line in the new text, counted from 1; the line before it where the hunk takes none.
    public var newStart: Int
    /// Lines it takes from the new text.
    public var newCount: Int
    /// The lines, each behind a space where both have it, `-` where only the old, `+` where only the new text has it.
    public var lines: [String]

    /// A place that differs.
    public init(oldStart: Int, oldCount: Int, newStart: Int, newCount: Int, lines: [String]) {
        self.oldStart = oldStart
        self.oldCount = oldCount
        self.newStart = newStart
        self.newCount = newCount
        self.lines = lines
    }
}

/// Asks what material a case was to get from whom, in the order in which it was asked for.
public struct Materials: QueryBody {
    public static let verb = "material.list"
    /// The case.
    public var caseID: Identifier
    /// The `task` of the last row of the page before; nil for the first page.
    public var after: Identifier?

    /// Asks.
    public init(caseID: Identifier, after: Identifier? = nil) {
        self.caseID = caseID
        self.after = after
    }

    /// A page of materials.
    public struct Answer: Codable, Sendable, Equatable {
        /// One for each unit asked.
        public var materials: [Material]
        /// There are more: ask again with `after`.
        public var isMore: Bool

        /// A page.
        public init(materials: [Material], isMore: Bool) {
            self.materials = materials
            self.isMore = isMore
        }
    }

    private enum CodingKeys: String, CodingKey {
        case after
        case caseID = "case"
    }
}

/// What one unit was asked for, and what came of it.
public struct Material: Codable, Sendable, Equatable {
    /// What came of a delivery.
    public enum State: String, Codable, Sendable {
        /// It is still to come.
        case open
        /// It has come.
        case delivered
        /// It was passed over or withdrawn.
        case notNeeded
    }

    /// The delivery.
    public var task: Identifier
    /// The unit's position as it was asked, vacant or not.
    public var unit: Key<Position>
    /// What came of it.
    public var state: State
    /// When it was asked for, in milliseconds since 1970; nil where Drafting does not know the `minta`.
    public var askedAt: Int64?
    /// What was asked for.
    public var what: String?
    /// By when it was to come, in milliseconds since 1970.
    public var due: Int64?
    /// How often the unit was reminded.
    public var chased: Int
    /// When it came, in milliseconds since 1970.
    public var deliveredAt: Int64?
    /// It came after its time, or after the collection had closed without it.
    public var isLate: Bool
    /// Words that came with it.
    public var note: String?
    /// What came.
    public var files: [NamedFile]

    /// The material of one unit.
    public init(
        task: Identifier, unit: Key<Position>, state: State, askedAt: Int64?, what: String?, due: Int64?, chased: Int, deliveredAt: Int64?,
        isLate: Bool, note: String?, files: [NamedFile]
    ) {
        self.task = task
        self.unit = unit
        self.state = state
        self.askedAt = askedAt
        self.what = what
        self.due = due
        self.chased = chased
        self.deliveredAt = deliveredAt
        self.isLate = isLate
        self.note = note
        self.files = files
    }
}

/// Asks for the meetings of a case, newest first.
public struct Meetings: QueryBody {
    public static let verb = "meeting.list"
    /// The case.
    public var caseID: Identifier
    /// The `position` of the last row of the page before; nil for the first page.
    public var before: Int64?

    /// Asks.
    public init(caseID: Identifier, before: Int64? = nil) {
        self.caseID = caseID
        self.before = before
    }

    /// A page of meetings.
    public struct Answer: Codable, Sendable, Equatable {
        /// With their minutes.
        public var meetings: [Meeting]
        /// There are older ones: ask again with `before`.
        public var isMore: Bool

        /// A page.
        public init(meetings: [Meeting], isMore: Bool) {
            self.meetings = meetings
            self.isMore = isMore
        }
    }

    private enum CodingKeys: String, CodingKey {
        case before
        case caseID = "case"
    }
}

/// A meeting as Drafting keeps it.
public struct Meeting: Codable, Sendable, Equatable {
    /// Its place in Drafting's journal; a later meeting has a larger one.
    public var position: Int64
    /// The `rapat`.
    public var task: Identifier
    /// When it was recorded, in milliseconds since 1970.
    public var at: Int64
    /// Who recorded it, as events name the actor.
    public var actor: String
    /// The positions that came.
    public var attended: [Key<Position>]
    /// The version of the document that invited to it.
    public var invitation: DocumentVersion?
    /// Who else came; empty, as are the minutes, once the words were destroyed by law.
    public var guests: [String]
    /// The minutes as text.
    public var minutes: String
    /// The minutes as files.
    public var minutesFiles: [NamedFile]
    /// The attendance list.
    public var attendanceFiles: [NamedFile]
    /// The pictures.
    public var photos: [NamedFile]

    /// A meeting.
    public init(
        position: Int64, task: Identifier, at: Int64, actor: String, attended: [Key<Position>], invitation: DocumentVersion?, guests: [String],
        minutes: String, minutesFiles: [NamedFile], attendanceFiles: [NamedFile], photos: [NamedFile]
    ) {
        self.position = position
        self.task = task
        self.at = at
        self.actor = actor
        self.attended = attended
        self.invitation = invitation
        self.guests = guests
        self.minutes = minutes
        self.minutesFiles = minutesFiles
        self.attendanceFiles = attendanceFiles
        self.photos = photos
    }
}

/// Asks for the studies of a case, newest first.
public struct Studies: QueryBody {
    public static let verb = "study.list"
    /// The case.
    public var caseID: Identifier
    /// The `position` of the last row of the page before; nil for the first page.
    public var before: Int64?

    /// Asks.
    public init(caseID: Identifier, before: Int64? = nil) {
        self.caseID = caseID
        self.before = before
    }

    /// A page of studies.
    public struct Answer: Codable, Sendable, Equatable {
        /// With their words.
        public var studies: [Study]
        /// There are older ones: ask again with `before`.
        public var isMore: Bool

        /// A page.
        public init(studies: [Study], isMore: Bool) {
            self.studies = studies
            self.isMore = isMore
        }
    }

    private enum CodingKeys: String, CodingKey {
        case before
        case caseID = "case"
    }
}

/// A study as Drafting keeps it.
public struct Study: Codable, Sendable, Equatable {
    /// Its place in Drafting's journal; a later study has a larger one.
    public var position: Int64
    /// The `telaah`.
    public var task: Identifier
    /// When it was written, in milliseconds since 1970.
    public var at: Int64
    /// Who wrote it, as events name the actor.
    public var actor: String
    /// The document it is about, in the version that stood when the task came.
    public var document: DocumentVersion?
    /// The study; nil once its words were destroyed by law.
    public var note: String?
    /// Files beside it.
    public var files: [NamedFile]

    /// A study.
    public init(position: Int64, task: Identifier, at: Int64, actor: String, document: DocumentVersion?, note: String?, files: [NamedFile]) {
        self.position = position
        self.task = task
        self.at = at
        self.actor = actor
        self.document = document
        self.note = note
        self.files = files
    }
}

/// "Pengolah" of the book of outgoing letters: which position composed each document of these cases.
///
/// That is the composer of the first version; a later one may be no more than what a checker mended.
public struct Composers: QueryBody {
    public static let verb = "draft.composers"
    /// The cases; at most `Limits.pageRows`.
    public var cases: [Identifier]
    /// Rows after this place, for the next page.
    public var after: Int64?

    /// Asks.
    public init(cases: [Identifier], after: Int64? = nil) {
        self.cases = cases
        self.after = after
    }

    /// Who composed a document.
    public struct Row: Codable, Sendable, Equatable {
        /// Its place, for `after`.
        public var place: Int64
        /// The case.
        public var caseID: Identifier
        /// The document.
        public var document: DocumentName
        /// The position that composed its first version.
        public var composer: Key<Position>

        /// Who composed a document.
        public init(place: Int64, caseID: Identifier, document: DocumentName, composer: Key<Position>) {
            self.place = place
            self.caseID = caseID
            self.document = document
            self.composer = composer
        }

        private enum CodingKeys: String, CodingKey {
            case place, document, composer
            case caseID = "case"
        }
    }

    /// A page of composers.
    public struct Answer: Codable, Sendable {
        /// In the order of composing; cases that the one who asks may not see are left out.
        public var rows: [Row]
        /// Where the next page begins (`after`); nil where there is none.
        public var next: Int64?

        /// A page of composers.
        public init(rows: [Row], next: Int64?) {
            self.rows = rows
            self.next = next
        }
    }
}
