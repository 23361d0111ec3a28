import Domain
import Linux
import ZeroMQ

/// Opens the sockets of an installation: with keys wherever there is a network, and so never without.
extension Deployment {
    /// What the ZAP handler of a service is told of those who knock.
    public static let zapDomain = "alur"

    /// A dealer on its way to a service, as the peer of this name where there is a network. Throws `Problem` when a key is missing.
    public func dealer(
        to service: ServiceName, _ desk: Desk = .commands, as name: String, in context: Context, options: SocketOptions = SocketOptions()
    ) throws -> Socket {
        let endpoints = try endpoints(of: service)
        var options = options
        if isNetworked {
            options.curve = .client(keys: try CurveKeys(self).identity(name), serverKey: try key(of: service, at: endpoints))
        }
        let socket = try Socket(.dealer, in: context, options: options)
        try socket.connect(endpoints.address(desk))
        return socket
    }

    /// A router that listens at one of a service's places; on a network the context must have its `ZAPHandler` already.
    ///
    /// Throws `Problem` when a key is missing or the folder of a local socket is open to others.
    public func router(of service: ServiceName, at endpoints: Endpoints, _ desk: Desk, in context: Context) throws -> Socket {
        var options = SocketOptions()
        let address = endpoints.address(desk)
        if isNetworked {
            let pair = try CurveKeys(self).pair(service.rawValue, publicKey: try key(of: service, at: endpoints))
            options.curve = .server(keys: pair, domain: Self.zapDomain)
        } else {
            try requirePrivateFolder(of: String(address.dropFirst(6)))
        }
        let socket = try Socket(.router, in: context, options: options)
        do throws(ZeroMQError) {
            try socket.bind(address)
        } catch {
            throw Problem("\(home)/alur.yaml: \(service.rawValue) cannot listen at \(address): \(error.message)")
        }
        return socket
    }

    private func key(of service: ServiceName, at endpoints: Endpoints) throws -> String {
        guard let key = endpoints.key else {
            throw Problem(
                "\(home)/alur.yaml: \(service.rawValue) listens at \(endpoints.commands) without a key; run `alurctl keys new \(service.rawValue) --home "
                    + "\(home)`")
        }
        return key
    }

    /// Whoever can open a local socket may ask; so the folder around it is for its owner alone.
    private func requirePrivateFolder(of socket: String) throws {
        let folder = parentDirectory(of: socket)
        guard let status = try fileStatus(folder) else {
            throw Problem("\(folder): the folder of the local sockets is missing; run `alurctl init --home \(home)`")
        }
        guard status.isPrivate else {
            throw Problem("\(folder): others may enter the folder of the local sockets, which have no keys; run `chmod 700 \(folder)`")
        }
    }
}
