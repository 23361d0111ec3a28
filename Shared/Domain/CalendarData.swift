/// The days off and the Ramadan weeks of some years: what the government announces, handed to `WorkingCalendar`.
public struct CalendarData: Hashable, Sendable, Codable {
    /// One day on which offices are closed.
    public struct Holiday: Hashable, Sendable, Codable {
        /// Why the day is off; raw values are the catalogue's words.
        public enum Kind: String, CaseIterable, Hashable, Sendable, Codable {
            case national = "libur-nasional"
            case collectiveLeave = "cuti-bersama"
        }

        /// The day.
        public let date: CivilDate
        /// As announced.
        public let name: String
        /// Why the day is off.
        public let kind: Kind

        /// Takes what was announced.
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

    /// The year all days belong to.
    public let year: Int
    /// How far the list can be relied on.
    public let status: Status
    /// Where the list comes from.
    public let source: String
    /// Days off, weekends left out or not.
    public let holidays: [Holiday]
    /// First and last day of the Ramadan hours in this year; nil if it has none.
    public let ramadan: ClosedRange<CivilDate>?

    /// Takes what was announced.
    public init(year: Int, status: Status, source: String, holidays: [Holiday], ramadan: ClosedRange<CivilDate>?) {
        self.year = year
        self.status = status
        self.source = source
        self.holidays = holidays
        self.ramadan = ramadan
    }
}
