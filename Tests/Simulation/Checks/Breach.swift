/// A promise that did not hold.
public struct Breach: Error, Sendable, CustomStringConvertible {
    /// The promises there are.
    public enum Promise: String, Sendable, CaseIterable {
        /// What was acknowledged is stored, just as it was said.
        case acknowledged = "acknowledged is stored"
        /// What is stored was asked, or follows from what was.
        case asked = "stored was asked"
        /// Registers are gapless and unique in their year.
        case registers = "registers are gapless and unique"
        /// A case's history is a legal walk of its SOP's version.
        case walk = "histories are legal walks"
        /// No act is decided twice.
        case once = "no act is decided twice"
        /// Nobody acts who may not.
        case entitled = "only who may acts"
        /// What is open lies with somebody who may do it, and becomes another's only by a mutasi.
        case seated = "open work lies with who may do it"
        /// Every effect happens once.
        case effects = "effects happen once"
        /// Journals are chains, in order of time, and readers stand on them.
        case chains = "chains agree"
        /// Tables equal the replayed journal.
        case replay = "tables equal the replayed journal"
        /// What one service tells, the other takes, once.
        case told = "what is told is heard once"
        /// What was named in `after` is there.
        case fresh = "one reads one's own writes"
        /// No service finds itself wrong.
        case faultless = "no service is wrong"
        /// Everything ends once faults have stopped.
        case liveness = "everything ends"
        /// The run itself.
        case running = "the run runs"
    }

    /// Which.
    public let promise: Promise
    /// What was found; no letter content.
    public let what: String

    init(_ promise: Promise, _ what: String) {
        self.promise = promise
        self.what = what
    }

    /// Both on one line.
    public var description: String { "\(promise.rawValue): \(what)" }
}
