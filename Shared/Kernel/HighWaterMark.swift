import Domain
import Nettle
import SQLite
import Sodium

/// A place that a service is known to have committed, kept in a file of its own: a journal that ends before it has lost something.
///
/// SQLite takes a damaged frame for the end of its log and goes on from there without a word. The file has two slots of a page each, written in turn, so
/// that a write that is cut short spoils neither the other slot nor its page. A slot is a line that a person can read, with a check behind it.
public struct HighWaterMark: Sendable, Equatable {
    /// The journal's epoch.
    public let epoch: Int
    /// The position of its last event then; 0 for none.
    public let position: Int64
    /// The chain's hash there, in hexadecimal.
    public let hash: String

    /// The file's name in the service's folder.
    public static let fileName = "journal.mark"
    /// Bytes of a slot.
    public static let slotBytes = 4_096
    /// How many slots a file has.
    public static let slots = 2

    /// The mark at a tip that is committed.
    public init(_ tip: Tip) {
        epoch = tip.epoch
        position = tip.position
        hash = hexadecimal(tip.hash)
    }

    private init(epoch: Int, position: Int64, hash: String) {
        self.epoch = epoch
        self.position = position
        self.hash = hash
    }

    /// The bytes of a slot that holds this mark.
    public var slot: [UInt8] {
        let line = Array("alur mark \(epoch):\(position) \(hash) ".utf8)
        let bytes = line + Array("\(Self.check(line))\n".utf8)
        return bytes + [UInt8](repeating: UInt8(ascii: " "), count: Self.slotBytes - bytes.count)
    }

    /// The newest mark in the bytes of a file; nil where no slot is whole.
    public static func newest(in file: [UInt8]) -> HighWaterMark? {
        let marks = stride(from: 0, to: file.count, by: slotBytes).compactMap { read(file[$0..<min(file.count, $0 + slotBytes)]) }
        return marks.max { ($0.epoch, $0.position) < ($1.epoch, $1.position) }
    }

    private static func read(_ slot: ArraySlice<UInt8>) -> HighWaterMark? {
        let line = slot.prefix { $0 != UInt8(ascii: "\n") }
        let words = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
        guard words.count == 5, words[0] == "alur", words[1] == "mark", words[4] == check(Array(line.dropLast(words[4].utf8.count))) else {
            return nil
        }
        let place = words[2].split(separator: ":")
        guard place.count == 2, let epoch = Int(place[0]), let position = Int64(place[1]) else { return nil }
        return HighWaterMark(epoch: epoch, position: position, hash: words[3])
    }

    private static func check(_ line: [UInt8]) -> String { hexadecimal(Array(SHA256.hash(line).prefix(8))) }
}

extension Engine {
    /// The store has lost something that was committed: the service must not serve, because it would give the same numbers out again.
    public struct BelowMark: Error, CustomStringConvertible {
        /// Where the journal ends, where it did, and what to run next.
        public let description: String

        /// A store that has lost something.
        public init(description: String) { self.description = description }
    }
}

extension HighWaterMark {
    /// Holds a service's database against the mark, before anything is opened for writing; nil stands for a database that is not there.
    ///
    /// Throws `Engine.BelowMark` when the journal ends before the mark, or has another past. A mark of an earlier epoch says nothing: a loss was accepted
    /// since.
    public func check(_ reading: Reading?, of service: ServiceName) throws {
        let isMade = try reading?.exists("SELECT 1 FROM sqlite_schema WHERE name = 'journal'") ?? false
        let tip = try isMade ? reading.map(Schema.tip) ?? .start : .start
        let name = service.rawValue
        func lost(_ what: String) -> Engine.BelowMark {
            Engine.BelowMark(
                description: "\(name) does not serve: \(what), so something that was committed is lost: its log was damaged, or an older copy was "
                    + "put in its place. Nothing was changed. Run `alurctl restore BACKUP \(name)` with the folder of the last backup.")
        }
        guard epoch >= tip.epoch else { return }
        guard epoch == tip.epoch, position <= tip.position else {
            throw lost("its journal ends at \(tip.epoch):\(tip.position), but reached \(epoch):\(position)")
        }
        if position == 0 { return }
        let found = try reading?.first("SELECT hash FROM journal WHERE position = ?", .integer(position)) { hexadecimal($0.blob(0)) }
        guard found == hash else { throw lost("its journal has another event at \(epoch):\(position) than the one it had there") }
    }
}
