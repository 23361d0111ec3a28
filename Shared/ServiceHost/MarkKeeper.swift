import Kernel
import Linux
import Synchronization
import ZeroMQ

/// Keeps the high-water mark beside the journal, on a thread of its own: never ahead of the commit, and off the way of every reply.
struct MarkKeeper: ~Copyable {
    private let latest: Latest
    private let wakeUp: WakeUpSignal
    private let stop: StopFlag
    private let thread: WorkerThread

    private static let pauseMilliseconds = 100

    /// What the loop last committed, and what the thread could not do.
    private final class Latest: Sendable {
        let mark = Locked<HighWaterMark?>(nil)
        let ended = Locked<String?>(nil)
    }

    /// The file of a service's folder.
    static func path(in folder: String) -> String { "\(folder)/\(HighWaterMark.fileName)" }

    /// The mark of a folder; nil where none was made yet. Throws `Engine.BelowMark` where there is one that cannot be read.
    static func read(in folder: String) throws -> HighWaterMark? {
        guard try fileStatus(path(in: folder)) != nil else { return nil }
        if let mark = HighWaterMark.newest(in: try readFile(path(in: folder), sizeBytesMaximum: 1 << 16)) { return mark }
        throw Engine.BelowMark(
            description: "\(path(in: folder)) cannot be read, so nobody knows where the journal beside it has to end; nothing was changed. Look at "
                + "the disk; if it is sound, move the file away and start the service again: it then goes by what its readers know.")
    }

    /// Writes the file anew with one mark in all its slots, on the disk when this returns.
    static func make(_ mark: HighWaterMark, in folder: String) throws {
        let slots = [[UInt8]](repeating: mark.slot, count: HighWaterMark.slots)
        try writeFileAtomically(path(in: folder), slots.flatMap { $0 }, mode: 0o600)
    }

    /// Begins with a mark that is committed.
    init(_ mark: HighWaterMark, in folder: String) throws {
        try Self.make(mark, in: folder)
        let file = try OpenFile(Self.path(in: folder), .write)
        let wakeUp = try WakeUp()
        let (latest, stop) = (Latest(), StopFlag())
        let signal = wakeUp.signal
        let owned = Owned(file, wakeUp)
        let thread = try WorkerThread {
            do {
                try Self.run(owned, latest, stop, after: mark)
            } catch {
                latest.ended.withLock { $0 = "\(error)" }
            }
        }
        self.latest = latest
        self.stop = stop
        self.wakeUp = signal
        self.thread = thread
    }

    /// Notes what was just committed. Throws `ThreadEnded` when an earlier mark could not be written.
    func note(_ tip: Tip) throws {
        if let problem = latest.ended.withLock({ $0 }) {
            throw ThreadEnded(description: "the high-water mark cannot be kept: \(problem)")
        }
        let isNews = latest.mark.withLock { mark in
            guard mark?.position != tip.position || mark?.epoch != tip.epoch else { return false }
            mark = HighWaterMark(tip)
            return true
        }
        if isNews { wakeUp.send() }
    }

    /// Writes the last mark that was noted, and ends the thread.
    consuming func join() {
        stop.set()
        wakeUp.send()
        thread.join()
    }

    private static func run(_ owned: Owned, _ latest: Latest, _ stop: StopFlag, after first: HighWaterMark) throws {
        var poller = Poller()
        _ = poller.add(descriptor: owned.wakeUp.descriptor)
        var pause = Poller()
        var written = first
        var slot = 0
        while true {
            let isLast = stop.isSet
            if let mark = latest.mark.withLock({ $0 }), mark != written {
                try owned.file.write(mark.slot, at: slot * HighWaterMark.slotBytes)
                try owned.file.synchronize()
                slot = (slot + 1) % HighWaterMark.slots
                written = mark
                if !isLast { try pause.wait(timeoutMilliseconds: pauseMilliseconds) }
            } else if !isLast {
                try poller.wait(timeoutMilliseconds: 1_000)
                owned.wakeUp.clear()
            }
            if isLast { return }
        }
    }

    /// What the thread has to itself. Unchecked Sendable: after the thread has started nobody else touches it.
    private final class Owned: @unchecked Sendable {
        let file: OpenFile
        let wakeUp: WakeUp

        init(_ file: consuming OpenFile, _ wakeUp: consuming WakeUp) {
            self.file = file
            self.wakeUp = wakeUp
        }
    }
}
