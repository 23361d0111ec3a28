import Domain
import Testing

@testable import Routing

/// SOPs made for one rule, at a small office: kadis over sekdis over kasubag over staf; kabid-a, kabid-b and kabid-c under the kadis.
enum Sketch {
    static let organisation: Organisation = {
        func position(_ id: Key<Position>, _ rank: Int, _ superior: Key<Position>?) -> Position {
            Position(id: id, name: id.text, unit: "dinas", rank: rank, superior: superior)
        }
        func role(_ id: Key<Role>, _ kind: RoleKind) -> Role { Role(id: id, name: id.text, kind: kind) }
        return Organisation(
            agency: Agency(id: "uji", name: "Dinas Uji", shortName: "DU", region: "Uji", zone: .wib),
            units: [Unit(id: "dinas", name: "Dinas Uji", kind: .dinas, parent: nil)],
            positions: [
                position("kadis", 1, nil), position("sekdis", 2, "kadis"), position("kabid-a", 3, "kadis"), position("kabid-b", 3, "kadis"),
                position("kabid-c", 3, "kadis"), position("kasubag", 4, "sekdis"), position("staf", 5, "kasubag"),
                position("agendaris", 5, "kasubag"), position("arsiparis", 5, "kasubag"),
            ], holders: [], mandates: [],
            roles: [
                role("kadis", .position("kadis")), role("sekdis", .position("sekdis")), role("kasubag", .position("kasubag")),
                role("staf", .position("staf")), role("bidang", .each(["kabid-a", "kabid-b", "kabid-c"])),
                role("tim", .team(lead: "kasubag", members: ["staf"])), role("luar", .outside(recordedBy: "agendaris")),
                role("agendaris", .position("agendaris")), role("arsiparis", .position("arsiparis")),
            ], registers: [], classifications: [])
    }()

    /// Documents: `surat` and `data` without a book, `keluar` with one, `lampiran` going out with it.
    static func plan(_ steps: [Step]) -> CasePlan {
        func naskah(_ id: Key<Naskah>, register: Key<Register>? = nil, attachmentOf: Key<Naskah>? = nil) -> Naskah {
            Naskah(id: id, kind: "surat", title: id.text, register: register, classification: nil, attachmentOf: attachmentOf)
        }
        let gap = HeaderField.missing(.absent)
        let header = SOPHeader(
            number: gap, created: gap, revised: gap, effective: gap, ratified: gap, ratifiedBy: gap, legalBasis: gap, qualifications: gap,
            relations: gap, equipment: gap, warnings: gap, recording: gap)
        let sop = SOP(
            id: "uji", title: "Uji", header: header, start: .internalBasis(documents: ["uji"]),
            naskah: [
                naskah("surat"), naskah("data"), naskah("keluar", register: "surat-keluar"),
                naskah("lampiran", register: "dokumen", attachmentOf: "keluar"),
            ], actors: organisation.roles.map(\.id), steps: steps.enumerated().map { Self.numbered($1, $0 + 1) }, notes: [])
        return CasePlan(sop: sop, organisation: organisation)
    }

    /// A step of that role; its number is its place in the plan.
    static func step(_ actor: Key<Role>, _ acts: [Act], returnsTo: Int? = nil) -> Step {
        Step(
            number: 0, activity: "uji", actor: actor, acts: acts, returnsTo: returnsTo, requirements: [], duration: nil, outputs: [], remarks: nil,
            links: [], notes: [])
    }

    private static func numbered(_ step: Step, _ number: Int) -> Step {
        Step(
            number: number, activity: step.activity, actor: step.actor, acts: step.acts, returnsTo: step.returnsTo, requirements: [], duration: nil,
            outputs: [], remarks: nil, links: [], notes: [])
    }

    static func act(
        _ word: Act.Word, _ actor: Key<Role>, _ naskah: Key<Naskah>? = "surat", to: [Key<Role>] = [], isOptional: Bool = false,
        isTiered: Bool = false, quorum: Int? = nil, appoints: Key<Role>? = nil
    ) -> Act {
        Act(
            word: word, actor: actor, to: to, naskah: naskah, isOptional: isOptional, appoints: appoints, isTiered: isTiered,
            parafKind: word == .paraf ? .hierarchy : nil, quorum: quorum)
    }
}
