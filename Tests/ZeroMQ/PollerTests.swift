import Linux
import Testing
import ZeroMQ

@Suite struct PollerTests {
    @Test("A poller tells which of its sources are ready")
    func sources() throws {
        let context = try Context()
        let router = try Socket(.router, in: context)
        try router.bind("inproc://sources")
        let dealer = try Socket(.dealer, in: context)
        try dealer.connect("inproc://sources")
        let alarm = try WakeUp()
        var poller = Poller()
        let socketSource = poller.add(router)
        let alarmSource = poller.add(descriptor: alarm.descriptor)

        try poller.wait(timeoutMilliseconds: 0)
        #expect(!poller.isReadable(socketSource) && !poller.isReadable(alarmSource))
        alarm.signal.send()
        try poller.wait(timeoutMilliseconds: 5_000)
        #expect(!poller.isReadable(socketSource) && poller.isReadable(alarmSource))
        alarm.clear()
        #expect(try dealer.send([[1]]))
        try poller.wait(timeoutMilliseconds: 5_000)
        #expect(poller.isReadable(socketSource) && !poller.isReadable(alarmSource))

        poller.watch(socketSource, for: [])
        try poller.wait(timeoutMilliseconds: 0)
        #expect(!poller.isReadable(socketSource))
    }

    @Test("A socket that was closed is never ready and never an error")
    func closedSocket() throws {
        let context = try Context()
        var poller = Poller()
        try addAndClose(&poller, context)
        try poller.wait(timeoutMilliseconds: 0)
        #expect(!poller.isReadable(0))
    }

    private func addAndClose(_ poller: inout Poller, _ context: Context) throws {
        let router = try Socket(.router, in: context)
        try router.bind("inproc://closed")
        let dealer = try Socket(.dealer, in: context)
        try dealer.connect("inproc://closed")
        #expect(try dealer.send([[1]]))
        poller.add(router)
        try poller.wait(timeoutMilliseconds: 5_000)
        #expect(poller.isReadable(0))
    }

    @Test("A descriptor whose other end is gone is readable, so that its owner looks")
    func brokenDescriptor() throws {
        let child = try ChildProcess(arguments: ["/bin/true"], environment: [:])
        var poller = Poller()
        poller.add(descriptor: child.descriptor)
        try poller.wait(timeoutMilliseconds: 5_000)
        #expect(poller.isReadable(0))
        #expect(try child.poll() == .exited(0))
    }
}
