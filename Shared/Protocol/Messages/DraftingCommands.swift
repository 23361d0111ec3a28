import Domain

/// A file that was put before, under the name its bearer gives it.
public struct NamedFile: Codable, Sendable, Equatable {
    /// What is in it.
    public var file: FileReference
    /// The file's name, without folders; in answers empty once the words about it were destroyed by law.
    public var name: String

    /// A file and its name.
    public init(file: FileReference, name: String) {
        self.file = file
        self.name = name
    }
}

/// Ends a `susun` with a version of the task's document, which is frozen from then on.
public struct ComposeVersion: CommandBody {
    public static let verb = "draft.compose"
    /// The task, a `susun` of any kind.
    public var task: Identifier
    /// The version's content.
    public var file: FileReference
    /// The content's file name.
    public var name: String
    /// The version it builds on, which must be the last one; 0 for the first.
    public var parent: Int
    /// What was changed and why.
    public var note: String?

    /// Composes and freezes.
    public init(task: Identifier, file: FileReference, name: String, parent: Int, note: String? = nil) {
        self.task = task
        self.file = file
        self.name = name
        self.parent = parent
        self.note = note
    }
}

/// Keeps a version of the task's document and goes on composing: the task stays open, nothing is frozen.
public struct SaveVersion: CommandBody {
    public static let verb = "draft.save"
    /// The task, a `susun` of any kind.
    public var task: Identifier
    /// The version's content.
    public var file: FileReference
    /// The content's file name.
    public var name: String
    /// The version it builds on, which must be the last one; 0 for the first.
    public var parent: Int
    /// What was changed and why.
    public var note: String?

    /// Keeps a version.
    public init(task: Identifier, file: FileReference, name: String, parent: Int, note: String? = nil) {
        self.task = task
        self.file = file
        self.name = name
        self.parent = parent
        self.note = note
    }
}

/// Ends a `minta`: asks the task's receivers for material and does not wait for it.
public struct AskMaterial: CommandBody {
    public static let verb = "material.ask"
    /// The task, a `minta` that is no delivery.
    public var task: Identifier
    /// What is asked for.
    public var what: String

    /// Asks.
    public init(task: Identifier, what: String) {
        self.task = task
        self.what = what
    }
}

/// Ends a delivery: gives what a `minta` asked for, in files, in words, or both.
public struct DeliverMaterial: CommandBody {
    public static let verb = "material.deliver"
    /// The task, of the kind `delivery`.
    public var task: Identifier
    /// The material; may be empty where a note says what there is to say ("nihil").
    public var files: [NamedFile]
    /// Words with it.
    public var note: String?

    /// Delivers.
    public init(task: Identifier, files: [NamedFile], note: String? = nil) {
        self.task = task
        self.files = files
        self.note = note
    }
}

/// Reminds a unit of the material that an open `kumpul` waits for; the task stays open.
public struct ChaseMaterial: CommandBody {
    public static let verb = "material.chase"
    /// The task, the `kumpul`.
    public var task: Identifier
    /// The unit's position, as it was asked; where that is vacant, its own key or its superior's.
    public var position: Key<Position>
    /// Words to the unit.
    public var note: String?

    /// Reminds.
    public init(task: Identifier, position: Key<Position>, note: String? = nil) {
        self.task = task
        self.position = position
        self.note = note
    }
}

/// Ends a `kumpul`, once all that was asked for, or its quorum, has been delivered.
public struct CollectMaterial: CommandBody {
    public static let verb = "material.collect"
    /// The task, a `kumpul`.
    public var task: Identifier
    /// What is worth saying about it.
    public var note: String?

    /// Closes the collection.
    public init(task: Identifier, note: String? = nil) {
        self.task = task
        self.note = note
    }
}

/// Ends a `telaah` with its note: no yes or no, no new version.
public struct WriteStudy: CommandBody {
    public static let verb = "study.write"
    /// The task, a `telaah`.
    public var task: Identifier
    /// The study.
    public var note: String
    /// Files beside it.
    public var files: [NamedFile]?

    /// Writes the study.
    public init(task: Identifier, note: String, files: [NamedFile]? = nil) {
        self.task = task
        self.note = note
        self.files = files
    }
}

/// Ends a `rapat` with its record: who came, what was said and decided, and the papers that prove it.
public struct HoldMeeting: CommandBody {
    public static let verb = "meeting.hold"
    /// The task, a `rapat`.
    public var task: Identifier
    /// The participants who came, and the task's own position if its holder did.
    public var attended: [Key<Position>]
    /// Who else came, by name.
    public var guests: [String]?
    /// The minutes (notulensi) as text.
    public var minutes: String
    /// The minutes as files.
    public var minutesFiles: [NamedFile]?
    /// The attendance list (daftar hadir).
    public var attendanceFiles: [NamedFile]?
    /// The pictures (dokumentasi).
    public var photos: [NamedFile]?
    /// The document of the same case that invited to it; its last frozen version is what counts.
    public var invitation: DocumentName?

    /// Records the meeting.
    public init(
        task: Identifier, attended: [Key<Position>], guests: [String]? = nil, minutes: String, minutesFiles: [NamedFile]? = nil,
        attendanceFiles: [NamedFile]? = nil, photos: [NamedFile]? = nil, invitation: DocumentName? = nil
    ) {
        self.task = task
        self.attended = attended
        self.guests = guests
        self.minutes = minutes
        self.minutesFiles = minutesFiles
        self.attendanceFiles = attendanceFiles
        self.photos = photos
        self.invitation = invitation
    }
}
