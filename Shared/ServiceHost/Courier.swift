import Blobs
import Deployment
import Domain
import Kernel
import Linux
import Protocol
import Sodium
import ZeroMQ

/// Makes the calls that a service's events ask for, one after the other, on a thread of its own.
///
/// A call whose other side is away is tried again until it is there; what cannot be done at all is reported as refused.
struct Courier {
    let live: LiveInstallation
    let service: ServiceName
    let blobs: BlobStore
    let context: Context
    let log: Log

    private static let answerMilliseconds = 2_000
    private static let pauseMilliseconds = 200

    /// Takes calls from `inbox` and leaves their results in `outbox` until `stop` is signalled.
    ///
    /// Throws when this machine fails, such as a full disk: the service then ends, and its next start asks for the calls again.
    func run(
        stopping stop: StopFlag, wakeUp: borrowing WakeUp, inbox: Mailbox<PendingEffect>, outbox: Mailbox<(PendingEffect, Intent.Result)>
    ) throws {
        var waiting: [PendingEffect] = []
        var links: [ServiceName: Link] = [:]
        var complaint = ""
        var poller = Poller()
        _ = poller.add(descriptor: wakeUp.descriptor)
        while !stop.isSet {
            if waiting.isEmpty {
                try poller.wait(timeoutMilliseconds: 200)
                wakeUp.clear()
            }
            waiting += inbox.takeAll()
            guard let effect = waiting.first else { continue }
            if let result = try attempt(effect.intent.call, &links, &complaint) {
                waiting.removeFirst()
                outbox.put((effect, result))
            } else {
                try poller.wait(timeoutMilliseconds: Self.pauseMilliseconds)
                wakeUp.clear()
            }
        }
    }

    /// What came of a call; nil when it is to be tried again. An answer that makes no sense is the other side's mistake and ends nothing here.
    private func attempt(_ call: Intent.Call, _ links: inout [ServiceName: Link], _ complaint: inout String) throws -> Intent.Result? {
        let trouble: any Error
        do {
            return try carry(call, &links)
        } catch BlobError.system(let error) {
            throw error
        } catch let error as BlobError {
            trouble = error
        } catch let error as Rejection {
            trouble = error
        } catch let error as Deployment.Problem {
            trouble = error
        }
        links.removeAll()
        if complaint != "\(trouble)" { log.line("the courier tries again: \(trouble)") }
        complaint = "\(trouble)"
        return nil
    }

    /// What came of a call; nil when the other side is away.
    private func carry(_ call: Intent.Call, _ links: inout [ServiceName: Link]) throws -> Intent.Result? {
        switch call {
        case .fetchFile(let file, let owner):
            // The hash itself names the upload: as long as a name may be, and never that of a caller's upload, which is an id.
            guard let hash = BlobHash(file.hash), let upload = UploadName(file.hash) else { return .refused("malformedHash") }
            if let size = try blobs.size(of: hash), try blobs.settle(hash, sizeBytes: size) { return try fetched(hash) }
            if links[owner] == nil {
                links[owner] = Link(try live.deployment.dealer(to: owner, .files, as: service.rawValue, in: context))
            }
            guard let link = links[owner] else { return nil }
            let result = try fetch(hash, upload, over: link)
            // What answers late must not be taken for the next answer.
            if result == nil { links[owner] = nil }
            return result
        }
    }

    private func fetch(_ hash: BlobHash, _ upload: UploadName, over link: Link) throws -> Intent.Result? {
        let json = JSONText()
        var offset = try blobs.begin(upload)
        let isWhole = offset == 0
        while true {
            let id = Identifier(milliseconds: wallClockMilliseconds(), random: (0, UInt64(truncatingIfNeeded: monotonicNanoseconds())))
            let body = try json.encode(GetFile(hash: hash.description, offset: offset))
            guard let reply = try ask(Request(id: id, verb: GetFile.verb, body: body), over: link) else { return nil }
            switch reply.status {
            case .ok: break
            case .rejected:
                let rejection = try json.decode(Rejection.self, from: reply.body)
                // The table of peers says no: that is mended without a word from here, and the file is there all the same.
                if rejection.code == Rejection.notForThisPeer("").code { throw rejection }
                return .refused(rejection.code)
            case .unavailable, .fault: return nil
            }
            let size = try json.decode(GetFile.Answer.self, from: reply.body).size
            guard size <= Limits.fileBytes else { return .refused("tooLarge") }
            let piece = reply.payload.first ?? []
            guard !piece.isEmpty || offset >= size else { return nil }
            offset = try blobs.append(piece, to: upload, offset: offset)
            guard offset >= size else { continue }
            do {
                try blobs.finish(upload, hash: hash, sizeBytes: size)
                return try fetched(hash)
            } catch BlobError.wrongContent {
                // What a power cut left of an earlier try may be to blame; it is gone now, and the next try gets all of it.
                guard isWhole else { return nil }
                return .refused("wrongContent")
            }
        }
    }

    private func fetched(_ hash: BlobHash) throws -> Intent.Result {
        // A file that was damaged on the way or on the disk is not what was approved.
        guard try blobs.verify(hash), let size = try blobs.size(of: hash) else { return .refused("wrongContent") }
        // Four bytes a character at most, and one sign cut in two is no loss to a search.
        let start = try blobs.read(hash, offset: 0, limit: min(size, Limits.textCharacters * 4))
        let media = MediaType(firstBytes: start)
        let text = media == .plainText ? String(String(decoding: start, as: UTF8.self).prefix(Limits.textCharacters)) : nil
        return .fetched(FileReference(hash: hash.description, size: size, mediaType: media?.rawValue ?? "application/octet-stream"), text: text)
    }

    private func ask(_ request: Request, over link: Link) throws -> Reply? {
        var poller = Poller()
        let writable = poller.add(link.socket, for: .writable)
        try poller.wait(timeoutMilliseconds: Self.answerMilliseconds)
        guard poller.isWritable(writable), try link.socket.send(request.frames) else { return nil }
        poller.watch(writable, for: .readable)
        let deadline = monotonicNanoseconds() + Int64(Self.answerMilliseconds) * 1_000_000
        while monotonicNanoseconds() < deadline {
            try poller.wait(timeoutMilliseconds: Self.answerMilliseconds)
            while let message = try link.socket.receive() {
                if let reply = Reply(frames: message.frames), reply.id == request.id { return reply }
            }
        }
        return nil
    }
}
