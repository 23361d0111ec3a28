import Client
import Domain
import Linux
import Protocol
import Sodium

/// The verbs about the keys with which people sign.
enum KeyVerbs {
    static let all = [
        Verb(
            "key make", "makes a person's key pair: the secret half goes into a new file, the public half is printed",
            discussion: ["Whoever has the file signs in that person's name. Needs no installation."],
            operands: [Operand("FILE", "the new file")], run: make),
        Verb(
            "key register", "makes a person's public key known, by the person (--as) or by an operator",
            operands: [.nip], options: [Option("public-key", "HEX", "64 hexadecimal digits, as `key make` prints them", .required), .key],
            speech: .gives(.either), run: register),
        Verb(
            "key revoke", "takes a person's key out of force; what it signed stays signed",
            discussion: ["The person signs this with that key (--as, --key); a key that is lost is the operator's to revoke."], operands: [.nip],
            options: [Option("reason", "TEXT", "why"), .key], speech: .gives(.either), run: revoke),
        Verb("key list", "shows a person's keys", operands: [.nip], speech: .asks(.either), run: list),
    ]

    private struct Made: Encodable {
        let publicKey: String
    }

    private static func make(_ call: Call) throws -> ExitCode {
        let path = call.arguments.operand("FILE")
        let seed = randomBytes(32)
        guard let key = SigningKey(seed: seed) else { preconditionFailure("32 bytes are a seed") }
        try LocalFile.make(path, Array((hexadecimal(seed) + "\n").utf8), mode: 0o600)
        if call.isJSON {
            try call.json.line(Made(publicKey: hexadecimal(key.publicKey)))
        } else {
            call.terminal.line(hexadecimal(key.publicKey))
        }
        return .ok
    }

    private static func register(_ call: Call) throws -> ExitCode {
        let command = RegisterKey(nip: call.arguments.operand("NIP"), publicKey: call.arguments.required("public-key"))
        return try call.conversation().give(command, to: .approvals, as: try call.officialOrOperator()) { _ in "the key of \(command.nip) is in force"
        }
    }

    private static func revoke(_ call: Call) throws -> ExitCode {
        let command = RevokeKey(nip: call.arguments.operand("NIP"), reason: call.arguments.text("reason"))
        return try call.conversation().give(command, to: .approvals, as: try call.officialOrOperator()) { _ in
            "the key of \(command.nip) is out of force"
        }
    }

    private static func list(_ call: Call) throws -> ExitCode {
        let question = ListKeys(nip: call.arguments.operand("NIP"))
        let speaker = try call.officialOrOperator()
        let conversation = try call.conversation()
        let keys = try conversation.ask(question, of: .approvals, as: speaker).keys
        if call.isJSON {
            for key in keys { try call.json.line(key) }
        } else {
            let time = try conversation.localTime(of: speaker)
            call.terminal.table(
                ["public key", "registered", "revoked"], ifNone: "no keys",
                keys.map { [.init($0.publicKey), .init(time.minute($0.registered)), .init(time.minute($0.revoked))] })
        }
        return .ok
    }
}

/// The file with the secret half of a person's key: 32 bytes in hexadecimal.
enum KeyFile {
    static func read(_ path: String) throws(WrongCall) -> SigningKey {
        let text: [UInt8]
        do {
            text = try readFile(path, sizeBytesMaximum: 256)
        } catch {
            throw WrongCall("\(path) cannot be read: \(error.message)")
        }
        guard let seed = bytes(hexadecimal: String(decoding: text.prefix { $0 > 0x20 }, as: UTF8.self)), let key = SigningKey(seed: seed) else {
            throw WrongCall("\(path) is no key: 32 bytes in hexadecimal, as `alurctl key make` writes them")
        }
        return key
    }
}

extension Option {
    /// Signs what is signed singly; without a key in force none is needed.
    static let key = Option("key", "FILE", "the key to sign with, as `alurctl key make` makes it; needed of whoever has one in force")
}

extension Operand {
    fileprivate static let nip = Operand("NIP", "the person, by 18 figures")
}

extension Call {
    /// The official for whom the call speaks, where it names one, else the operator.
    func officialOrOperator() throws(WrongCall) -> Caller.Speaker {
        arguments.text("as") == nil && variable("ALUR_AS") == nil ? operatorSpeaker : try official()
    }
}
