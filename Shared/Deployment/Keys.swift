import Linux
import Sodium

/// The key pair with which Routing signs grants: the secret half in `grants.key`, the public half in `grants.pub`, both hexadecimal.
public enum Keys {
    /// Makes the pair where there is none yet; the secret half is for its owner's eyes only.
    public static func make(_ deployment: Deployment) throws {
        try makeDirectory(deployment.keysFolder, mode: 0o700)
        if try fileStatus("\(deployment.keysFolder)/grants.key") == nil {
            let seed = randomBytes(32)
            try writeFileAtomically("\(deployment.keysFolder)/grants.key", Array(hexadecimal(seed).utf8), mode: 0o600)
        }
        try writeFileAtomically("\(deployment.keysFolder)/grants.pub", Array(hexadecimal(try signingKey(deployment).publicKey).utf8), mode: 0o644)
    }

    /// The pair; only Routing's machine has it.
    public static func signingKey(_ deployment: Deployment) throws -> SigningKey {
        try requirePrivate("\(deployment.keysFolder)/grants.key")
        guard let key = SigningKey(seed: try read("\(deployment.keysFolder)/grants.key")) else {
            throw Deployment.Problem("\(deployment.keysFolder)/grants.key: not a key of 32 bytes; restore it from its backup")
        }
        return key
    }

    /// The public half, 32 bytes.
    public static func publicKey(_ deployment: Deployment) throws -> [UInt8] { try read("\(deployment.keysFolder)/grants.pub") }

    /// A key file: 32 bytes in hexadecimal.
    static func read(_ path: String) throws -> [UInt8] {
        let text: [UInt8]
        do {
            text = try readFile(path, sizeBytesMaximum: 256)
        } catch {
            throw Deployment.Problem("\(path): cannot be read (\(error.message)); copy it from the machine where `alurctl init` was run")
        }
        guard let key = bytes(hexadecimal: String(decoding: text.prefix { $0 > 0x20 }, as: UTF8.self)), key.count == 32 else {
            throw Deployment.Problem("\(path): not 32 bytes in hexadecimal")
        }
        return key
    }
}
