/// What was probably meant by a word that is not known.
enum Spelling {
    /// The nearest of the known words; nil where none is so near that it was probably meant: two letters off, one in a short word.
    static func nearest(to word: String, among known: [String]) -> String? {
        let distances = known.map { (name: $0, distance: distance($0, word)) }
        guard let near = distances.min(by: { $0.distance < $1.distance }) else { return nil }
        return near.distance <= (near.name.count < 4 ? 1 : 2) ? near.name : nil
    }

    /// How many letters must be changed, added or dropped to make one word the other.
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var corner = i
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let replaced = corner + (a == b ? 0 : 1)
                corner = row[j + 1]
                row[j + 1] = min(replaced, corner + 1, row[j] + 1)
            }
        }
        return row[right.count]
    }
}
