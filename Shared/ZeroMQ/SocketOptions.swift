import CZeroMQ

/// What a socket is made with; it can't be changed afterwards.
///
/// What is not here is the same for every socket: LINGER 0, IMMEDIATE 1, ROUTER_MANDATORY 1, TCP keepalive after 30 s, no routing id of one's own. Heartbeats of
/// ZMTP stay off, because libzmq 4.3.4 aborts the process when one is due while a receive queue is full.
public struct SocketOptions: Equatable, Sendable {
    /// The largest frame taken from a peer over TCP or IPC; a larger one closes that peer's connection. Sockets over `inproc` don't look at it.
    ///
    /// An eighth more than the protocol allows, so that who sends a little too much is told so instead of being cut off.
    public var frameBytesMaximum = (1 << 20) + (1 << 17)
    /// The most frames of one message that are kept, the routing id among them.
    public var messageFramesMaximum = 512
    /// The most bytes of one message that are kept, all frames together.
    public var messageBytesMaximum = 4 << 20
    /// Messages that wait to be sent to one peer before `send` says false.
    ///
    /// A peer may have 64 requests under way beside a pull, and libzmq only counts what was taken from the queue when half of it was: with less than
    /// twice that and a half, answers to a peer that does read would be dropped.
    public var sendQueueMessagesMaximum = 160
    /// Messages that wait to be received from one peer before it is held back.
    public var receiveQueueMessagesMaximum = 64
    /// How long a peer may take to say who it is before it is cut off.
    public var handshakeMilliseconds = 2_000
    /// The pause before the first attempt to connect again; it doubles with every attempt.
    public var reconnectMilliseconds = 10
    /// The longest pause between attempts to connect again.
    public var reconnectMillisecondsMaximum = 5_000
    /// Keys, for every socket that leaves this machine; nil for IPC and inproc.
    public var curve: CurveRole?

    /// The values every service uses, without keys.
    public init(curve: CurveRole? = nil) { self.curve = curve }

    /// Sets every option on a new socket.
    func apply(to socket: UnsafeMutableRawPointer, kind: Socket.Kind) throws(ZeroMQError) {
        var numbers: [(option: Int32, value: Int)] = [
            (ZMQ_LINGER, 0), (ZMQ_IMMEDIATE, 1), (ZMQ_HANDSHAKE_IVL, handshakeMilliseconds),
            (ZMQ_SNDHWM, sendQueueMessagesMaximum), (ZMQ_RCVHWM, receiveQueueMessagesMaximum),
            (ZMQ_RECONNECT_IVL, reconnectMilliseconds), (ZMQ_RECONNECT_IVL_MAX, reconnectMillisecondsMaximum),
            (ZMQ_TCP_KEEPALIVE, 1), (ZMQ_TCP_KEEPALIVE_IDLE, 30), (ZMQ_TCP_KEEPALIVE_INTVL, 10), (ZMQ_TCP_KEEPALIVE_CNT, 3),
        ]
        // With libzmq's own queue of 100 a crowd of strangers makes the kernel drop honest newcomers, who then try again only after seconds.
        if kind == .router { numbers += [(ZMQ_ROUTER_MANDATORY, 1), (ZMQ_BACKLOG, 4_096)] }
        for (option, value) in numbers { try set(option, Int32(clamping: value), on: socket) }
        try set(ZMQ_MAXMSGSIZE, Int64(frameBytesMaximum), on: socket)

        switch curve {
        case .server(let keys, let domain):
            try set(ZMQ_CURVE_SERVER, Int32(1), on: socket)
            try set(ZMQ_CURVE_SECRETKEY, text: keys.secretKey, "CURVE secret key", on: socket)
            try set(ZMQ_ZAP_DOMAIN, text: domain, "ZAP domain", on: socket)
            // Otherwise libzmq lets every key in while there is no handler.
            try set(ZMQ_ZAP_ENFORCE_DOMAIN, Int32(1), on: socket)
        case .client(let keys, let serverKey):
            try set(ZMQ_CURVE_PUBLICKEY, text: keys.publicKey, "CURVE public key", on: socket)
            try set(ZMQ_CURVE_SECRETKEY, text: keys.secretKey, "CURVE secret key", on: socket)
            try set(ZMQ_CURVE_SERVERKEY, text: serverKey, "CURVE server key", on: socket)
        case nil:
            break
        }
    }

    private func set(_ option: Int32, _ value: some FixedWidthInteger, on socket: UnsafeMutableRawPointer) throws(ZeroMQError) {
        let status = withUnsafeBytes(of: value) { zmq_setsockopt(socket, option, $0.baseAddress, $0.count) }
        guard status == 0 else { throw .last("set", "socket option \(option)") }
    }

    private func set(_ option: Int32, text: String, _ subject: String, on socket: UnsafeMutableRawPointer) throws(ZeroMQError) {
        let bytes = Array(text.utf8)
        guard zmq_setsockopt(socket, option, bytes, bytes.count) == 0 else { throw .last("set", subject) }
    }
}
