import Catalogue
import Domain
import Protocol

/// The checkout this test was built from.
func repository(_ path: String, file: String = #filePath) -> String {
    let parts = file.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    return parts.joined(separator: "/") + "/" + path
}

extension ApplyCatalogue {
    /// A real agency's catalogue, a little different for each number.
    static func sample(_ number: Int) throws -> ApplyCatalogue {
        let loaded = try CatalogueLoader.load(path: repository("deploy/catalog/disnaker-tanjabbar"))
        guard let catalogue = loaded.catalogue else { throw Installation.Mishap(description: "the catalogue has mistakes: \(loaded.findings)") }
        let old = catalogue.organisation
        let agency = Agency(
            id: old.agency.id, name: "\(old.agency.name) \(number)", shortName: old.agency.shortName, region: old.agency.region, zone: old.agency.zone
        )
        let organisation = Organisation(
            agency: agency, units: old.units, positions: old.positions, holders: old.holders, mandates: old.mandates, roles: old.roles,
            registers: old.registers, classifications: old.classifications)
        return ApplyCatalogue(organisation: organisation, sops: catalogue.sops)
    }
}
