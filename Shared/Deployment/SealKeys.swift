import Domain
import Linux
import Sodium

/// The key pair with which each service seals its journal: `seal-<service>.key` on its own machine alone, `seal-<service>.pub` with whoever verifies.
public enum SealKeys {
    /// The pair of a service, which is made at its first start; a secret half that is gone is never replaced, because older seals would look false.
    public static func signingKey(_ deployment: Deployment, of service: ServiceName) throws -> SigningKey {
        let path = "\(deployment.keysFolder)/seal-\(service.rawValue).key"
        try requirePrivate(path)
        if try fileStatus(path) == nil {
            guard try publicKey(deployment, of: service) == nil else {
                throw Deployment.Problem("\(path) is missing beside its public half; restore it from its backup")
            }
            try writeFileAtomically(path, Array(hexadecimal(randomBytes(32)).utf8), mode: 0o600)
        }
        let key = try read(path)
        try writeFileAtomically("\(deployment.keysFolder)/seal-\(service.rawValue).pub", Array(hexadecimal(key.publicKey).utf8), mode: 0o644)
        return key
    }

    private static func read(_ path: String) throws -> SigningKey {
        guard let key = SigningKey(seed: try Keys.read(path)) else {
            throw Deployment.Problem("\(path): not a key of 32 bytes; restore it from its backup")
        }
        return key
    }

    /// The public half of a service's key; nil where it is not here.
    public static func publicKey(_ deployment: Deployment, of service: ServiceName) throws -> [UInt8]? {
        let path = "\(deployment.keysFolder)/seal-\(service.rawValue).pub"
        return try fileStatus(path) == nil ? nil : try Keys.read(path)
    }
}
