import Domain
import Protocol
import SQLite
import Sodium

/// An event of another service could not be processed and waits for an operator, with the later ones of its case.
public struct EventParked: EventBody {
    public static let type = "event.parked"
    /// Whose event.
    public var stream: ServiceName
    /// Its place there.
    public var position: Int64
    /// The event's id.
    public var event: Identifier
    /// The rejection's code, or `fault`.
    public var code: String
}

/// A parked event was tried again with success, or given up.
public struct EventUnparked: EventBody {
    public static let type = "event.unparked"
    public typealias Content = ActWords
    /// Whose event.
    public var stream: ServiceName
    /// Its place there.
    public var position: Int64
    /// Whether it was given up.
    public var isDiscarded: Bool
}

/// A backup of the journal up to a place was made and verified: readers need not keep what lies before it any longer.
public struct BackupVerified: EventBody {
    public static let type = "backup.verified"
    /// The last event in the backup.
    public var position: Int64
    /// The chain's hash there, in hexadecimal.
    public var hash: String
}

/// Takes note of a verified backup; `alurctl backup` gives it. Rejected as `invalid` when the journal has another event there.
public struct NoteBackup: CommandBody {
    public static let verb = "backup.note"
    /// The last event in the backup.
    public var position: Int64
    /// The chain's hash there, in hexadecimal.
    public var hash: String

    /// A backup up to a place.
    public init(position: Int64, hash: String) {
        self.position = position
        self.hash = hash
    }
}

/// Goes on without what a restored service lost and nobody has any more: a new epoch of its journal begins.
///
/// Refused with `notRecovering` while the service has lost nothing, or may still get it back; with `highestMissing` where a book or a year is not named;
/// with `invalid` where a book or a number cannot be.
public struct AcceptLoss: CommandBody {
    public static let verb = "loss.accept"
    /// The highest number that is known to have been given in each book, in each year since the backup, 0 for none; those between are void.
    public var highest: [HighestNumber]
    /// Why; the journal and the books keep it.
    public var reason: String

    /// Goes on after these numbers.
    public init(highest: [HighestNumber], reason: String) {
        self.highest = highest
        self.reason = reason
    }
}

/// Events were lost for good, and a new epoch began with this one.
public struct LossAccepted: EventBody {
    public static let type = "loss.accepted"
    public typealias Content = ActWords
    /// The new epoch's number.
    public var epoch: Int
    /// Its first event: this one.
    public var since: Int64
}

/// Goes on reading a journal in the epoch that it began after a loss.
///
/// Rejected as `notFound` where the service does not read that journal, as `invalid` where it reads it in that epoch already, or has read another past
/// of what was not lost.
public struct AcceptEpoch: CommandBody {
    public static let verb = "cursor.accept"
    /// Whose journal.
    public var stream: ServiceName
    /// Where its epochs begin, as `journal.epochs` tells.
    public var epochs: [EpochStart]

    /// Goes on in the last of these epochs.
    public init(stream: ServiceName, epochs: [EpochStart]) {
        self.stream = stream
        self.epochs = epochs
    }
}

/// A reader goes on in another journal's new epoch. What it had read of what was lost stays done; the cases concerned are set aside until somebody has looked.
public struct EpochAccepted: EventBody {
    public static let type = "epoch.accepted"
    /// Whose journal.
    public var stream: ServiceName
    /// The epoch it goes on in.
    public var epoch: Int
    /// The first event of that epoch.
    public var since: Int64
    /// How many events it had read that are lost now.
    public var lost: Int64
}

/// Tries the parked events of a case again, from this one on; by an operator.
///
/// Refused with `notFound`, and with `invalid` where an earlier one of the case is parked.
public struct RetryParked: CommandBody {
    public static let verb = "parked.retry"
    /// Whose event.
    public var stream: ServiceName
    /// Its place there.
    public var position: Int64

    /// The first parked event of a case, by its place.
    public init(stream: ServiceName, position: Int64) {
        self.stream = stream
        self.position = position
    }
}

/// Gives a parked event up, for a reason; by an operator.
///
/// Refused with `notFound`, and with `invalid` without a reason or where an earlier one of the case is parked.
public struct DiscardParked: CommandBody {
    public static let verb = "parked.discard"
    /// Whose event.
    public var stream: ServiceName
    /// Its place there.
    public var position: Int64
    /// Why.
    public var reason: String

    /// The first parked event of a case, by its place.
    public init(stream: ServiceName, position: Int64, reason: String) {
        self.stream = stream
        self.position = position
        self.reason = reason
    }
}

/// The parked events, oldest first.
public struct ListParked: QueryBody {
    public static let verb = "parked.list"

    /// Asks for all of them, at most `Limits.pageRows`.
    public init() {}

    /// One event that waits.
    public struct Row: Codable, Sendable, Equatable {
        /// Whose event.
        public var stream: ServiceName
        /// Its place there.
        public var position: Int64
        /// Its case.
        public var subject: String
        /// The rejection's code, `fault`, or `queued` behind an earlier one of the case.
        public var code: String
        /// The rejection's sentence.
        public var message: String
    }

    /// The events that wait.
    public struct Answer: Codable, Sendable {
        /// Oldest first.
        public var parked: [Row]
    }
}

/// The events that the runtime itself writes into every journal. They change only ledger tables.
enum KernelEvents {
    static let rules: [EventRule] = [
        .on(EventParked.self), .on(EventUnparked.self), .on(LossAccepted.self), .on(EpochAccepted.self),
        .on(BackupVerified.self) { event, tables in
            try tables.run(
                "INSERT OR REPLACE INTO backup VALUES(?, ?, ?)", .integer(event.body.position), .blob(bytes(hexadecimal: event.body.hash)),
                .integer(event.header.time.milliseconds))
        },
    ]
}
