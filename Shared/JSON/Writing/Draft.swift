/// What a value has written so far: the bytes of its keys and plain values in the order they came, and the tree that they make.
///
/// Values write their fields in any order and may hold several containers open at once; a `FairCopy` puts everything in its place.
struct Draft {
    /// A value: plain, an array or an object.
    struct Node {
        enum Kind { case nothing, plain, array, object }

        // In an order that needs 32 bytes, not 40.
        /// The first eight bytes of the key, the first one most significant, so that one comparison orders most keys.
        let keyPrefix: UInt64
        /// Where `,"key":` stands in the bytes; of an element where its comma does. A first one's comma is there too, and is not copied.
        let start: Int32
        /// The bytes of the key without quotation marks and colon.
        let keyLength: Int32
        /// Of a plain value: where its bytes begin. Of a container: the first node in it, or 0.
        var first: Int32 = 0
        /// Of a plain value: where its bytes end. Of a container: the last node in it.
        var last: Int32 = 0
        /// The node behind this one in the same container, or 0.
        var next: Int32 = 0
        var kind = Kind.nothing
        /// Whether the key holds a character that must be escaped; its bytes in the draft are not, since the order of keys is that of plain ones.
        let escapesKey: Bool
    }

    /// Why there can be no text of it.
    enum Flaw: String {
        case twoWays = "A value wrote itself in two ways."
        case tooDeep = "The value has too many levels."
    }

    /// The node of the whole value.
    static let root = 0

    private(set) var bytes = ByteBuffer()
    private(set) var nodes: [Node] = []
    private(set) var flaw: Flaw?
    private let depthMaximum: Int

    init(depthMaximum: Int) {
        self.depthMaximum = depthMaximum
        // Room for what most messages are, of a size that malloc has at hand; more comes by doubling.
        nodes.reserveCapacity(30)
        nodes.append(Node(keyPrefix: 0, start: 0, keyLength: 0, escapesKey: false))
    }

    // MARK: Containers

    /// Makes the node an array or object if it is none yet; a value that writes two kinds of things at once is its type's mistake.
    mutating func open(_ node: Int, as kind: Node.Kind, depth: Int) {
        if nodes[node].kind == .nothing {
            nodes[node].kind = kind
        } else if nodes[node].kind != kind {
            flaw = .twoWays
        }
        if depth > depthMaximum { flaw = .tooDeep }
    }

    /// A new member of an object, whose value is to follow.
    mutating func member(_ key: String, of object: Int) -> Int {
        let start = bytes.count
        var key = key
        let (length, prefix, escapes) = key.withUTF8 { key in
            bytes.append(key, between: (UInt8(ascii: ","), UInt8(ascii: "\"")), and: (UInt8(ascii: "\""), UInt8(ascii: ":")))
            var prefix: UInt64 = 0
            for index in 0..<8 { prefix = prefix << 8 | (index < key.count ? UInt64(key[index]) : 0) }
            return (key.count, prefix, endOfPlainRun(key, from: 0, isASCII: false) < key.count)
        }
        return append(Node(keyPrefix: prefix, start: Int32(start), keyLength: Int32(length), escapesKey: escapes), to: object)
    }

    /// A new element of an array, whose value is to follow.
    mutating func element(of array: Int) -> Int {
        let start = bytes.count
        bytes.append(UInt8(ascii: ","))
        return append(Node(keyPrefix: 0, start: Int32(start), keyLength: 0, escapesKey: false), to: array)
    }

    @inline(__always)
    private mutating func append(_ node: Node, to container: Int) -> Int {
        let index = nodes.count
        nodes.append(node)
        // One access for all changes: each one by itself would ask anew whether the array is shared.
        nodes.withUnsafeMutableBufferPointer { nodes in
            let last = Int(nodes[container].last)
            if last == 0 { nodes[container].first = Int32(index) } else { nodes[last].next = Int32(index) }
            nodes[container].last = Int32(index)
        }
        return index
    }

    /// How many nodes a container has.
    func count(of container: Int) -> Int {
        var count = 0
        var child = nodes[container].first
        while child != 0 {
            count += 1
            child = nodes[Int(child)].next
        }
        return count
    }

    // MARK: Plain values

    /// Makes the bytes since `start` the value of the node.
    @inline(__always)
    private mutating func close(_ node: Int, from start: Int) {
        let end = Int32(bytes.count)
        let isFirst = nodes.withUnsafeMutableBufferPointer { nodes in
            let isFirst = nodes[node].kind == .nothing
            nodes[node].kind = .plain
            nodes[node].first = Int32(start)
            nodes[node].last = end
            return isFirst
        }
        if !isFirst { flaw = .twoWays }
    }

    mutating func put(word: StaticString, in node: Int) {
        let start = bytes.count
        bytes.append(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        close(node, from: start)
    }

    mutating func put(_ text: String, in node: Int) {
        let start = bytes.count
        var text = text
        text.withUTF8 { bytes.append(string: $0) }
        close(node, from: start)
    }

    mutating func put(_ integer: some FixedWidthInteger, in node: Int) {
        let start = bytes.count
        bytes.append(digits: integer)
        close(node, from: start)
    }

    /// Throws for what is no number.
    mutating func put<Number: BinaryFloatingPoint & LosslessStringConvertible>(_ number: Number, in node: Int) throws {
        guard number.isFinite else {
            throw EncodingError.invalidValue(number, .init(codingPath: path(to: node), debugDescription: "JSON has no form for \(number)."))
        }
        let start = bytes.count
        var digits = number.description
        if digits.hasSuffix(".0") { digits.removeLast(2) }
        digits.withUTF8 { bytes.append($0) }
        close(node, from: start)
    }

    // MARK: Errors

    /// Throws once a flaw is known: before a value without end is written, and before there is a text.
    @inline(__always)
    func check<Value>(_ value: Value) throws {
        if let flaw { throw EncodingError.invalidValue(value, .init(codingPath: [], debugDescription: flaw.rawValue)) }
    }

    /// Where a node stands; found by looking through all of them, since only errors ask.
    func path(to node: Int) -> [any CodingKey] {
        var path: [any CodingKey] = []
        var node = node
        for container in stride(from: node - 1, through: 0, by: -1) {
            guard nodes[container].kind == .array || nodes[container].kind == .object, let place = place(of: node, in: container) else { continue }
            path.append(nodes[container].kind == .array ? PathKey(place) : PathKey(key(of: node)))
            node = container
        }
        return path.reversed()
    }

    private func place(of node: Int, in container: Int) -> Int? {
        var place = 0
        var child = Int(nodes[container].first)
        while child != 0 {
            if child == node { return place }
            place += 1
            child = Int(nodes[child].next)
        }
        return nil
    }

    private func key(of node: Int) -> String {
        let start = Int(nodes[node].start) + 2
        return bytes.withBytes { String(decoding: $0[start..<start + Int(nodes[node].keyLength)], as: UTF8.self) }
    }
}

/// The draft that all encoders of one value write into.
final class SharedDraft {
    // Unchecked: no method of a draft calls code that could come back here, so two of them never overlap. Checked, they take a third longer.
    @exclusivity(unchecked) var draft: Draft

    init(depthMaximum: Int) { draft = Draft(depthMaximum: depthMaximum) }
}
