/// The search behind `LineDiff`, over lines that have become numbers.
///
/// A part of both texts is a box. Its equal ends are cut off; then the search goes from both corners at once, one more edit at a time, until the two
/// fronts meet, and the box is split there. Diagonal k holds the places where x - y = k, x lines of the old and y of the new text in.
struct ShortestEdit {
    private let old: [Int32]
    private let new: [Int32]
    /// The old lines that are not in the new text.
    private(set) var removed: [Bool]
    /// The new lines that were not in the old text.
    private(set) var added: [Bool]

    private let depthMaximum: Int
    private var forward: Front
    private var backward: Front

    private struct Box {
        var old: Range<Int>
        var new: Range<Int>
    }

    /// How far each diagonal has been followed, in old lines from the front's own corner; -1 where no path leads. Diagonals count from there too.
    private struct Front {
        private var reached: [Int]
        private let middle: Int

        init(depth: Int) {
            middle = depth
            reached = [Int](repeating: -1, count: 2 * depth + 1)
        }

        subscript(diagonal: Int) -> Int {
            get { reached[middle + diagonal] }
            set { reached[middle + diagonal] = newValue }
        }
    }

    /// A search that goes `depth` edits deep from each corner of a box, at least 1.
    init(old: [Int32], new: [Int32], depth: Int) {
        precondition(depth > 0, "a search without a step never ends")
        self.old = old
        self.new = new
        depthMaximum = depth
        forward = Front(depth: depth)
        backward = Front(depth: depth)
        removed = [Bool](repeating: false, count: old.count)
        added = [Bool](repeating: false, count: new.count)
    }

    /// Finds the edits.
    mutating func run() {
        var boxes = [Box(old: old.indices, new: new.indices)]
        while let box = boxes.popLast().map(trimmed) {
            if box.old.isEmpty {
                for index in box.new { added[index] = true }
            } else if box.new.isEmpty {
                for index in box.old { removed[index] = true }
            } else {
                let (x, y) = split(box)
                let middle = (old: box.old.lowerBound + x, new: box.new.lowerBound + y)
                boxes.append(Box(old: box.old.lowerBound..<middle.old, new: box.new.lowerBound..<middle.new))
                boxes.append(Box(old: middle.old..<box.old.upperBound, new: middle.new..<box.new.upperBound))
            }
        }
    }

    /// The box without the equal lines at its ends.
    private func trimmed(_ box: Box) -> Box {
        var (low, high) = ((box.old.lowerBound, box.new.lowerBound), (box.old.upperBound, box.new.upperBound))
        while low.0 < high.0, low.1 < high.1, old[low.0] == new[low.1] { low = (low.0 + 1, low.1 + 1) }
        while low.0 < high.0, low.1 < high.1, old[high.0 - 1] == new[high.1 - 1] { high = (high.0 - 1, high.1 - 1) }
        return Box(old: low.0..<high.0, new: low.1..<high.1)
    }

    /// A place inside the box that a shortest path goes through, or a good one where that is too far to find. Both ends of the box differ, so at
    /// least two edits are needed and the place is neither corner: the boxes get smaller.
    private mutating func split(_ box: Box) -> (x: Int, y: Int) {
        let delta = box.old.count - box.new.count
        let isOdd = delta % 2 != 0
        for depth in 0...depthMaximum {
            for diagonal in stride(from: -depth, through: depth, by: 2) {
                let x = advanced(forward, diagonal, depth, box, isBackward: false)
                forward[diagonal] = x
                if isOdd, x >= 0, abs(delta - diagonal) < depth, meets(x, backward[delta - diagonal], box) { return (x, x - diagonal) }
            }
            for diagonal in stride(from: -depth, through: depth, by: 2) {
                let x = advanced(backward, diagonal, depth, box, isBackward: true)
                backward[diagonal] = x
                if !isOdd, x >= 0, abs(delta - diagonal) <= depth, meets(forward[delta - diagonal], x, box) {
                    return (box.old.count - x, box.new.count - (x - diagonal))
                }
            }
        }
        return farthest(box)
    }

    private func meets(_ forward: Int, _ backward: Int, _ box: Box) -> Bool {
        forward >= 0 && backward >= 0 && forward + backward >= box.old.count
    }

    /// How far the diagonal is reached with one edit more than the front has made, and the equal lines behind it; -1 where that leaves the box.
    private func advanced(_ front: Front, _ diagonal: Int, _ depth: Int, _ box: Box, isBackward: Bool) -> Int {
        var x = depth == 0 ? 0 : -1
        if diagonal > -depth {
            let left = front[diagonal - 1]
            if left >= 0, left < box.old.count { x = left + 1 }
        }
        if diagonal < depth {
            let above = front[diagonal + 1]
            if above > x, above - diagonal <= box.new.count { x = above }
        }
        guard x >= 0 else { return -1 }
        var y = x - diagonal
        if isBackward {
            while x < box.old.count, y < box.new.count, old[box.old.upperBound - 1 - x] == new[box.new.upperBound - 1 - y] { (x, y) = (x + 1, y + 1) }
        } else {
            while x < box.old.count, y < box.new.count, old[box.old.lowerBound + x] == new[box.new.lowerBound + y] { (x, y) = (x + 1, y + 1) }
        }
        return x
    }

    /// The place that either front got farthest to, after all its edits.
    private func farthest(_ box: Box) -> (x: Int, y: Int) {
        var best = (x: 0, y: 0, steps: 0)
        for diagonal in stride(from: -depthMaximum, through: depthMaximum, by: 2) {
            let ahead = forward[diagonal]
            if ahead >= 0, 2 * ahead - diagonal > best.steps { best = (ahead, ahead - diagonal, 2 * ahead - diagonal) }
            let back = backward[diagonal]
            if back >= 0, 2 * back - diagonal > best.steps {
                best = (box.old.count - back, box.new.count - (back - diagonal), 2 * back - diagonal)
            }
        }
        return (best.x, best.y)
    }
}
