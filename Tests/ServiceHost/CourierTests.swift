import Blobs
import Deployment
import Domain
import Glibc
import Linux
import Nettle
import Protocol
import Sodium
import Testing
import ZeroMQ

@testable import Kernel
@testable import ServiceHost

@Suite struct CourierTests {
    private let content = Array("%PDF-1.7 konsep surat".utf8)

    /// An installation in a folder of its own, and a courier with an empty store.
    private func courier(_ body: (Courier, Deployment, BlobStore) throws -> Void) throws {
        var template = Array("/tmp/alur-XXXXXX".utf8CString)
        #expect(mkdtemp(&template) != nil)
        let home = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer {
            let removal = try? ChildProcess(arguments: ["/bin/rm", "-rf", home], environment: [:])
            _ = try? removal?.wait(timeoutMilliseconds: 5_000)
        }
        try Deployment.make(home: home)
        let deployment = try Deployment(home: home)
        let blobs = try BlobStore(root: "\(home)/files")
        let courier = Courier(
            live: try LiveInstallation(home: home), service: .archival, blobs: blobs, context: try Context(), log: Log(service: .archival))
        try body(courier, deployment, blobs)
    }

    private func effect() throws -> PendingEffect {
        let file = FileReference(hash: hexadecimal(SHA256.hash(content)), size: content.count, mediaType: "application/pdf")
        return PendingEffect(position: 1, index: 0, isLast: true, intent: Intent(.fetchFile(file, from: .drafting)) { _ in Nothing() })
    }

    /// Answers pieces of the content as Drafting until told to stop.
    private func drafting(_ deployment: Deployment, _ stop: StopFlag) throws -> WorkerThread {
        let (endpoint, content) = (try deployment.endpoints(of: .drafting).files, content)
        return try WorkerThread {
            do {
                let router = try Socket(.router, in: try Context())
                try router.bind(endpoint)
                var poller = Poller()
                poller.add(router)
                while !stop.isSet {
                    try poller.wait(timeoutMilliseconds: 20)
                    while let message = try router.receive() {
                        let request = try Request(frames: Array(message.frames.dropFirst()))
                        let offset = try JSONText().decode(GetFile.self, from: request.body).offset
                        let reply = Reply(
                            id: request.id, status: .ok, position: StreamPosition(stream: .drafting, epoch: 1, position: 0),
                            body: try JSONText().encode(GetFile.Answer(size: content.count)), payload: [Array(content[offset...].prefix(8))])
                        _ = try router.send([message.frames[0]] + reply.frames)
                    }
                }
            } catch {
                Issue.record(error)
            }
        }
    }

    @Test("What a power cut left of an earlier try does not make a sound file refused: all of it is fetched anew")
    func damagedBeginningIsFetchedAnew() throws {
        try courier { courier, deployment, blobs in
            let effect = try effect()
            let upload = try #require(UploadName(hexadecimal(SHA256.hash(content))))
            _ = try blobs.append([0, 0, 0, 0], to: upload, offset: try blobs.begin(upload))
            let stop = StopFlag()
            let owner = try drafting(deployment, stop)
            let wakeUp = try WakeUp()
            let inbox = Mailbox<PendingEffect>(waking: wakeUp.signal)
            let end = try WakeUp()
            let outbox = Mailbox<(PendingEffect, Intent.Result)>(waking: end.signal)
            inbox.put(effect)
            let alarm = Carrier(wakeUp)
            let worker = try WorkerThread { try? courier.run(stopping: stop, wakeUp: alarm.wakeUp, inbox: inbox, outbox: outbox) }
            var poller = Poller()
            poller.add(descriptor: end.descriptor)
            try poller.wait(timeoutMilliseconds: 10_000)
            stop.set()
            worker.join()
            owner.join()
            let results = outbox.takeAll().map(\.1)
            let file = FileReference(hash: hexadecimal(SHA256.hash(content)), size: content.count, mediaType: "application/pdf")
            #expect(results == [.fetched(file, text: nil)])
        }
    }

    @Test("A disk that fails ends the courier with an error, so that the service ends and does not go on without it")
    func failingDiskEndsTheCourier() throws {
        try courier { courier, _, blobs in
            let removal = try ChildProcess(arguments: ["/bin/rmdir", "\(blobs.root)/uploads"], environment: [:])
            _ = try removal.wait(timeoutMilliseconds: 5_000)
            try writeFileAtomically("\(blobs.root)/uploads", [])
            let wakeUp = try WakeUp()
            let inbox = Mailbox<PendingEffect>(waking: wakeUp.signal)
            inbox.put(try effect())
            #expect(throws: SystemError.self) {
                try courier.run(stopping: StopFlag(), wakeUp: wakeUp, inbox: inbox, outbox: Mailbox(waking: wakeUp.signal))
            }
        }
    }
}

private struct Nothing: CommandBody {
    static let verb = "nothing.do"
}

/// Carries the courier's end of its wake-up into its thread. Unchecked Sendable: after the thread has started nobody else touches it.
private final class Carrier: @unchecked Sendable {
    let wakeUp: WakeUp

    init(_ wakeUp: consuming WakeUp) { self.wakeUp = wakeUp }
}
