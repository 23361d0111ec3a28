/// How much of anything comes in from outside: every length, depth and count that a stranger's bytes are held to.
///
/// WIRE.md names the same figures. The modules that Protocol stands on or stands beside cannot see this file; they are handed these figures (JSON its
/// depth, Blobs its size) or have them again (`SocketOptions`, held equal by a test). What an operator's own files are held to stands with their readers:
/// `YAMLParser` (1 MiB, 100,000 values, 16 levels), `CatalogueLoader` and `Deployment` (bytes of a file).
public enum Limits {
    /// Bytes of one frame.
    public static let frameBytes = 1 << 20
    /// Bytes of a frame beyond which a service closes the connection instead of answering: an eighth more.
    public static let closingFrameBytes = frameBytes + frameBytes / 8
    /// Bytes of a request's body.
    public static let bodyBytes = 512 << 10
    /// Objects and arrays inside each other, in any JSON.
    public static let jsonDepth = 64
    /// Bytes of a grant.
    public static let grantBytes = 2 << 10
    /// Bytes of a verb.
    public static let verbBytes = 64
    /// Frames of a request, the one beside its body among them.
    public static let requestFrames = 7
    /// Places named in `after`.
    public static let afterPlaces = 8
    /// Bytes of the events in one page of a journal.
    public static let pageBytes = 256 << 10
    /// Events in one page of a journal: two frames each, beside the reply's own.
    public static let pageEvents = 200
    /// Bytes of a chunk of a file.
    public static let chunkBytes = 256 << 10
    /// Bytes of a file.
    public static let fileBytes = 32 << 20
    /// Rows in one page of an answer.
    public static let pageRows = 200
    /// Characters of a line of text such as a subject.
    public static let lineCharacters = 2_000
    /// Characters of a longer text such as minutes.
    public static let textCharacters = 64_000
    /// Milliseconds a request waits for the place it names in `after`.
    public static let afterMilliseconds: Int64 = 500
    /// Milliseconds a pull waits for news.
    public static let pullMilliseconds: Int64 = 1_000
    /// Milliseconds a question may read that is asked beside the commands; then it is answered `unavailable`.
    public static let questionMilliseconds: Int64 = 2_000
    /// Events after which a journal is sealed.
    public static let sealEvents: Int64 = 1_000
    /// Milliseconds after which an event is sealed at the latest.
    public static let sealMilliseconds: Int64 = 600_000
    /// Other services that keep a seal, at least.
    public static let sealWitnesses = 2
    /// Milliseconds after which a seal that too few keep is a finding.
    public static let witnessMilliseconds: Int64 = 3_600_000
    /// Steps from one event to what it caused, and so on, before it is taken for a circle.
    public static let causationDepth = 16
}
