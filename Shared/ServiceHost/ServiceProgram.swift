import Kernel

/// The executable of a service.
public enum ServiceProgram {
    /// Runs the service until it is told to stop; never returns.
    public static func run(_ service: Service) -> Never {
        preconditionFailure("\(service.name.rawValue) has no host yet")
    }
    /// Runs the service that signs grants, with the key that only it has.
    public static func run(signing make: (GrantSigner) -> Service) -> Never {
        preconditionFailure("the service that signs grants has no host yet")
    }
}
