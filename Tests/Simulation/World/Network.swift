import Domain
import Protocol

/// Frames on their way.
struct Parcel {
    /// Where they go.
    enum Destination: Equatable {
        /// A service's ROUTER, from that peer.
        case service(Int, peer: [UInt8])
        /// Back to a peer of a service.
        case peer([UInt8], from: Int)
    }

    var at: Int64
    var number: Int
    var destination: Destination
    var frames: [[UInt8]]
}

/// One end of a line: a service by its index, or the client.
enum End: Equatable {
    case client
    case service(Int)

    fileprivate var number: Int {
        switch self {
        case .client: Starting.names.count
        case .service(let index): index
        }
    }
}

/// Lines between ends: each keeps the order of what is sent on it, unless a fault says otherwise.
struct Network {
    private var heap: [Parcel] = []
    private var count = 0
    private static let ends = Starting.names.count + 1
    private var lastArrival = [Int64](repeating: 0, count: ends * ends)
    /// Until when two ends hear nothing of each other, by both.
    private var cutUntil = [Int64](repeating: 0, count: ends * ends)

    private static func line(_ from: End, _ to: End) -> Int { from.number * ends + to.number }

    /// When the first of what is under way arrives.
    var next: Int64? { heap.first?.at }

    /// Cuts the line between two ends, both ways, until that time.
    mutating func cut(_ one: End, _ other: End, until: Int64) {
        for line in [Self.line(one, other), Self.line(other, one)] { cutUntil[line] = until }
    }

    /// All lines are whole again.
    mutating func mend() { cutUntil = cutUntil.map { _ in 0 } }

    /// Sends frames, through whatever may happen to them.
    mutating func send(
        _ frames: [[UInt8]], from: End, to: End, _ destination: Parcel.Destination, at now: Int64, _ profile: TroubleProfile,
        _ chance: inout Chance, _ counts: inout TroubleCounts
    ) {
        let line = Self.line(from, to)
        if now < cutUntil[line] {
            counts[.partition] += 1
            return
        }
        if chance.isLikely(perMille: profile.rate(.drop)) {
            counts[.drop] += 1
            return
        }
        var arrival = max(lastArrival[line], now + Int64(chance.below(3)))
        if lastArrival[line] > now, chance.isLikely(perMille: profile.rate(.reorder)) {
            arrival = now
            counts[.reorder] += 1
        } else if chance.isLikely(perMille: profile.rate(.delay)) {
            arrival = now + Int64(chance.among(50...4_000))
            counts[.delay] += 1
        } else {
            lastArrival[line] = arrival
        }
        push(arrival, destination, frames)
        guard chance.isLikely(perMille: profile.rate(.duplicate)) else { return }
        counts[.duplicate] += 1
        push(arrival + Int64(chance.below(3_000)), destination, frames)
    }

    private mutating func push(_ at: Int64, _ destination: Parcel.Destination, _ frames: [[UInt8]]) {
        count += 1
        heap.append(Parcel(at: at, number: count, destination: destination, frames: frames))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard Self.isBefore(heap[child], heap[parent]) else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the first of what arrives.
    mutating func pop() -> Parcel? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && Self.isBefore(heap[child], heap[least]) { least = child }
            guard least != parent else { return first }
            heap.swapAt(parent, least)
            parent = least
        }
    }

    private static func isBefore(_ left: Parcel, _ right: Parcel) -> Bool { (left.at, left.number) < (right.at, right.number) }
}
