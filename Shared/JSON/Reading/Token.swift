/// One value or key of a text. A text is a flat array of them in the order they stand in it: a key, its value, the next key.
struct Token {
    enum Kind: UInt8 {
        case null, no, yes
        /// Digits and perhaps a minus.
        case integer
        /// A number with a point or an exponent.
        case fraction
        /// A string, or a key, whose bytes stand for themselves.
        case string
        /// A string, or a key, with at least one backslash.
        case escaped
        case array, object
    }

    let kind: Kind
    /// Of the first byte; behind the quotation mark of a string. Of an object, when all has been read: the key at which the next search begins.
    var start: UInt32
    /// In bytes; of an array or object: how many elements or members it has.
    var length: UInt32
    /// The token behind this one and everything in it. A key's is just behind it, so that in a key this holds its `code` instead.
    var next: UInt32
    /// The array or object it stands in; its own index at the top.
    let parent: UInt32
    /// Of an element: its index in the array, from 0.
    let place: UInt32
}

/// A figure of a few bytes of a key, so that most keys are told apart by one comparison. Equal keys have equal codes.
@inline(__always)
func keyCode(_ key: UnsafeBufferPointer<UInt8>) -> UInt32 {
    let count = key.count
    guard count > 0 else { return 0 }
    let ends = UInt32(key[0]) | UInt32(key[count - 1]) << 8 | UInt32(key[count / 2]) << 16
    return ends ^ UInt32(truncatingIfNeeded: count) << 24
}
