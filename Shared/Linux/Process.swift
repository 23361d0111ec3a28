import CLinux
import Glibc

/// Bytes of memory that this process has in use now.
public func residentBytes() throws(SystemError) -> Int {
    try memory("VmRSS:")
}

/// The most bytes of memory that this process ever had in use.
public func peakResidentBytes() throws(SystemError) -> Int {
    try memory("VmHWM:")
}

private func memory(_ field: String) throws(SystemError) -> Int {
    let path = "/proc/self/status"
    let text = String(decoding: try readFile(path, sizeBytesMaximum: 65_536), as: UTF8.self)
    for line in text.split(separator: "\n") where line.hasPrefix(field) {
        // Such as "VmRSS:      1234 kB".
        if let kibibytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap({ Int($0) }) { return kibibytes * 1_024 }
    }
    throw SystemError(operation: "find \(field) in", subject: path, code: ENODATA)
}

/// Microseconds of processor time that this process has used so far, its own and the system's on its behalf.
public func processorMicroseconds() -> Int64 {
    var time = timespec()
    // Can't fail: the clock exists on every Linux and the address is good.
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
}

/// Lets this process open as many files and connections as its administrator allows, and returns how many that is.
///
/// The usual 1,024 are fewer than a router may have peers.
@discardableResult
public func raiseDescriptorLimit() throws(SystemError) -> Int {
    var limit = rlimit()
    _ = try call("ask", "limit of descriptors") { getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) }
    limit.rlim_cur = limit.rlim_max
    _ = try call("raise", "limit of descriptors") { setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) }
    return Int(clamping: limit.rlim_cur)
}

/// The environment variables of this process.
///
/// Nothing here ever sets one, because that is unsafe beside other threads; give children an environment of their own.
public func environmentVariables() -> [String: String] {
    var variables: [String: String] = [:]
    guard var entry = linux_environment() else { return variables }
    while let text = entry.pointee {
        let parts = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
        entry += 1
    }
    return variables
}

/// The path of the program that this process runs, links resolved.
public func executablePath() throws(SystemError) -> String {
    let link = "/proc/self/exe"
    var path = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = try call("read link", link) { readlink(link, &path, path.count) }
    return String(decoding: path[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
}
