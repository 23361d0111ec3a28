import Glibc

/// What a service tells systemd of itself.
public enum ServiceState: Sendable, Equatable {
    /// It answers: `READY=1`.
    case ready
    /// It was asked to stop and does: `STOPPING=1`.
    case stopping
    /// One line for `systemctl status`.
    case status(String)
    /// It is alive: `WATCHDOG=1`.
    case alive

    var line: String {
        switch self {
        case .ready: "READY=1"
        case .stopping: "STOPPING=1"
        case .status(let text): "STATUS=\(text)"
        case .alive: "WATCHDOG=1"
        }
    }
}

/// Tells the supervisor that started this process how it is; false when there is none that listens (`NOTIFY_SOCKET` is not set).
///
/// Never waits: a supervisor that doesn't read throws EAGAIN here.
@discardableResult
public func notifySupervisor(_ state: ServiceState, at path: String? = environmentVariables()["NOTIFY_SOCKET"]) throws(SystemError) -> Bool {
    guard let path, !path.isEmpty else { return false }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var name = Array(path.utf8)
    // An @ stands for the zero byte of a name that is not in the file system.
    if name[0] == UInt8(ascii: "@") { name[0] = 0 }
    guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { throw SystemError(operation: "notify", subject: path, code: ENAMETOOLONG) }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    let size = socklen_t(MemoryLayout<sockaddr_un>.offset(of: \.sun_path).map { $0 + name.count } ?? 0)

    let type = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = Descriptor(try call("open socket for", path) { socket(AF_UNIX, type, 0) })
    let line = Array(state.line.utf8)
    _ = try call("notify", path) {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor.number, line, line.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT), $0, size)
            }
        }
    }
    return true
}
