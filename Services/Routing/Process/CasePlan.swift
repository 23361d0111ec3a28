import Domain
import Protocol

/// Where in a SOP's table: an act of a step, both counted from 1. One past the last act of the last step is the end.
struct Place: Hashable, Comparable, Sendable {
    let step: Int
    let act: Int

    static func < (left: Place, right: Place) -> Bool { (left.step, left.act) < (right.step, right.act) }
}

/// A SOP with the roles and positions of its catalogue's version: all that can be known about a case's way before it is walked.
///
/// A class, so that handing it around costs nothing; it never changes.
final class CasePlan: Sendable {
    /// One act where it stands.
    struct Entry: Sendable {
        let place: Place
        let act: Act
        /// The acts that are walked as one: a run of acts that each unit does on its own, or this act alone. Indices of entries.
        let segment: Range<Int>
        /// Each unit walks the segment by itself, without waiting for the others before its end.
        let isWalkedByUnits: Bool
    }

    let sop: SOP
    let roles: [Key<Role>: Role]
    let positions: [Key<Position>: Position]
    /// The agency's zone.
    let zone: TimeZoneID
    /// All acts in order.
    let entries: [Entry]
    /// Whose documents a naskah is, where each unit composes its own.
    let owners: [Key<Naskah>: [Key<Position>]]
    private let firstEntries: [Int]

    /// Works the SOP out for the roles and positions of an organisation.
    init(sop: SOP, organisation: Organisation) {
        self.sop = sop
        let roles = Dictionary(organisation.roles.map { ($0.id, $0) }) { first, _ in first }
        self.roles = roles
        zone = organisation.agency.zone
        positions = Dictionary(organisation.positions.map { ($0.id, $0) }) { first, _ in first }
        var owners: [Key<Naskah>: [Key<Position>]] = [:]
        for act in sop.steps.flatMap(\.acts) where act.word == .susun {
            guard let naskah = act.naskah, owners[naskah] == nil, case .each(let units) = roles[act.actor]?.kind else { continue }
            owners[naskah] = units
        }
        self.owners = owners
        let documents = owners
        var entries: [Entry] = []
        var firstEntries: [Int] = []
        for step in sop.steps {
            firstEntries.append(entries.count)
            let walkers = step.acts.map { Self.walkers($0, roles, documents) }
            for (index, act) in step.acts.enumerated() {
                var run = index..<(index + 1)
                if walkers[index] != nil {
                    while run.lowerBound > 0, walkers[run.lowerBound - 1] == walkers[index] { run = (run.lowerBound - 1)..<run.upperBound }
                    while run.upperBound < walkers.count, walkers[run.upperBound] == walkers[index] { run = run.lowerBound..<(run.upperBound + 1) }
                }
                let first = entries.count - index
                entries.append(
                    Entry(
                        place: Place(step: step.number, act: index + 1), act: act, segment: (run.lowerBound + first)..<(run.upperBound + first),
                        isWalkedByUnits: walkers[index] != nil))
            }
        }
        self.entries = entries
        self.firstEntries = firstEntries
    }

    /// The role whose units each do the act on their own, with documents of their own or none; nil for an act that is done once or on a shared document.
    private static func walkers(_ act: Act, _ roles: [Key<Role>: Role], _ owners: [Key<Naskah>: [Key<Position>]]) -> Key<Role>? {
        guard case .each(let units) = roles[act.actor]?.kind, act.word != .rapat, act.word != .kumpul else { return nil }
        guard let naskah = act.naskah else { return act.actor }
        guard let owners = owners[naskah] else { return nil }
        return units.contains(where: owners.contains) ? act.actor : nil
    }

    /// The place after the last act.
    var end: Place { Place(step: sop.steps.count, act: (sop.steps.last?.acts.count ?? 0) + 1) }

    /// The index of the act at a place; the number of all acts for the end.
    func index(of place: Place) -> Int {
        guard firstEntries.indices.contains(place.step - 1) else { return place.step < 1 ? 0 : entries.count }
        return min(firstEntries[place.step - 1] + place.act - 1, entries.count)
    }

    /// The place of an act; the end for the number of all acts.
    func place(at index: Int) -> Place { index < entries.count ? entries[index].place : end }

    /// The indices of a step's acts.
    func entries(ofStep number: Int) -> Range<Int> {
        guard firstEntries.indices.contains(number - 1) else { return entries.count..<entries.count }
        return firstEntries[number - 1]..<(firstEntries.indices.contains(number) ? firstEntries[number] : entries.count)
    }

    /// The position's name; its key where the catalogue has none.
    func name(of position: Key<Position>) -> String { positions[position]?.name ?? position.text }

    /// The party outside, where the role is one.
    func outside(_ role: Key<Role>) -> Key<Role>? {
        if case .outside = roles[role]?.kind { role } else { nil }
    }

    /// The document's title and kind, as the SOP lists it.
    func naskah(_ name: DocumentName?) -> Naskah? { name.flatMap { sop.naskah($0.naskah) } }

    /// The documents that go out as attachments of one, in the SOP's order.
    func attachments(of naskah: Key<Naskah>) -> [Key<Naskah>] { sop.naskah.filter { $0.attachmentOf == naskah }.map(\.id) }

    /// Whether an act at or after that index is one of these words about the naskah and is not left to choice.
    func isYetToCome(_ words: [Act.Word], _ naskah: Key<Naskah>, from index: Int) -> Bool {
        entries[min(index, entries.count)...].contains { $0.act.naskah == naskah && !$0.act.isOptional && words.contains($0.act.word) }
    }
}
