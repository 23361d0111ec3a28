import Approvals
import Domain
import Intake
import Kernel
import Nettle
import Protocol
import Rehearsal
import Sodium
import Testing

/// An office with a letter in its book, and what a grant makes of the order to strike it out.
private struct Desk {
    let room: Rehearsal
    let clerk = OfficeSketch.official("agendaris")
    let letter: Identifier
    private let json = JSONText()

    init() throws {
        room = try Rehearsal(intake)
        try room.open(try OfficeSketch.organisation())
        try room.give(OfficeSketch.letter("1"), by: clerk)
        letter = try #require(try room.events(LetterRegistered.self).first).body.letter
    }

    var order: VoidLetter { VoidLetter(letter: letter, reason: "Salah catat") }

    /// What the grant of the order is for, when it is the right one.
    func sole(_ id: Identifier, _ body: VoidLetter? = nil) throws -> SoleCommand {
        let bytes = try json.encode(body ?? order)
        return SoleCommand(
            id: id, service: .intake, verb: VoidLetter.verb, hash: hexadecimal(SHA256.hash(Array(VoidLetter.verb.utf8), [0], bytes)))
    }

    /// The code that a command meets under a grant for `only`; nil when it goes through.
    func code<Body: CommandBody>(_ body: Body, id: Identifier, only: SoleCommand?, lifeMilliseconds: Int64 = 60_000) throws -> String? {
        let grant = Grant(principal: clerk, expires: room.now.milliseconds + lifeMilliseconds, peer: nil, only: only)
        let request = Request(id: id, verb: Body.verb, grant: try Rehearsal.signer().sign(grant), body: try json.encode(body))
        let reply = try #require(try room.engine.process([.command(request, key: nil)], now: room.now).first ?? nil)
        return reply.status == .ok ? nil : try json.decode(Rejection.self, from: reply.body).code
    }
}

@Suite struct SignedSinglyTests {
    @Test("Paraf, tanda-tangan, the voiding of letters and numbers and what is done about the own key are signed singly, and nothing else is")
    func verbs() {
        let signed: [any CommandBody.Type] = [Initial.self, Sign.self, VoidLetter.self, VoidNumber.self, RegisterKey.self, RevokeKey.self]
        #expect(signed.allSatisfy { $0.isSignedSingly })
        let others: [any CommandBody.Type] = [Check.self, GiveNumber.self, RegisterLetter.self, GiveDisposisi.self, FileDocument.self]
        #expect(!others.contains { $0.isSignedSingly })
    }

    @Test("A common grant signs nothing, however good it is for all else")
    func common() throws {
        let desk = try Desk()
        #expect(try desk.code(desk.order, id: desk.room.newIdentifier(), only: nil) == "signedSingly")
        #expect(try desk.room.events(LetterVoided.self).isEmpty)
    }

    @Test("A grant for one command is good for that id, service, verb and body only")
    func otherCommand() throws {
        let desk = try Desk()
        let id = desk.room.newIdentifier()
        let right = try desk.sole(id)
        var others = [right, right, right]
        others[0].id = desk.room.newIdentifier()
        others[1].service = .approvals
        others[2].verb = VoidNumber.verb
        others.append(try desk.sole(id, VoidLetter(letter: desk.letter, reason: "Lain")))
        for other in others { #expect(try desk.code(desk.order, id: id, only: other) == "signedSingly") }
        #expect(try desk.code(desk.order, id: id, only: right) == nil)
    }

    @Test("A grant for one command opens nothing else: no other verb, no question, and no time after its own")
    func nothingElse() throws {
        let desk = try Desk()
        let id = desk.room.newIdentifier()
        #expect(try desk.code(OfficeSketch.letter("2"), id: id, only: try desk.sole(id)) == "unauthenticated")
        #expect(try desk.code(desk.order, id: id, only: try desk.sole(id), lifeMilliseconds: -1) == "unauthenticated")
        var questions = QuestionDesk(intake, grantKey: try Rehearsal.publicKey())
        let grant = Grant(principal: desk.clerk, expires: desk.room.now.milliseconds + 1, peer: nil, only: try desk.sole(id))
        let request = Request(
            id: id, verb: ShowLetter.verb, grant: try Rehearsal.signer().sign(grant), body: try JSONText().encode(ShowLetter(letter: desk.letter)))
        let reply = try questions.answer(
            request, key: nil, reading: desk.room.engine.reading, position: desk.room.engine.position, now: desk.room.now)
        #expect(try JSONText().decode(Rejection.self, from: reply.body).code == "unauthenticated")
    }

    @Test("Nobody gets rid of a person's key with a common grant of that person: who has lost it asks the operator, who signs nothing")
    func keyIsNotTakenAway() throws {
        let room = try Rehearsal(approvals)
        try room.open(try OfficeSketch.organisation())
        let nip = OfficeSketch.nip("kadis")
        let key = String(repeating: "ab", count: 32)
        func code(_ body: some CommandBody, by principal: Principal) throws -> String? {
            let grant = try Rehearsal.signer().sign(Grant(principal: principal, expires: room.now.milliseconds + 60_000, peer: nil))
            let request = Request(id: room.newIdentifier(), verb: type(of: body).verb, grant: grant, body: try JSONText().encode(body))
            let reply = try #require(try room.engine.process([.command(request, key: nil)], now: room.now).first ?? nil)
            return reply.status == .ok ? nil : try JSONText().decode(Rejection.self, from: reply.body).code
        }
        let head = OfficeSketch.official("kadis")
        #expect(try code(RegisterKey(nip: nip, publicKey: key), by: head) == "signedSingly")
        #expect(try code(RegisterKey(nip: nip, publicKey: key), by: .operator(name: "uji")) == nil)
        #expect(try code(RevokeKey(nip: nip), by: head) == "signedSingly")
        #expect(try room.events(KeyRevoked.self).isEmpty)
        try room.give(RevokeKey(nip: nip), by: head)
        #expect(try room.events(KeyRevoked.self).count == 1)
        #expect(try code(RegisterKey(nip: nip, publicKey: String(repeating: "cd", count: 32)), by: .operator(name: "uji")) == nil)
        #expect(try code(RevokeKey(nip: nip, reason: "Hilang"), by: .operator(name: "uji")) == nil)
    }

    @Test("What was signed is done once, however often it is sent, each time with a grant of its own")
    func repeated() throws {
        let desk = try Desk()
        let id = desk.room.newIdentifier()
        #expect(try desk.code(desk.order, id: id, only: try desk.sole(id)) == nil)
        desk.room.now = desk.room.now.advanced(byMilliseconds: 3_600_000)
        #expect(try desk.code(desk.order, id: id, only: try desk.sole(id)) == nil)
        #expect(try desk.room.events(LetterVoided.self).count == 1)
    }
}
