/// The text of a draft: brackets and braces set, members in the order of their keys.
struct FairCopy {
    private struct Member {
        let keyPrefix: UInt64
        let node: Int
    }

    /// The order of members.
    private struct Order {
        let bytes: UnsafeBufferPointer<UInt8>
        let nodes: UnsafeBufferPointer<Draft.Node>

        @inline(__always)
        func key(_ node: Draft.Node) -> UnsafeBufferPointer<UInt8> {
            let start = Int(node.start) + 2
            return UnsafeBufferPointer(rebasing: bytes[start..<start + Int(node.keyLength)])
        }

        /// Below 0 where the first key's bytes come before the second's, 0 where they are equal.
        @inline(__always)
        func compare(_ left: Member, _ right: Member) -> Int {
            if left.keyPrefix != right.keyPrefix { return left.keyPrefix < right.keyPrefix ? -1 : 1 }
            return byteOrder(key(nodes[left.node]), key(nodes[right.node]))
        }

        /// Equal keys are in the order of writing.
        @inline(__always)
        func isBefore(_ left: Member, _ right: Member) -> Bool {
            let order = compare(left, right)
            return order != 0 ? order < 0 : left.node < right.node
        }

        func sort(_ members: inout [Member], from bottom: Int) {
            guard members.count - bottom <= 40 else {
                let sorted = members[bottom...].sorted(by: isBefore)
                members.replaceSubrange(bottom..., with: sorted)
                return
            }
            members.withUnsafeMutableBufferPointer { insert(UnsafeMutableBufferPointer(rebasing: $0[bottom...])) }
        }

        /// Sorts by insertion: a message has a few fields, and most of them stand in their order already.
        private func insert(_ members: UnsafeMutableBufferPointer<Member>) {
            for index in 1..<members.count {
                let member = members[index]
                var place = index
                while place > 0, isBefore(member, members[place - 1]) {
                    members[place] = members[place - 1]
                    place -= 1
                }
                members[place] = member
            }
        }
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private let nodes: UnsafeBufferPointer<Draft.Node>
    private let order: Order
    private var text: ByteBuffer
    /// Bytes of the draft that are to be copied next; what stands side by side there and here is copied at once.
    private var run = 0..<0
    /// The members of the objects that are being written, the innermost last.
    private var members: [Member] = []

    /// The text of a whole draft.
    static func text(of draft: Draft) -> [UInt8] {
        draft.bytes.withBytes { bytes in
            draft.nodes.withUnsafeBufferPointer { nodes in
                var copy = FairCopy(bytes: bytes, nodes: nodes)
                copy.write(Draft.root)
                copy.endRun()
                return copy.text.array()
            }
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>, nodes: UnsafeBufferPointer<Draft.Node>) {
        self.bytes = bytes
        self.nodes = nodes
        order = Order(bytes: bytes, nodes: nodes)
        // Brackets are all that a draft does not hold yet.
        text = ByteBuffer(capacity: bytes.count + nodes.count)
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
        text.append(UnsafeBufferPointer(rebasing: bytes[run]))
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
        text.append(string: order.key(node))
        copy(end - 1, end)
    }

    // MARK: Order

    /// Appends the members of an object to `members`, in the order of their keys; of those with the same key the last one written.
    private mutating func collect(_ object: Draft.Node) {
        let bottom = members.count
        var isAscending = true
        var child = Int(object.first)
        while child != 0 {
            let member = Member(keyPrefix: nodes[child].keyPrefix, node: child)
            if isAscending, members.count > bottom { isAscending = order.compare(members[members.count - 1], member) < 0 }
            members.append(member)
            child = Int(nodes[child].next)
        }
        guard !isAscending else { return }
        order.sort(&members, from: bottom)
        // Of equal keys the later node is the greater one, and stays.
        var kept = bottom
        for index in bottom + 1..<members.count {
            if order.compare(members[kept], members[index]) != 0 { kept += 1 }
            members[kept] = members[index]
        }
        members.removeLast(members.count - kept - 1)
    }
}
