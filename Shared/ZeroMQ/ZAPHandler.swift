/// Decides which keys may connect to the CURVE servers of its context (ZeroMQ RFC 27); make it before the first of them binds.
///
/// There is one in a context. It belongs to the thread that uses it; while it does not answer, nobody new gets in, and who is in stays in.
public struct ZAPHandler: ~Copyable {
    private let socket: Socket
    private let domain: [UInt8]

    private static let version = Array("1.0".utf8)

    /// Takes the place where libzmq asks. Throws when the context has a handler already.
    public init(in context: Context, domain: String) throws(ZeroMQError) {
        self.domain = Array(domain.utf8)
        let place = try Socket(.router, in: context)
        try place.bind("inproc://zeromq.zap.01")
        socket = place
    }

    /// Adds what the handler waits for to a poller.
    public func add(to poller: inout Poller) { poller.add(socket) }

    /// Answers all who knock: a key (Z85) that is admitted is let in and bears itself as its `User-Id`, everyone else is cut off; how many were refused.
    public func answer(_ admits: (_ key: String) -> Bool) throws(ZeroMQError) -> Int {
        var refused = 0
        while let request = try socket.receive()?.frames {
            // Routing id, empty, version, request, domain, address, routing id of the peer, mechanism, credentials.
            guard request.count > 3 else { continue }
            let key = request.count == 9 && request[4] == domain && request[7] == Array("CURVE".utf8) ? CurveKeyPair.text(ofKey: request[8]) : nil
            let name = key.flatMap { admits($0) ? $0 : nil }
            if name == nil { refused += 1 }
            // 300 closes the connection and lets the peer try again later, when its key may be known; after 400 libzmq would never try again. The frames
            // behind it are text, name and metadata.
            let status = name == nil ? "300" : "200"
            _ = try socket.send([request[0], [], Self.version, request[3], Array(status.utf8), [], Array((name ?? "").utf8), []])
        }
        return refused
    }
}
