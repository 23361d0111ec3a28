import Domain

/// A version was kept while its composing goes on; its content is `ActWords` with the note and the file's name.
public struct VersionSaved: EventBody {
    public static let type = "draft.saved"
    public typealias Content = ActWords
    /// The `susun` that goes on.
    public var task: Identifier
    /// Its case.
    public var caseID: Identifier
    /// The new version.
    public var document: DocumentVersion
    /// The position that composed it.
    public var author: Key<Position>
    /// Bytes.
    public var size: Int
    /// The content's media type.
    public var mediaType: String
    /// The version it builds on; 0 for the first.
    public var parent: Int

    /// A version that is not frozen.
    public init(
        task: Identifier, caseID: Identifier, document: DocumentVersion, author: Key<Position>, size: Int, mediaType: String, parent: Int
    ) {
        self.task = task
        self.caseID = caseID
        self.document = document
        self.author = author
        self.size = size
        self.mediaType = mediaType
        self.parent = parent
    }

    private enum CodingKeys: String, CodingKey {
        case task, document, author, size, mediaType, parent
        case caseID = "case"
    }
}

/// A `susun` has ended: `done.document` is the new version, which nothing changes any more; the words hold the note and the file's name.
public struct DraftFrozen: ActCompleted {
    public static let type = "draft.frozen"
    public typealias Content = ActWords
    /// How it ended, and the new version.
    public var done: Completion
    /// The position that composed it.
    public var author: Key<Position>
    /// Bytes.
    public var size: Int
    /// The content's media type.
    public var mediaType: String
    /// The version it builds on; 0 for the first.
    public var parent: Int

    /// A version that is frozen.
    public init(done: Completion, author: Key<Position>, size: Int, mediaType: String, parent: Int) {
        self.done = done
        self.author = author
        self.size = size
        self.mediaType = mediaType
        self.parent = parent
    }
}

/// A `minta` has ended: these positions are to deliver; the note says what.
public struct MaterialAsked: ActCompleted {
    public static let type = "material.asked"
    public typealias Content = ActWords
    /// How it ended.
    public var done: Completion
    /// Who is asked, in the order of the task's receivers.
    public var to: [Key<Position>]

    /// Material that is asked for.
    public init(done: Completion, to: [Key<Position>]) {
        self.done = done
        self.to = to
    }
}

/// A delivery has ended; the words hold the note and the names of the files.
public struct MaterialDelivered: ActCompleted {
    public static let type = "material.delivered"
    public typealias Content = ActWords
    /// How it ended.
    public var done: Completion
    /// It came after its time, or after the collection had closed without it.
    public var isLate: Bool
    /// The material.
    public var files: [FileReference]

    /// Material that has come.
    public init(done: Completion, isLate: Bool, files: [FileReference]) {
        self.done = done
        self.isLate = isLate
        self.files = files
    }
}

/// A unit was reminded of what it owes; the note is to it.
public struct MaterialChased: EventBody {
    public static let type = "material.chased"
    public typealias Content = ActWords
    /// The `kumpul` that waits.
    public var task: Identifier
    /// Its case.
    public var caseID: Identifier
    /// The delivery that is open.
    public var delivery: Identifier
    /// Whose task that delivery is now.
    public var position: Key<Position>

    /// A reminder.
    public init(task: Identifier, caseID: Identifier, delivery: Identifier, position: Key<Position>) {
        self.task = task
        self.caseID = caseID
        self.delivery = delivery
        self.position = position
    }

    private enum CodingKeys: String, CodingKey {
        case task, delivery, position
        case caseID = "case"
    }
}

/// A `kumpul` has ended, with all material or with its quorum.
public struct MaterialCollected: ActCompleted {
    public static let type = "material.collected"
    public typealias Content = ActWords
    /// How it ended.
    public var done: Completion
    /// Whose material had not come; empty unless a quorum was enough.
    public var missing: [Key<Position>]
    /// Their deliveries, in the same order: they stay open, and what comes is late.
    public var missingTasks: [Identifier]

    /// A collection that is closed.
    public init(done: Completion, missing: [Key<Position>], missingTasks: [Identifier]) {
        self.done = done
        self.missing = missing
        self.missingTasks = missingTasks
    }
}

/// A `telaah` has ended; the words hold the study and the names of the files.
public struct Studied: ActCompleted {
    public static let type = "study.written"
    public typealias Content = ActWords
    /// How it ended.
    public var done: Completion
    /// Files beside the study.
    public var files: [FileReference]

    /// A study that is written.
    public init(done: Completion, files: [FileReference]) {
        self.done = done
        self.files = files
    }
}

/// A `rapat` has ended.
public struct MeetingHeld: ActCompleted {
    public static let type = "meeting.held"
    public typealias Content = MeetingWords
    /// How it ended.
    public var done: Completion
    /// The positions that came.
    public var attended: [Key<Position>]
    /// The version of the document that invited to it.
    public var invitation: DocumentVersion?
    /// The minutes (notulensi).
    public var minutesFiles: [FileReference]
    /// The attendance list (daftar hadir).
    public var attendanceFiles: [FileReference]
    /// The pictures (dokumentasi).
    public var photos: [FileReference]

    /// A meeting that was held.
    public init(
        done: Completion, attended: [Key<Position>], invitation: DocumentVersion?, minutesFiles: [FileReference], attendanceFiles: [FileReference],
        photos: [FileReference]
    ) {
        self.done = done
        self.attended = attended
        self.invitation = invitation
        self.minutesFiles = minutesFiles
        self.attendanceFiles = attendanceFiles
        self.photos = photos
    }
}

/// The words of a meeting.
public struct MeetingWords: Codable, Sendable, Equatable {
    /// The minutes as text.
    public var minutes: String
    /// Who else came, by name.
    public var guests: [String]
    /// File names: of the minutes, then the attendance list, then the pictures.
    public var names: [String]

    /// The words of a meeting.
    public init(minutes: String, guests: [String], names: [String]) {
        self.minutes = minutes
        self.guests = guests
        self.names = names
    }
}
