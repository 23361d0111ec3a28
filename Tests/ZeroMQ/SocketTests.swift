import Testing
import ZeroMQ

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// Waits, at most five seconds, for the next message.
private func next(_ socket: borrowing Socket) throws -> MultipartMessage? {
    var poller = Poller()
    poller.add(socket)
    try poller.wait(timeoutMilliseconds: 5_000)
    return try socket.receive()
}

/// Waits, at most five seconds, until a peer is connected, and sends.
private func sendWhenConnected(_ frames: [[UInt8]], by socket: borrowing Socket) throws -> Bool {
    var poller = Poller()
    poller.add(socket, for: .writable)
    try poller.wait(timeoutMilliseconds: 5_000)
    return try socket.send(frames)
}

@Suite struct SocketTests {
    @Test(
        "A message of several frames, empty ones among them, goes to a router and back, over every transport",
        arguments: ["ipc://*", "inproc://round-trip", "tcp://127.0.0.1:*"])
    func roundTrip(endpoint: String) throws {
        let context = try Context()
        let router = try Socket(.router, in: context)
        try router.bind(endpoint)
        let dealer = try Socket(.dealer, in: context)
        try dealer.connect(router.lastEndpoint)

        let large = [UInt8](repeating: 7, count: 1 << 20)
        #expect(try sendWhenConnected([bytes("a"), [], large], by: dealer))
        let asked = try #require(try next(router))
        #expect(asked.frames.count == 4)
        #expect(Array(asked.frames.dropFirst()) == [bytes("a"), [], large])
        #expect(!asked.isTruncated)
        #expect(asked.userIdentifier == nil)

        #expect(try router.send([asked.frames[0], [], bytes("answer")]))
        #expect(try next(dealer)?.frames == [[], bytes("answer")])
        #expect(try dealer.receive() == nil)
    }

    @Test("Five hundred frames arrive as one message")
    func manyFrames() throws {
        let context = try Context()
        let router = try Socket(.router, in: context)
        try router.bind("inproc://many")
        let dealer = try Socket(.dealer, in: context)
        try dealer.connect("inproc://many")
        let frames = (0..<500).map { bytes("frame \($0)") }
        #expect(try dealer.send(frames))
        #expect(try next(router)?.frames.dropFirst() == frames[...])
    }

    @Test("A message with too many frames comes back cut and marked, and the next one whole")
    func tooManyFrames() throws {
        let context = try Context()
        var options = SocketOptions()
        options.messageFramesMaximum = 4
        let router = try Socket(.router, in: context, options: options)
        try router.bind("inproc://frames")
        let dealer = try Socket(.dealer, in: context)
        try dealer.connect("inproc://frames")
        #expect(try dealer.send((0..<4).map { [$0] }))
        #expect(try dealer.send((0..<3).map { [$0] }))

        let cut = try #require(try next(router))
        #expect(cut.isTruncated)
        #expect(cut.frames.dropFirst() == [[0], [1], [2]])
        let whole = try #require(try next(router))
        #expect(!whole.isTruncated)
        #expect(whole.frames.dropFirst() == [[0], [1], [2]])
    }

    @Test("A message with too many bytes comes back cut and marked, and the next one whole")
    func tooManyBytes() throws {
        let context = try Context()
        var options = SocketOptions()
        options.messageBytesMaximum = 100
        let router = try Socket(.router, in: context, options: options)
        try router.bind("inproc://bytes")
        let dealer = try Socket(.dealer, in: context)
        try dealer.connect("inproc://bytes")
        #expect(try dealer.send([[UInt8](repeating: 1, count: 60), [UInt8](repeating: 2, count: 60), [3]]))
        #expect(try dealer.send([bytes("small")]))

        let cut = try #require(try next(router))
        #expect(cut.isTruncated)
        #expect(cut.frames.dropFirst() == [[UInt8](repeating: 1, count: 60)])
        #expect(try next(router)?.frames.last == bytes("small"))
    }

    @Test("A full queue makes send say false and lose nothing that it took")
    func fullQueue() throws {
        let context = try Context()
        var options = SocketOptions()
        options.sendQueueMessagesMaximum = 2
        options.receiveQueueMessagesMaximum = 3
        let router = try Socket(.router, in: context, options: options)
        try router.bind("inproc://full")
        let dealer = try Socket(.dealer, in: context, options: options)
        try dealer.connect("inproc://full")

        var taken: UInt8 = 0
        while taken < 100, try dealer.send([[taken], bytes("second frame")]) { taken += 1 }
        #expect(taken == 5)
        for number in 0..<taken { #expect(try next(router)?.frames.dropFirst() == [[number], bytes("second frame")]) }
        #expect(try router.receive() == nil)
    }

    @Test("A dealer without a peer queues nothing")
    func nobodyThere() throws {
        let context = try Context()
        let dealer = try Socket(.dealer, in: context)
        #expect(try dealer.send([bytes("to nobody")]) == false)
        try dealer.connect("ipc:///tmp/alur-nobody-listens-here")
        #expect(try dealer.send([bytes("to nobody")]) == false)
    }

    @Test("A reply to a peer that is gone is refused quietly")
    func peerGone() throws {
        let context = try Context()
        let router = try Socket(.router, in: context)
        try router.bind("ipc://*")
        let identity = try askOnce(router, context)

        // The peer's end is noticed within a few milliseconds. Fewer sends than fit into a queue, so false can only mean that it is gone.
        var poller = Poller()
        poller.add(router)
        var isGone = false
        for _ in 0..<50 where !isGone {
            try poller.wait(timeoutMilliseconds: 100)
            isGone = try !router.send([identity, bytes("too late")])
        }
        #expect(isGone)
        #expect(try router.send([bytes("never seen"), bytes("hello")]) == false)
    }

    /// Sends one message from a dealer that is closed at the end, and returns its routing id.
    private func askOnce(_ router: borrowing Socket, _ context: Context) throws -> [UInt8] {
        let dealer = try Socket(.dealer, in: context)
        try dealer.connect(router.lastEndpoint)
        #expect(try sendWhenConnected([bytes("hello")], by: dealer))
        return try #require(try next(router)?.frames.first)
    }

    @Test("A frame over the limit closes the connection of the peer that sent it and of no other")
    func oversizeFrame() throws {
        let context = try Context()
        var options = SocketOptions()
        options.frameBytesMaximum = 1_024
        let router = try Socket(.router, in: context, options: options)
        try router.bind("ipc://*")
        let rude = try Socket(.dealer, in: context)
        try rude.connect(router.lastEndpoint)
        let polite = try Socket(.dealer, in: context)
        try polite.connect(router.lastEndpoint)

        #expect(try sendWhenConnected([bytes("polite")], by: polite))
        let politeIdentity = try #require(try next(router)?.frames.first)
        #expect(try sendWhenConnected([bytes("rude")], by: rude))
        let rudeIdentity = try #require(try next(router)?.frames.first)

        #expect(try rude.send([[UInt8](repeating: 0, count: 1_025)]))
        // The rude one connects again and is then somebody else; what it sends into the closing connection is lost.
        var poller = Poller()
        poller.add(router)
        var again: MultipartMessage?
        for _ in 0..<100 where again == nil {
            _ = try rude.send([bytes("sorry")])
            try poller.wait(timeoutMilliseconds: 50)
            again = try router.receive()
        }
        let sorry = try #require(again)
        #expect(sorry.frames.last == bytes("sorry"))
        #expect(sorry.frames.first != rudeIdentity)

        #expect(try polite.send([bytes("still here")]))
        var still = try next(router)
        while let message = still, message.frames.last == bytes("sorry") { still = try next(router) }
        #expect(still?.frames == [politeIdentity, bytes("still here")])
    }

    @Test("A socket and a context end at once, with unsent messages and whichever goes first")
    func ending() throws {
        var context: Context? = try Context()
        let dealer = try Socket(.dealer, in: try #require(context))
        context = nil
        try dealer.bind("inproc://ending")
        #expect(try dealer.lastEndpoint == "inproc://ending")
    }

    @Test("An error names the operation and the endpoint")
    func errors() throws {
        let context = try Context()
        let first = try Socket(.router, in: context)
        try first.bind("inproc://taken")
        let second = try Socket(.router, in: context)
        let error = #expect(throws: ZeroMQError.self) { try second.bind("inproc://taken") }
        #expect(error?.operation == "bind")
        #expect(error?.subject == "inproc://taken")
        #expect(error?.message == "Address already in use")
        #expect(throws: ZeroMQError.self) { try second.connect("nonsense") }
    }
}
