import Glibc
import Linux
import Testing

@Suite struct WaitingTests {
    /// Whether the descriptor becomes readable in so many milliseconds.
    private func isReadable(_ descriptor: Int32, withinMilliseconds time: Int32 = 0) -> Bool {
        var item = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&item, 1, time) == 1
    }

    @Test("Signals of an alarm from other threads wake its owner once, until it is cleared")
    func alarm() async throws {
        let alarm = try WakeUp()
        #expect(!isReadable(alarm.descriptor))
        alarm.clear()
        let signal = alarm.signal
        await withTaskGroup { group in
            for _ in 0..<10 { group.addTask { signal.send() } }
        }
        #expect(isReadable(alarm.descriptor))
        alarm.clear()
        #expect(!isReadable(alarm.descriptor))
    }

    @Test("An alarm whose owner is gone may still be signalled")
    func ownerGone() throws {
        let signal = try WakeUp().signal
        signal.send()
    }

    @Test("A signal waits to be taken instead of killing the process")
    func signals() throws {
        let source = try SignalSource([SIGUSR1])
        #expect(!isReadable(source.descriptor))
        #expect(source.next() == nil)
        // To this thread only: the other threads of the test run don't block it.
        raise(SIGUSR1)
        #expect(isReadable(source.descriptor))
        #expect(source.next() == SIGUSR1)
        #expect(source.next() == nil)
    }

    @Test("A supervisor hears of each state, at a path and at an abstract address", arguments: ["/tmp/alur-notify-", "@alur-notify-"])
    func notices(prefix: String) throws {
        let path = prefix + "\(UInt64.random(in: 0...UInt64.max))"
        let listener = try listen(path)
        defer {
            close(listener)
            unlink(path)
        }
        #expect(try notifySupervisor(.ready, at: path))
        #expect(try notifySupervisor(.status("well"), at: path))
        #expect(try notifySupervisor(.stopping, at: path))
        for expected in ["READY=1", "STATUS=well", "STOPPING=1"] {
            var line = [UInt8](repeating: 0, count: 100)
            let count = recv(listener, &line, line.count, Int32(MSG_DONTWAIT))
            #expect(String(decoding: line.prefix(max(0, count)), as: UTF8.self) == expected)
        }
    }

    /// A socket for datagrams at this address.
    private func listen(_ path: String) throws -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.map { $0 == UInt8(ascii: "@") ? 0 : $0 }) }
        let size = socklen_t(MemoryLayout.size(ofValue: address.sun_family) + path.utf8.count)
        let listener = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, size) }
        }
        try #require(status == 0)
        return listener
    }

    @Test("Without a supervisor a notice is nothing, and with a dead one an error")
    func nobody() throws {
        #expect(try !notifySupervisor(.ready, at: nil))
        #expect(try !notifySupervisor(.ready, at: ""))
        #expect(throws: SystemError(operation: "notify", subject: "/nowhere", code: ENOENT)) { try notifySupervisor(.ready, at: "/nowhere") }
        #expect(throws: SystemError.self) { try notifySupervisor(.ready, at: String(repeating: "x", count: 200)) }
    }
}
