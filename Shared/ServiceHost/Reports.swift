import Linux

/// What threads beside the loop could not do, each thing in a sentence for the status.
final class Reports: Sendable {
    private let noted = Locked<[String: String]>([:])

    /// Notes a sentence about something, in place of the last one about it; nil takes that back.
    func note(_ what: String, _ sentence: String?) { noted.withLock { $0[what] = sentence } }

    /// All that stands, in one order.
    var sentences: [String] { noted.withLock { noted in noted.sorted { $0.key < $1.key }.map(\.value) } }
}
