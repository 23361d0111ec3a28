import ZeroMQ

/// A socket in a place where a value that cannot be copied may not stand, such as an array; it stays with its thread all the same.
final class Link {
    let socket: Socket

    init(_ socket: consuming Socket) { self.socket = socket }
}
