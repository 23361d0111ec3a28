import CZeroMQ

/// One end of a conversation: a router that answers many peers or a dealer that asks one or several.
///
/// It belongs to the thread that uses it and is closed, without waiting for anything unsent, when its owner lets go of it. Nothing here ever blocks.
public struct Socket: ~Copyable {
    /// The two kinds the services use.
    public enum Kind: Sendable {
        /// Binds; the first frame of every message is the routing id of the peer, both ways.
        case router
        /// Connects; sends to its peers in turn.
        case dealer
    }

    let handle: SocketHandle
    private let kind: Kind
    private let options: SocketOptions
    private let pointer: UnsafeMutableRawPointer
    // Where libzmq puts each frame as it is received: kept, because the address must not change between the calls on it.
    private let part: UnsafeMutablePointer<zmq_msg_t>

    /// Makes a socket that neither listens nor is connected.
    ///
    /// Throws when the context has 1,023 sockets already, or an option (a malformed key) is refused.
    public init(_ kind: Kind, in context: Context, options: SocketOptions = SocketOptions()) throws(ZeroMQError) {
        guard let pointer = zmq_socket(context.pointer, kind == .router ? ZMQ_ROUTER : ZMQ_DEALER) else { throw .last("make", "\(kind) socket") }
        do throws(ZeroMQError) {
            try options.apply(to: pointer, kind: kind)
        } catch {
            zmq_close(pointer)
            throw error
        }
        self.kind = kind
        self.options = options
        self.pointer = pointer
        handle = SocketHandle(pointer, context)
        part = .allocate(capacity: 1)
    }

    deinit {
        handle.close()
        part.deallocate()
    }

    /// Listens at an endpoint such as `tcp://127.0.0.1:0`, `ipc:///run/alur/intake` or `inproc://name`.
    ///
    /// Throws when the address is taken or malformed. A file left at an IPC path by a dead process is replaced, and so is one of a living process: hold a
    /// lock on the directory.
    public func bind(_ endpoint: String) throws(ZeroMQError) {
        guard zmq_bind(pointer, endpoint) == 0 else { throw .last("bind", endpoint) }
    }

    /// Begins to connect to an endpoint, and to connect again whenever the connection is lost.
    ///
    /// Throws when the endpoint is malformed; a peer that isn't there is no error.
    public func connect(_ endpoint: String) throws(ZeroMQError) {
        guard zmq_connect(pointer, endpoint) == 0 else { throw .last("connect", endpoint) }
    }

    /// The endpoint last bound or connected, with the port the system chose in place of 0.
    public var lastEndpoint: String {
        get throws(ZeroMQError) {
            var bytes = [UInt8](repeating: 0, count: 1_024)
            var count = bytes.count
            guard zmq_getsockopt(pointer, ZMQ_LAST_ENDPOINT, &bytes, &count) == 0 else { throw .last("ask", "last endpoint") }
            return String(decoding: bytes.prefix(max(0, count - 1)), as: UTF8.self)
        }
    }

    /// Takes the next message that has wholly arrived; nil when none waits.
    ///
    /// A message over the limits of the options is drained to its end, so the next call begins at the next message, and comes back marked as truncated.
    public func receive() throws(ZeroMQError) -> MultipartMessage? {
        var frames: [[UInt8]] = []
        var keptBytes = 0
        var isTruncated = false
        var isFirst = true
        while true {
            zmq_msg_init(part)
            guard zmq_msg_recv(part, pointer, ZMQ_DONTWAIT) >= 0 else {
                let error = ZeroMQError.last("receive", "\(kind) socket")
                zmq_msg_close(part)
                if error.code == EINTR { continue }
                // libzmq hands over whole messages, so only a first frame can be missing.
                if error.code == EAGAIN, isFirst { return nil }
                throw error
            }
            defer { zmq_msg_close(part) }
            isFirst = false

            let bytes = UnsafeRawBufferPointer(start: zmq_msg_data(part), count: zmq_msg_size(part))
            keptBytes += bytes.count
            isTruncated = isTruncated || frames.count == options.messageFramesMaximum || keptBytes > options.messageBytesMaximum
            if !isTruncated { frames.append([UInt8](bytes)) }

            if zmq_msg_more(part) == 0 {
                return MultipartMessage(frames: frames, isTruncated: isTruncated, userIdentifier: userIdentifier())
            }
        }
    }

    /// Queues a message for its peer, whole or not at all; false when the queue is full, the peer is gone or none is connected yet.
    ///
    /// True promises nothing: a connection lost later loses what was queued, so whoever needs an answer asks again. The frames of a router begin with the
    /// routing id of the peer.
    public func send(_ frames: [[UInt8]]) throws(ZeroMQError) -> Bool {
        precondition(frames.count >= (kind == .router ? 2 : 1), "a message has a frame, and a router's has the peer's routing id before it")
        var isQueued = true
        var index = 0
        while index < frames.count {
            let flags = index < frames.count - 1 ? ZMQ_DONTWAIT | ZMQ_SNDMORE : ZMQ_DONTWAIT
            if frames[index].withUnsafeBytes({ zmq_send(pointer, $0.baseAddress, $0.count, flags) }) < 0 {
                let error = ZeroMQError.last("send", "\(kind) socket")
                switch error.code {
                case EINTR: continue
                case EAGAIN where index > 0:
                    // The peer went away in the middle. libzmq swallows the frames up to the last one, so they must still be handed to it: otherwise it
                    // would swallow the next message instead.
                    isQueued = false
                case EAGAIN, EHOSTUNREACH: return false
                default: throw error
                }
            }
            index += 1
        }
        return isQueued
    }

    // Asked of the last frame: libzmq leaves the properties off the routing id that a router puts in front.
    private func userIdentifier() -> String? {
        guard options.curve != nil, let name = zmq_msg_gets(part, "User-Id") else { return nil }
        return String(cString: name)
    }
}

/// The libzmq socket that a `Socket` owns and a `Poller` watches; nil once closed, so that a poller may outlive the sockets it watches.
final class SocketHandle {
    private(set) var pointer: UnsafeMutableRawPointer?
    // Held for its lifetime only: ending a context waits for its sockets.
    private let context: Context

    init(_ pointer: UnsafeMutableRawPointer, _ context: Context) {
        self.pointer = pointer
        self.context = context
    }

    func close() {
        zmq_close(pointer)
        pointer = nil
    }
}
