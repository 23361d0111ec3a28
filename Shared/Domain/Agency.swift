/// A perangkat daerah: the office whose letters, people and SOPs belong together.
public struct Agency: Hashable, Sendable, Codable, Identifiable {
    /// Equals the name of its folder in the catalogue.
    public let id: Key<Agency>
    /// In full, as on its letterhead.
    public let name: String
    /// The abbreviation that stands for `{kode}` in letter numbers.
    public let shortName: String
    /// The kabupaten, kota or province it serves.
    public let region: String
    /// The zone of its office hours and of the dates on its letters.
    public let zone: TimeZoneID

    /// Takes the fields as they stand in the catalogue.
    public init(id: Key<Agency>, name: String, shortName: String, region: String, zone: TimeZoneID) {
        self.id = id
        self.name = name
        self.shortName = shortName
        self.region = region
        self.zone = zone
    }
}
