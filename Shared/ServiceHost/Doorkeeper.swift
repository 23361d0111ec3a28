import Deployment
import Linux
import ZeroMQ

/// The thread that lets peers in by the table, and reads the installation's files again when they change.
///
/// While it is asleep nobody new gets in. Where there is no network there is none.
final class Doorkeeper {
    private var thread: WorkerThread?

    /// Begins to let peers in; only then may a router bind. `changed` is signalled after every change of the files.
    ///
    /// Its end is put into `ended`, and the service ends too: a revoked peer must not come back because nobody looks.
    init(_ live: LiveInstallation, in context: Context, stopping stop: StopFlag, waking changed: WakeUpSignal, ended: Mailbox<String>, _ log: Log)
        throws
    {
        let handler = OwnedHandler(try ZAPHandler(in: context, domain: Deployment.zapDomain))
        thread = try WorkerThread {
            do {
                try Self.keep(handler.handler, live, stop, changed, log)
            } catch {
                ended.put("\(error)")
            }
        }
    }

    private static func keep(
        _ handler: borrowing ZAPHandler, _ live: LiveInstallation, _ stop: StopFlag, _ changed: WakeUpSignal, _ log: Log
    ) throws {
        var poller = Poller()
        handler.add(to: &poller)
        var nextReload: Int64 = 0
        var (refused, nextWord): (Int, Int64) = (0, 0)
        while !stop.isSet {
            try poller.wait(timeoutMilliseconds: LiveInstallation.reloadMilliseconds)
            let now = monotonicNanoseconds() / 1_000_000
            // Before those who knock are answered, and not starved by them.
            if now >= nextReload {
                nextReload = now + Int64(LiveInstallation.reloadMilliseconds)
                switch live.reload() {
                case .none: break
                case .changed:
                    log.line("the installation's files have changed and are in force")
                    changed.send()
                case .mistake(let mistake): log.line("\(mistake); what was good before stays in force")
                }
            }
            let peers = live.peers
            refused += try handler.answer { peers?.peer(withKey: $0) != nil }
            if refused > 0, now >= nextWord {
                log.line("\(refused) connections with keys that are not authorised were refused")
                (refused, nextWord) = (0, now + 10_000)
            }
        }
    }

    /// Waits for the thread's end.
    func join() { if let thread = thread.take() { thread.join() } }
}

/// Carries the handler into its thread. Unchecked Sendable: after the thread has started nobody else touches it.
private final class OwnedHandler: @unchecked Sendable {
    let handler: ZAPHandler

    init(_ handler: consuming ZAPHandler) { self.handler = handler }
}
