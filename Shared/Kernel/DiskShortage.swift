import Domain
import Protocol

/// The disk has less room than is kept for finishing what was begun, so nothing new is taken: no letter, no file, no act.
///
/// Reading goes on, and so does what follows from what was accepted before. A disk that is really full would stop the service in the middle of that.
public struct DiskShortage: Sendable, Equatable {
    private let service: ServiceName
    private let freeBytes: Int
    private let reserveBytes: Int

    /// The shortage of a disk on which so much is free and so much is to be kept; nil where there is none.
    public init?(of service: ServiceName, freeBytes: Int, reserveBytes: Int) {
        guard freeBytes < reserveBytes else { return nil }
        self.service = service
        self.freeBytes = freeBytes
        self.reserveBytes = reserveBytes
    }

    /// What the operator reads.
    public var problem: String {
        "the disk of \(service.rawValue) has \(freeBytes >> 20) MiB free, less than the \(reserveBytes >> 20) MiB kept in reserve (alur.yaml: reserve): "
            + "nothing new is taken; make room, and it goes on by itself."
    }

    /// What somebody is told who wants to add something.
    public var rejection: Rejection {
        Rejection(
            "diskLow",
            "There is too little room on the disk of \(service.rawValue) to take anything new, and nothing was changed; what was taken before is safe. "
                + "Tell the operator, and try again later.")
    }
}
