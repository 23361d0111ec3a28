/// The days off and the Ramadan weeks of some years: what the government announces, handed to `WorkingCalendar`.
public struct CalendarData: Hashable, Sendable, Codable {
    /// One day on which offices are closed.
    public struct Holiday: Hashable, Sendable, Codable {
        /// Why the day is off; raw values are the catalogue's words.
        public enum Kind: String, CaseIterable, Hashable, Sendable, Codable {
            case national = "libur-nasional"
            case collectiveLeave = "cuti-bersama"
        }

        public let date: CivilDate
        public let name: String
        public let kind: Kind

        public init(date: CivilDate, name: String, kind: Kind) {
            self.date = date
            self.name = name
            self.kind = kind
        }
    }

    /// How far a year's list can be relied on; raw values are the catalogue's words.
    public enum Status: String, CaseIterable, Hashable, Sendable, Codable {
        /// As decreed.
        case official = "resmi"
        /// Reckoned in advance, to be replaced when the decree is out.
        case expected = "perkiraan"
    }

    public let year: Int
    public let status: Status
    /// Where the list comes from.
    public let source: String
    public let holidays: [Holiday]
    /// First and last day of the Ramadan hours in this year; nil if it has none.
    public let ramadan: ClosedRange<CivilDate>?

    public init(year: Int, status: Status, source: String, holidays: [Holiday], ramadan: ClosedRange<CivilDate>?) {
        self.year = year
        self.status = status
        self.source = source
        self.holidays = holidays
        self.ramadan = ramadan
    }
}
