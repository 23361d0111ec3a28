import Domain
import Nettle

/// What a name is made for; each purpose counts for itself.
enum NamePurpose: UInt8 {
    /// An event of a command.
    case event = 1
    /// Something new that a command makes: a letter, a case, a task.
    case thing
    /// A command that a service gives itself because of another's event.
    case reaction
    /// The note that such an event was parked.
    case parking
    /// The command that brings the result of a call.
    case effect
    /// What time has made necessary.
    case due
}

extension Identifier {
    /// The name of the `index`-th thing of a kind that a service makes because of the command, event or thing of this name: always the same one.
    ///
    /// SHA-256 over this name, the service's, the purpose and the index: nobody can choose a command's id so that what it makes bears a name that is
    /// taken, and two services that react to one event never give the same one.
    func derived(_ purpose: NamePurpose, _ index: Int, by service: ServiceName) -> Identifier {
        var input = bytes
        input += service.rawValue.utf8
        input += [0, purpose.rawValue]
        let number = UInt64(truncatingIfNeeded: index)
        for shift in stride(from: UInt64(56), through: 0, by: -8) { input.append(UInt8(truncatingIfNeeded: number >> shift)) }
        let digest = SHA256.hash(input)
        func word(_ start: Int) -> UInt64 { digest[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) } }
        return sibling((word(0), word(8)))
    }
}
