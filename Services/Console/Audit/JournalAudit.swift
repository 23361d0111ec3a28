import Domain
import Kernel
import Nettle
import Protocol
import Sodium

/// What is found out about one journal: its chain, the contents, its own seals, and what its witnesses say.
struct JournalAudit {
    /// What of a journal does not hold.
    struct Finding: Encodable, Equatable {
        let stream: ServiceName
        let position: Int64
        let what: String
    }

    /// What was looked at, as JSON and for the summary.
    struct Summary: Encodable, Equatable {
        let stream: ServiceName
        var events: Int64 = 0
        /// Contents that are there and fit; the others were destroyed by law or never were.
        var contents = 0
        var destroyed = 0
        /// Seals of the journal itself.
        var seals = 0
        /// Events behind the last seal.
        var unsealed: Int64 = 0
        /// Seals kept by each witness.
        var witnesses: [String: Int] = [:]
        /// The place and hash of the end, to be kept on paper.
        var end = ""
    }

    private(set) var summary: Summary
    private(set) var findings: [Finding] = []
    private var reader: ChainReader
    private let publicKey: [UInt8]?
    /// The hashes that witnesses have seen, by position, with who says so.
    private var expected: [Int64: [(witness: String, seal: Seal)]] = [:]
    private var lastSealed: Int64 = 0
    private let json = JSONText()

    /// An audit of a journal from its first event; `publicKey` is that of the service's seals, nil where it is not at hand.
    init(_ start: StreamPosition, publicKey: [UInt8]?) {
        summary = Summary(stream: start.stream)
        reader = ChainReader(start: start)
        self.publicKey = publicKey
    }

    /// Says where the journal's epochs begin; before the first event of a later one is taken.
    mutating func note(_ epochs: [EpochStart]) { reader.epochs = epochs }

    /// Takes what a witness keeps; before the first event is taken.
    mutating func expect(_ seals: [Seal], of witness: String) {
        summary.witnesses[witness, default: 0] += seals.count
        for seal in seals { expected[seal.place.position, default: []].append((witness, seal)) }
    }

    /// Takes the next event; false when nothing behind it can be judged any more.
    mutating func take(_ entry: JournalEntry) throws -> Bool {
        let before = reader.hash
        if let breach = reader.take(entry) {
            findings.append(Finding(stream: summary.stream, position: breach.position, what: breach.what))
            return false
        }
        summary.events += 1
        if reader.header?.type == JournalSealed.type { try check(entry, hash: before) }
        if !entry.content.isEmpty {
            summary.contents += 1
        } else if reader.header?.contentHash != nil {
            summary.destroyed += 1
        }
        compare(at: reader.place.position)
        return true
    }

    /// Takes the next row of a copy, which bears its own place and hash; false when nothing behind it can be judged any more.
    mutating func take(_ entry: JournalEntry, storedAt position: Int64, _ hash: [UInt8]) throws -> Bool {
        guard try take(entry) else { return false }
        guard position == reader.place.position else { return refuse("event \(reader.place.position) is missing, the next row is \(position)") }
        return hold(hexadecimal(hash))
    }

    /// Holds the chain behind the last event against what its journal says of it; false when nothing behind it can be judged any more.
    mutating func hold(_ hash: String) -> Bool {
        if hexadecimal(reader.hash) == hash { return true }
        return refuse("the event is not the one that its hash was made of: the disk or somebody has changed it")
    }

    private mutating func refuse(_ what: String) -> Bool {
        add(reader.place.position, what)
        return false
    }

    /// Says what only the end of the journal shows.
    mutating func close() {
        for (position, seals) in expected.sorted(by: { $0.key < $1.key }) where position > reader.place.position {
            for seal in seals {
                add(position, "\(seal.witness) keeps a seal of this place, but the journal ends at \(reader.place.position)")
            }
        }
        summary.unsealed = summary.events - lastSealed
        summary.end = "\(reader.place) \(hexadecimal(reader.hash))"
    }

    /// The journal's own seal: it names the hash before itself and is signed.
    private mutating func check(_ entry: JournalEntry, hash: [UInt8]) throws {
        let position = reader.place.position
        guard let (_, data) = EventHeader.parse(entry.event) else { return }
        let seal = try json.decode(JournalSealed.self, from: data).seal
        summary.seals += 1
        lastSealed = position
        if seal.place.position != position - 1 || seal.hash != hexadecimal(hash) { add(position, "the seal is not of the event before it") }
        guard let publicKey else { return }
        let signature = bytes(hexadecimal: seal.signature) ?? []
        if !SigningKey.verify(signature, of: Array(seal.text.utf8), by: publicKey) {
            add(position, "the seal is not signed with this service's key")
        }
    }

    private mutating func compare(at position: Int64) {
        guard let seals = expected[position] else { return }
        let own = hexadecimal(reader.hash)
        for (witness, seal) in seals where seal.hash != own || seal.place.epoch != reader.epochs.epoch(at: position) {
            add(position, "\(witness) keeps a seal with another hash of this place: the journal was changed before it, or the witness was")
        }
    }

    private mutating func add(_ position: Int64, _ what: String) {
        findings.append(Finding(stream: summary.stream, position: position, what: what))
    }
}
