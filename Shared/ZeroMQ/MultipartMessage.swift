/// A message as it arrived: all its frames, or as many as the socket's options let in.
public struct MultipartMessage: Equatable, Sendable {
    /// The frames in order; the first one from a router is the routing id of the peer.
    public let frames: [[UInt8]]
    /// Whether the message had more frames or bytes than the options allow and what was too much is gone; answer it with an error, never act on it.
    public let isTruncated: Bool
    /// The name that the ZAP handler gave the peer (`User-Id`); nil on a socket without keys.
    public let userIdentifier: String?
}
