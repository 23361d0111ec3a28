import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// The deliveries that were asked for: tasks of the kind `delivery`, and what `material` says about them.
enum DeliveryTable {
    /// A delivery that is still to come.
    struct Missing {
        let task: Identifier
        /// The position that was asked, vacant or not.
        let unit: Key<Position>
        /// The position whose task it is now.
        let position: Key<Position>
    }

    /// How the deliveries that a `kumpul` waits for stand.
    struct Tally {
        var delivered = 0
        /// Those that somebody still owes.
        var missing: [Missing] = []
        /// Those that are named and that this service knows nothing of.
        var unknown = 0

        /// How many more are needed: of all that were neither passed over nor withdrawn, or of as many as the quorum says.
        func lacking(quorum: Int?) -> Int {
            let needed = delivered + missing.count + unknown
            return max(0, min(quorum ?? needed, needed) - delivered)
        }
    }

    /// Counts deliveries.
    static func tally(_ deliveries: [Identifier], _ reading: Reading) throws -> Tally {
        var tally = Tally()
        for delivery in deliveries {
            switch try standing(of: delivery, reading) {
            case nil: tally.unknown += 1
            case .delivered: tally.delivered += 1
            case .notNeeded: break
            case .open(let missing): tally.missing.append(missing)
            }
        }
        return tally
    }

    /// How one delivery stands.
    enum Standing {
        case delivered
        /// Passed over or withdrawn.
        case notNeeded
        case open(Missing)
    }

    /// How a delivery stands; nil when there is none of that id.
    static func standing(of delivery: Identifier, _ reading: Reading) throws -> Standing? {
        // The task's body is read only where it is needed: for those that are missing.
        try reading.first(
            """
            SELECT task.state, material.deliveredAt, task.position, CASE task.state WHEN 'open' THEN task.body END
            FROM task LEFT JOIN material ON material.task = task.id WHERE task.id = ?
            """, .text(delivery.description)
        ) { row in
            guard row.isNull(1) else { return .delivered }
            guard let body = row.optionalBlob(3) else { return .notNeeded }
            let task = try JSONText().decode(TaskOpened.self, from: body)
            return .open(Missing(task: delivery, unit: task.unit, position: Key(row.text(2))))
        }
    }

    /// Whether a delivery was this position's, as asked or as it went on to, and has come.
    static func isDelivered(_ delivery: Identifier, by position: Key<Position>, _ reading: Reading) throws -> Bool {
        let row = try reading.first(
            "SELECT task.position, task.body FROM task JOIN material ON material.task = task.id WHERE task.id = ? AND deliveredAt IS NOT NULL",
            .text(delivery.description)
        ) { (position: Key<Position>($0.text(0)), body: $0.blob(1)) }
        guard let row else { return false }
        return try row.position == position || JSONText().decode(TaskOpened.self, from: row.body).unit == position
    }

    /// Whether the collection that waited for a delivery has closed without it.
    static func isClosed(_ delivery: Identifier, _ reading: Reading) throws -> Bool {
        try reading.exists("SELECT 1 FROM material WHERE task = ? AND isClosed", .text(delivery.description))
    }
}

extension TaskOpened {
    /// The position that was asked, also where it is vacant and its superior has the task.
    var unit: Key<Position> { vacant ?? position }
}
