import CZeroMQ

/// Waits until one of several sockets and file descriptors has something to read, or room to write.
///
/// Sources are numbered from 0 in the order they are added. A socket that is closed meanwhile is never ready again.
public struct Poller {
    /// What to wait for at a source.
    public struct Readiness: OptionSet, Sendable {
        /// Bits as libzmq counts them.
        public let rawValue: Int16
        /// Takes bits as libzmq counts them.
        public init(rawValue: Int16) { self.rawValue = rawValue }
        /// A message waits, or a descriptor has something to read, is closed or broken.
        public static let readable = Readiness(rawValue: Int16(ZMQ_POLLIN))
        /// A message could be sent: a connected peer's queue has room, for a router that of any peer.
        public static let writable = Readiness(rawValue: Int16(ZMQ_POLLOUT))
    }

    private var items: [zmq_pollitem_t] = []
    private var handles: [SocketHandle?] = []

    /// A poller without sources.
    public init() {}

    /// Adds a socket, which must belong to this thread, and returns its number.
    @discardableResult
    public mutating func add(_ socket: borrowing Socket, for readiness: Readiness = .readable) -> Int {
        items.append(zmq_pollitem_t(socket: nil, fd: -1, events: readiness.rawValue, revents: 0))
        handles.append(socket.handle)
        return items.count - 1
    }

    /// Adds a file descriptor, which must stay open as long as it is waited for, and returns its number.
    @discardableResult
    public mutating func add(descriptor: Int32, for readiness: Readiness = .readable) -> Int {
        items.append(zmq_pollitem_t(socket: nil, fd: descriptor, events: readiness.rawValue, revents: 0))
        handles.append(nil)
        return items.count - 1
    }

    /// Changes what is waited for at a source: `[]` leaves it out of the next waits.
    public mutating func watch(_ index: Int, for readiness: Readiness) { items[index].events = readiness.rawValue }

    /// Waits until a source is ready or the time is over: 0 only looks, a negative time waits for ever.
    ///
    /// Returns early, with nothing ready, when a signal arrives.
    public mutating func wait(timeoutMilliseconds: Int) throws(ZeroMQError) {
        for index in items.indices {
            items[index].revents = 0
            if let handle = handles[index] { items[index].socket = handle.pointer }
        }
        guard zmq_poll(&items, Int32(items.count), timeoutMilliseconds) < 0 else { return }
        let error = ZeroMQError.last("wait", "\(items.count) sources")
        for index in items.indices { items[index].revents = 0 }
        if error.code != EINTR { throw error }
    }

    /// Whether the last wait found something to read at the source; a broken descriptor counts, so that reading it tells why.
    public func isReadable(_ index: Int) -> Bool { items[index].revents & ~Int16(ZMQ_POLLOUT) != 0 }

    /// Whether the last wait found room to write at the source.
    public func isWritable(_ index: Int) -> Bool { items[index].revents & Int16(ZMQ_POLLOUT) != 0 }
}
