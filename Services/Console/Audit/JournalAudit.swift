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
        /// Contents that are there and fit.
        var contents = 0
        /// Contents that an act of destruction has erased.
        var destroyed = 0
        /// Contents that are not there, and that no act of destruction names.
        var missing = 0
        /// Seals of the journal itself.
        var seals = 0
        /// Events behind the last seal.
        var unsealed: Int64 = 0
        /// Seals of events that the journal has lost for good, which was accepted.
        var lost = 0
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
    /// Own seals that fewer keep than should, with when they were made.
    private var lonely: [(position: Int64, witnesses: Int, time: Moment)] = []
    private var firstSeal: Int64?
    /// When the last event was written.
    private var end = Moment(milliseconds: 0)
    /// Epochs that an accepted loss has begun, by their first event.
    private var begun: [Int: Int64] = [:]
    /// Where acts of destruction stand, by the cases and letters they name.
    private var destroyed: [Identifier: Int64] = [:]
    /// Acts of destruction by which words went in this journal, each by its first event.
    private var acts: [Identifier: Int64] = [:]
    /// Acts of destruction that were carried out under a berita acara; only Archival's journal has any.
    private var carriedOut: Set<Identifier> = []
    /// Contents that are not there, and the last that is there, by case or letter.
    private var holes: [Identifier?: (first: Int64, count: Int)] = [:]
    private var held: [Identifier: Int64] = [:]
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
        if let header = reader.header {
            end = header.time
            try look(at: header, entry, hash: before)
            noteContent(of: header, isThere: !entry.content.isEmpty)
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

    /// Takes note of the events that say something about the journal itself.
    private mutating func look(at header: EventHeader, _ entry: JournalEntry, hash: [UInt8]) throws {
        guard [JournalSealed.type, ContentDestroyed.type, RecordsDestroyed.type, LossAccepted.type].contains(header.type),
            let (_, data) = EventHeader.parse(entry.event)
        else { return }
        let position = reader.place.position
        switch header.type {
        case JournalSealed.type: check(try json.decode(JournalSealed.self, from: data).seal, hash: hash, madeAt: header.time)
        case ContentDestroyed.type:
            let body = try json.decode(ContentDestroyed.self, from: data)
            if acts[body.act] == nil { acts[body.act] = position }
            for subject in body.subjects where destroyed[subject] == nil { destroyed[subject] = position }
        case RecordsDestroyed.type: carriedOut.insert(try json.decode(RecordsDestroyed.self, from: data).destruction)
        default: begun[try json.decode(LossAccepted.self, from: data).epoch] = position
        }
    }

    private mutating func noteContent(of header: EventHeader, isThere: Bool) {
        if isThere {
            summary.contents += 1
            if let subject = header.subject { held[subject] = reader.place.position }
        } else if header.contentHash != nil {
            holes[header.subject, default: (reader.place.position, 0)].count += 1
        }
    }

    /// Says that there is nothing to look at.
    mutating func isMissing() { add(0, "the copy holds no journal of this service, so nothing is known of it") }

    /// Says that what was destroyed still stands in the copy, outside of its journal.
    mutating func isUnerased() {
        add(
            reader.place.position,
            "what was destroyed by law still stands in unused pages or files of this copy: start the service until its status says nothing of it, and "
                + "let go of this copy")
    }

    /// Says what only the end of the journal shows; `now` is when its witnesses were asked, nil where nobody knows and the journal's own end has to do.
    mutating func close(at now: Moment? = nil) {
        closeSeals(now ?? end)
        for (position, seals) in expected.sorted(by: { $0.key < $1.key }) where position > reader.place.position {
            for seal in seals where !isLost(seal.seal) {
                add(position, "\(seal.witness) keeps a seal of this place, but the journal ends at \(reader.place.position)")
            }
        }
        for epoch in reader.epochs where begun[epoch.number] != epoch.since && epoch.since <= reader.place.position {
            add(epoch.since, "epoch \(epoch.number) begins here, but the event there does not accept a loss")
        }
        closeContents()
        summary.unsealed = summary.events - lastSealed
        summary.end = "\(reader.place) \(hexadecimal(reader.hash))"
    }

    /// Whoever has the service's machine has its key, too: a seal is worth what its signature and its witnesses are.
    private mutating func closeSeals(_ now: Moment) {
        if publicKey == nil, let firstSeal {
            add(
                firstSeal,
                "signatures were not checked, of \(summary.seals) seals from here on: seal-\(summary.stream.rawValue).pub is not in the folder of keys; "
                    + "bring it from the service's machine")
        }
        let late = lonely.filter { $0.time.milliseconds + Limits.witnessMilliseconds < now.milliseconds }
        if let first = late.first {
            add(
                first.position,
                "the seal has \(first.witnesses) of \(Limits.sealWitnesses) witnesses, and it is not the only one of \(late.count): ask why the others do not keep it; "
                    + "for what stands before it only the service's own key speaks")
        }
    }

    /// Words go by law where an act of destruction names their case or letter, and then all of them do.
    private mutating func closeContents() {
        var missing: (first: Int64, count: Int) = (.max, 0)
        for (subject, hole) in holes {
            if let subject, destroyed[subject] != nil {
                summary.destroyed += hole.count
            } else {
                missing = (min(missing.first, hole.first), missing.count + hole.count)
            }
        }
        summary.missing = missing.count
        if missing.count > 0 {
            add(missing.first, "\(missing.count) contents are missing from here on, and no act of destruction names their case or letter")
        }
        let left = destroyed.compactMap { subject, act in held[subject].map { (position: $0, act: act) } }
        if let first = left.min(by: { $0.position < $1.position }) {
            add(first.position, "words are still there of \(left.count) cases or letters that were destroyed by law, here by event \(first.act)")
        }
    }

    /// Holds each journal against what the others have destroyed, and against the acts that Archival's has carried out.
    static func compare(_ audits: [JournalAudit]) -> [JournalAudit] {
        let archive = audits.first { $0.summary.stream == .archival && $0.summary.events > 0 }
        let elsewhere = Set(audits.flatMap { $0.destroyed.keys })
        return audits.map { audit in
            var audit = audit
            let left = audit.held.filter { elsewhere.contains($0.key) && audit.destroyed[$0.key] == nil }
            if let first = left.values.min() {
                audit.add(
                    first,
                    "words are still there of \(left.count) cases or letters that were destroyed by law elsewhere; start the service, and look again")
            }
            // Nothing is known of acts where Archival's journal is not here.
            guard let archive else { return audit }
            for (act, position) in audit.acts.sorted(by: { $0.value < $1.value }) where !archive.carriedOut.contains(act) {
                audit.add(position, "words were destroyed here by the act \(act), which Archival has not carried out: no berita acara says why")
            }
            return audit
        }
    }

    /// The journal's own seal: it names the hash before itself and is signed.
    private mutating func check(_ seal: Seal, hash: [UInt8], madeAt time: Moment) {
        let position = reader.place.position
        summary.seals += 1
        lastSealed = position
        firstSeal = firstSeal ?? position
        let witnesses = Set((expected[position - 1] ?? []).filter { $0.seal.hash == seal.hash }.map(\.witness)).count
        if witnesses < Limits.sealWitnesses { lonely.append((position, witnesses, time)) }
        let place = StreamPosition(stream: summary.stream, epoch: reader.epochs.epoch(at: position), position: position - 1)
        if seal.place != place || seal.hash != hexadecimal(hash) { add(position, "the seal is not of the event before it") }
        guard let publicKey else { return }
        let signature = bytes(hexadecimal: seal.signature) ?? []
        if !SigningKey.verify(signature, of: Array(seal.text.utf8), by: publicKey) {
            add(position, "the seal is not signed with this service's key")
        }
    }

    private mutating func compare(at position: Int64) {
        guard let seals = expected[position] else { return }
        let own = hexadecimal(reader.hash)
        let epoch = reader.epochs.epoch(at: position)
        for (witness, seal) in seals where seal.hash != own || seal.place.epoch != epoch {
            if isLost(seal) {
                summary.lost += 1
                continue
            }
            add(position, "\(witness) keeps a seal with another hash of this place: the journal was changed before it, or the witness was")
        }
    }

    /// Whether the seal is of an event that was lost when a later epoch began.
    private func isLost(_ seal: Seal) -> Bool {
        reader.epochs.contains { $0.number > seal.place.epoch && $0.since <= seal.place.position }
    }

    private mutating func add(_ position: Int64, _ what: String) {
        findings.append(Finding(stream: summary.stream, position: position, what: what))
    }
}
