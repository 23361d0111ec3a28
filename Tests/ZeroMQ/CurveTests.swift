import Testing
import ZeroMQ

@Suite struct CurveTests {
    /// Answers one request of libzmq to the ZAP handler: the key in it is let in under a name.
    private func admit(_ handler: borrowing Socket, as name: String) throws {
        var poller = Poller()
        poller.add(handler)
        try poller.wait(timeoutMilliseconds: 5_000)
        // Routing id, empty, version, request, domain, address, routing id, mechanism, key.
        let request = try #require(try handler.receive()).frames
        #expect(request.count == 9)
        #expect(request[4] == Array("alur".utf8))
        #expect(request[7] == Array("CURVE".utf8))
        #expect(try handler.send([request[0], [], request[2], request[3], Array("200".utf8), [], Array(name.utf8), []]))
    }

    @Test("With keys a peer is named by the ZAP handler, on every message")
    func namedPeer() throws {
        let context = try Context()
        let handler = try Socket(.router, in: context)
        try handler.bind("inproc://zeromq.zap.01")
        let serverKeys = try CurveKeyPair.generate()
        let router = try Socket(.router, in: context, options: SocketOptions(curve: .server(keys: serverKeys, domain: "alur")))
        try router.bind("tcp://127.0.0.1:*")
        let role = CurveRole.client(keys: try .generate(), serverKey: serverKeys.publicKey)
        let dealer = try Socket(.dealer, in: context, options: SocketOptions(curve: role))
        try dealer.connect(router.lastEndpoint)
        try admit(handler, as: "routing")

        var poller = Poller()
        poller.add(dealer, for: .writable)
        try poller.wait(timeoutMilliseconds: 5_000)
        for text in ["first", "second"] {
            #expect(try dealer.send([Array(text.utf8)]))
            var waiting = Poller()
            waiting.add(router)
            try waiting.wait(timeoutMilliseconds: 5_000)
            let message = try #require(try router.receive())
            #expect(message.frames.last == Array(text.utf8))
            #expect(message.userIdentifier == "routing")
        }
    }

    @Test("A malformed key is refused, and the error doesn't show it")
    func malformedKey() throws {
        let context = try Context()
        let keys = CurveKeyPair(publicKey: "short", secretKey: "secret")
        let options = SocketOptions(curve: .server(keys: keys, domain: "alur"))
        let error = #expect(throws: ZeroMQError.self) { _ = try Socket(.router, in: context, options: options) }
        #expect(error?.subject == "CURVE secret key")
        #expect(error?.description == "ZeroMQ: set CURVE secret key: Invalid argument (22)")
    }

    @Test("A key pair in a log shows no secret")
    func description() throws {
        let keys = try CurveKeyPair.generate()
        #expect(keys.publicKey.utf8.count == 40 && keys.secretKey.utf8.count == 40)
        #expect(keys != (try CurveKeyPair.generate()))
        let role = CurveRole.client(keys: keys, serverKey: keys.publicKey)
        #expect(!"\(SocketOptions(curve: role))".contains(keys.secretKey))
    }
}
