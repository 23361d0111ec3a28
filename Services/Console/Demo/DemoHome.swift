import Deployment
import Linux
import Sodium

/// The demo's own installation: marked, so that nothing of it is ever taken for an office's, and nothing of an office's for the demo's.
struct DemoHome {
    let path: String
    private static let mark = "CONTOH"
    private static let markText = "CONTOH. Semua isi folder ini dibuat oleh `alurctl demo` dan bukan milik kantor mana pun.\n"

    /// Makes the installation where there is none. Throws `WrongCall` for one that is not the demo's.
    init(_ path: String, _ network: Network? = nil) throws {
        self.path = path
        let isMarked = try fileStatus("\(path)/\(Self.mark)") != nil
        if !isMarked, try fileStatus("\(path)/alur.yaml") != nil {
            throw WrongCall("\(path) is an installation, but not the demo's; the demo plays only in a home of its own (--home)")
        }
        try makeDirectory(path, mode: 0o700)
        if !isMarked { try writeFileAtomically("\(path)/\(Self.mark)", Array(Self.markText.utf8), mode: 0o640) }
        _ = try InstallationVerbs.make(path, network)
    }

    /// The pair of keys of a person who has one.
    func knownPen(of nip: String) throws -> SigningKey? { try fileStatus("\(path)/pens/\(nip).key") == nil ? nil : try pen(of: nip) }

    /// The pair of keys a person signs with, made when it is first asked for; each person keeps the same one in every run.
    func pen(of nip: String) throws -> SigningKey {
        let folder = "\(path)/pens"
        let file = "\(folder)/\(nip).key"
        if try fileStatus(file) == nil {
            try makeDirectory(folder, mode: 0o700)
            try writeFileAtomically(file, Array(hexadecimal(randomBytes(32)).utf8), mode: 0o600)
        }
        let text = String(decoding: try readFile(file, sizeBytesMaximum: 256), as: UTF8.self)
        guard let key = bytes(hexadecimal: text).flatMap({ SigningKey(seed: $0) }) else {
            throw Deployment.Problem("\(file): not a key of 32 bytes in hexadecimal; remove the demo's home and play again")
        }
        return key
    }
}
