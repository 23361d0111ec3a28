import Client
import Domain
import Kernel
import Protocol
import Sodium

/// Waits for the archive: a filing ends only when the file was fetched and checked, some time after the command.
///
/// It reads Archival's journal on by long polls, as services read each other, so that nobody sleeps or asks again and again.
final class SealWatch {
    private let caller: Caller
    private var reader: ChainReader?
    private var sealed: Set<Identifier> = []
    private static let patiencePulls = 30

    init(_ caller: Caller) { self.caller = caller }

    /// Returns when the task's document is sealed. Throws `DemoFailure` when its file cannot be had, or does not come in half a minute.
    func wait(for task: Identifier) throws {
        for _ in 0..<Self.patiencePulls {
            if sealed.contains(task) { return }
            try readOn()
        }
        throw DemoFailure("the document of task \(task) is not sealed after half a minute; see alur-archival's log")
    }

    private func readOn() throws {
        var reader = try reader ?? start()
        let before = reader.place.position == 0 ? "" : hexadecimal(reader.hash)
        let (page, payload) = try caller.pull(after: reader.place, hash: before, waitMilliseconds: Limits.pullMilliseconds)
        guard let run = JournalRun(page, payload: payload) else { throw DemoFailure("a page of archival's journal has not as many frames as events") }
        for entry in run.entries {
            if let breach = reader.take(entry) { throw DemoFailure("archival's journal at \(breach.position): \(breach.what)") }
            guard let (header, data) = EventHeader.parse(entry.event) else { continue }
            if header.type == ArchiveSealed.type { sealed.insert(try JSONText().decode(ArchiveSealed.self, from: data).done.task) }
            if header.type == FetchFailed.type {
                let failed = try JSONText().decode(FetchFailed.self, from: data)
                throw DemoFailure("the document of task \(failed.task) could not be fetched: \(failed.code)")
            }
        }
        self.reader = reader
    }

    private func start() throws -> ChainReader {
        let status = try caller.ask(ShowStatus(), of: .archival, as: nil)
        return ChainReader(start: StreamPosition(stream: .archival, epoch: status.position.epoch, position: 0))
    }
}
