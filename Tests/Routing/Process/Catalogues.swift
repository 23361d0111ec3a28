import Catalogue
import Domain
import Protocol
import Testing

@testable import Routing

/// The agencies' own files, read once.
enum Catalogues {
    /// Every SOP of every agency, with its organisation.
    static let all: [(organisation: Organisation, sop: SOP)] = agencies.flatMap { agency in
        agency.sops.map { (agency.organisation, $0) }
    }

    static let agencies: [AgencyCatalogue] = {
        let folder = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/") + "/deploy/catalog"
        return ["dinkopukm-sulteng", "diskoperindag-tanjabbar", "disnaker-tanjabbar", "dpmptsp-tanjabbar"].compactMap { agency in
            try? CatalogueLoader.load(path: "\(folder)/\(agency)").catalogue
        }
    }()

    static func plan(_ agency: String, _ sop: String) throws -> CasePlan {
        let found = try #require(all.first { $0.organisation.agency.id.text == agency && $0.sop.id.text == sop })
        return CasePlan(sop: found.sop, organisation: found.organisation)
    }
}

/// A source of chance that is the same for the same seed (splitmix64).
struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }

    mutating func isLikely(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}
