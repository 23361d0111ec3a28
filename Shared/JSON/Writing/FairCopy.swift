/// The text of a draft: brackets and braces set, members in the order of their keys.
struct FairCopy {
    private struct Member {
        let keyPrefix: UInt64
        let node: Int
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private let nodes: UnsafeBufferPointer<Draft.Node>
    private var text: [UInt8] = []
    /// Bytes of the draft that are to be copied next; what stands side by side there and here is copied at once.
    private var run = 0..<0
    /// The members of the objects that are being written, the innermost last.
    private var members: [Member] = []

    /// The text of a whole draft.
    static func text(of draft: Draft) -> [UInt8] {
        draft.bytes.withUnsafeBufferPointer { bytes in
            draft.nodes.withUnsafeBufferPointer { nodes in
                var copy = FairCopy(bytes: bytes, nodes: nodes)
                copy.write(Draft.root)
                copy.endRun()
                return copy.text
            }
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>, nodes: UnsafeBufferPointer<Draft.Node>) {
        self.bytes = bytes
        self.nodes = nodes
        // Brackets are all that a draft does not hold yet.
        text.reserveCapacity(bytes.count + nodes.count)
    }

    // MARK: Copying

    @inline(__always)
    private mutating func copy(_ start: Int, _ end: Int) {
        if start != run.upperBound {
            endRun()
            run = start..<end
        } else {
            run = run.lowerBound..<end
        }
    }

    private mutating func endRun() {
        text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[run]))
        run = run.upperBound..<run.upperBound
    }

    private mutating func append(_ byte: UInt8) {
        endRun()
        text.append(byte)
    }

    /// Writes a value; as deep as the draft is, which has a limit.
    private mutating func write(_ index: Int) {
        let node = nodes[index]
        switch node.kind {
        case .plain: copy(Int(node.first), Int(node.last))
        case .array: writeElements(node)
        case .object: writeMembers(node)
        // As Foundation has it: a value that writes nothing is an object without members.
        case .nothing:
            append(UInt8(ascii: "{"))
            append(UInt8(ascii: "}"))
        }
    }

    private mutating func writeElements(_ array: Draft.Node) {
        append(UInt8(ascii: "["))
        var child = Int(array.first)
        while child != 0 {
            let node = nodes[child]
            if child != Int(array.first) { copy(Int(node.start), Int(node.start) + 1) }
            write(child)
            child = Int(node.next)
        }
        append(UInt8(ascii: "]"))
    }

    private mutating func writeMembers(_ object: Draft.Node) {
        let bottom = members.count
        collect(object)
        append(UInt8(ascii: "{"))
        for index in bottom..<members.count {
            writeKey(nodes[members[index].node], isFirst: index == bottom)
            write(members[index].node)
        }
        append(UInt8(ascii: "}"))
        members.removeLast(members.count - bottom)
    }

    private mutating func writeKey(_ node: Draft.Node, isFirst: Bool) {
        let start = Int(node.start) + (isFirst ? 1 : 0)
        let end = Int(node.start) + Int(node.keyLength) + 4
        guard node.escapesKey else { return copy(start, end) }
        copy(start, Int(node.start) + 1)
        endRun()
        appendString(key(node), to: &text)
        copy(end - 1, end)
    }

    @inline(__always)
    private func key(_ node: Draft.Node) -> UnsafeBufferPointer<UInt8> {
        let start = Int(node.start) + 2
        return UnsafeBufferPointer(rebasing: bytes[start..<start + Int(node.keyLength)])
    }

    // MARK: Order

    /// Appends the members of an object to `members`, in the order of their keys; of those with the same key the last one written.
    private mutating func collect(_ object: Draft.Node) {
        let bottom = members.count
        var isAscending = true
        var child = Int(object.first)
        while child != 0 {
            let member = Member(keyPrefix: nodes[child].keyPrefix, node: child)
            if isAscending, members.count > bottom { isAscending = keyOrder(members[members.count - 1], member) < 0 }
            members.append(member)
            child = Int(nodes[child].next)
        }
        guard !isAscending else { return }
        sort(from: bottom)
        // Of equal keys the later node is the greater one, and stays.
        var kept = bottom
        for index in bottom + 1..<members.count {
            if keyOrder(members[kept], members[index]) != 0 { kept += 1 }
            members[kept] = members[index]
        }
        members.removeLast(members.count - kept - 1)
    }

    private mutating func sort(from bottom: Int) {
        guard members.count - bottom <= 40 else {
            let sorted = members[bottom...].sorted { isBefore($0, $1) }
            members.replaceSubrange(bottom..., with: sorted)
            return
        }
        // Insertion: a message has a few fields, and most of them stand in their order already.
        for index in bottom + 1..<members.count {
            let member = members[index]
            var place = index
            while place > bottom, isBefore(member, members[place - 1]) {
                members[place] = members[place - 1]
                place -= 1
            }
            members[place] = member
        }
    }

    /// Keys in the order of their bytes, equal ones in the order of writing.
    @inline(__always)
    private func isBefore(_ left: Member, _ right: Member) -> Bool {
        let order = keyOrder(left, right)
        return order != 0 ? order < 0 : left.node < right.node
    }

    @inline(__always)
    private func keyOrder(_ left: Member, _ right: Member) -> Int {
        if left.keyPrefix != right.keyPrefix { return left.keyPrefix < right.keyPrefix ? -1 : 1 }
        return byteOrder(key(nodes[left.node]), key(nodes[right.node]))
    }
}
