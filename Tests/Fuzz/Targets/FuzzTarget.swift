/// A way by which bytes of strangers come in, as a plain function: libFuzzer drives it, and so does a test with the inputs that were kept.
public struct FuzzTarget: Sendable {
    /// The folder of its corpus, and its word for `make fuzz`.
    public let name: String
    /// Inputs to begin with, made of the golden files and the catalogue; never empty.
    public let seeds: @Sendable () throws -> [[UInt8]]
    /// Takes one input. Whatever it throws, `Broken` or another error, is a defect, and so is a trap.
    public let run: @Sendable ([UInt8]) throws -> Void

    /// Every target there is.
    public static let all: [FuzzTarget] = [.frames, .commands, .catalogue, .files, .json]

    /// The target of that name.
    public static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

/// A promise that an input broke.
public struct Broken: Error, CustomStringConvertible {
    /// Which promise, and how.
    public let description: String

    init(_ description: String) { self.description = description }
}

/// Throws `Broken` unless the promise holds.
func hold(_ promise: @autoclosure () throws -> Bool, _ sentence: @autoclosure () throws -> String) throws {
    guard try promise() else { throw Broken(try sentence()) }
}
