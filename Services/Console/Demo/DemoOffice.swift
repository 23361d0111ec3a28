import Client
import Domain
import Protocol

/// What anyone can read at an agency's door: who sits where, which SOPs there are, how a case of each begins. No step of any SOP.
struct DemoOffice {
    let organisation: Organisation
    let today: CivilDate
    let sops: [ListSOPs.Row]
    /// The position that keeps the books of incoming letters.
    let clerk: Key<Position>
    /// The position that keeps the archive.
    let archivist: Key<Position>
    /// The position from which nothing is kept.
    let head: Key<Position>
    /// The vacant positions, in the catalogue's order.
    let vacant: [Key<Position>]
    /// The mandate by which a vacant position is filled in this run, and the person who has it.
    var acting: Acting?

    /// A person who acts for a vacant position.
    struct Acting {
        let position: Key<Position>
        let person: String
        let authority: Principal.Authority
    }

    var agency: Agency { organisation.agency }

    /// Asks about an agency what anyone may know. Throws `DemoFailure` where nobody keeps its books.
    init(_ agency: Key<Agency>, _ caller: Caller) throws {
        let shown = try caller.ask(ShowOrganisation(agency: agency), of: .routing, as: nil)
        try self.init(shown.organisation, today: shown.today, sops: try caller.ask(ListSOPs(agency: agency), of: .routing, as: nil).sops)
    }

    /// An office as its organisation stands on a day. Throws `DemoFailure` where nobody keeps its books.
    init(_ organisation: Organisation, today: CivilDate, sops: [ListSOPs.Row]) throws {
        let vacant = organisation.positions.map(\.id).filter { organisation.holders(of: $0, on: today).isEmpty }
        let agency = organisation.agency.id
        func keeper(_ role: Key<Role>) throws -> Key<Position> {
            let position = organisation.role(role)?.actors.first
            guard let position, let keeper = vacant.contains(position) ? organisation.position(position)?.superior : position else {
                throw DemoFailure("\(agency): nobody is there for the role \(role); mend its organisation.yaml")
            }
            return keeper
        }
        self.organisation = organisation
        self.vacant = vacant
        self.today = today
        self.sops = sops
        clerk = try keeper(Organisation.agendaClerk)
        archivist = try keeper(Organisation.archivist)
        guard let head = organisation.positions.first(where: { $0.superior == nil && !vacant.contains($0.id) })?.id else {
            throw DemoFailure("\(agency): nobody sits at the head; mend its organisation.yaml")
        }
        self.head = head
    }

    /// Who may act as a position today, by NIP: its holders, or the one with a mandate for it; nobody for one that stays vacant.
    func persons(at position: Key<Position>) -> [String] {
        if let acting, acting.position == position { return [acting.person] }
        return organisation.holders(of: position, on: today).map(\.nip)
    }

    /// The decree under which somebody acts for a position; nil for a holder.
    func authority(at position: Key<Position>) -> Principal.Authority? { acting?.position == position ? acting?.authority : nil }

    /// The first person of a position, speaking as it.
    func speaker(_ position: Key<Position>) -> Caller.Speaker {
        .official(agency: agency.id, position: position, person: persons(at: position).first)
    }

    /// The positions somebody acts as, the lowest first: most acts are theirs.
    var actingPositions: [Key<Position>] {
        organisation.positions.filter { !persons(at: $0.id).isEmpty }.sorted { $0.rank > $1.rank }.map(\.id)
    }

    /// Who may stand in for a vacant position: one directly below it, else one of its own rank beside it; held by one person.
    func delegate(for position: Key<Position>) -> Key<Position>? {
        guard let vacant = organisation.position(position) else { return nil }
        let below = organisation.positions.filter { $0.superior == position }
        let beside = organisation.positions.filter { $0.superior == vacant.superior && $0.rank == vacant.rank && $0.id != position }
        return (below + beside).first { organisation.holders(of: $0.id, on: today).count == 1 }?.id
    }

    /// The name of a position, as on letters.
    func name(of position: Key<Position>) -> String { organisation.position(position)?.name ?? position.text }

    /// What a sheet of this office says of it.
    var letterhead: DemoPapers.Fields {
        ["instansi": "\(agency.shortName) \(agency.region)", "singkatan": agency.shortName, "tanggal": today.description]
    }
}
