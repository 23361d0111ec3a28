import Domain
import Kernel
import Protocol
import Rehearsal
import Sodium
import Testing

@testable import Routing

@Suite("Holders and mandates")
struct HolderTests {
    private func grant(_ rehearsal: Rehearsal, _ position: Key<Position>, _ number: Int?) throws -> IssueGrant.Answer {
        try rehearsal.ask(IssueGrant(agency: Office.agency, position: position, person: number.map(Office.nip)), by: nil)
    }

    private func refusal(_ rehearsal: Rehearsal, _ position: Key<Position>, _ number: Int?) throws -> String? {
        try rehearsal.rejection { _ = try grant(rehearsal, position, number) }
    }

    private func give(
        _ rehearsal: Rehearsal, _ kind: Mandate.Kind, for position: Key<Position>, to delegate: Key<Position>, until: String? = nil
    ) throws {
        try rehearsal.give(
            GiveMandate(
                agency: Office.agency, kind: kind, position: position, delegate: delegate, decree: "SK-1/2026", from: try Office.day("2026-01-05"),
                until: try until.map(Office.day)), by: Office.operators)
    }

    @Test("A holder gets a grant as the position, for ten minutes at most")
    func ownPosition() throws {
        let rehearsal = try Office.open()
        let answer = try grant(rehearsal, "sekdis", 2)
        #expect(answer.principal == Office.sekdis)
        #expect(answer.expires == rehearsal.now.milliseconds + 600_000)
        #expect(try grant(rehearsal, "sekdis", nil).principal == Office.sekdis)
        #expect(try refusal(rehearsal, "kadis", 2) == "notHolder")
        #expect(try refusal(rehearsal, "kasubag", 2) == "vacant")
        #expect(try refusal(rehearsal, "kasubag", nil) == "vacant")
        #expect(try refusal(rehearsal, "tidak-ada", 2) == "notFound")
        #expect(try rehearsal.rejection { _ = try rehearsal.ask(IssueGrant(agency: "lain", position: "kadis"), by: nil) } == "notFound")
    }

    @Test("A grant that was issued is one that the service itself accepts")
    func signedGrant() throws {
        let rehearsal = try Office.open()
        let answer = try rehearsal.ask(IssueGrant(operatorName: "uji"), by: nil)
        let grantBytes = try #require(bytes(hexadecimal: answer.grant))
        let body = Array(#"{"calendar":{"holidays":[],"source":"uji","status":"resmi","year":2027}}"#.utf8)
        let request = Request(id: rehearsal.newIdentifier(), verb: ApplyCalendar.verb, grant: grantBytes, body: body)
        let reply = try rehearsal.engine.process([.command(request, key: nil)], now: rehearsal.now).first ?? nil
        #expect(reply?.status == .ok)
    }

    @Test(
        "A day begins at midnight of the agency's zone: 15:00 UTC the day before at WIT, 17:00 at WIB",
        arguments: [(TimeZoneID.wib, "17"), (.wit, "15")])
    func dayBoundary(zone: TimeZoneID, hour: String) throws {
        let rehearsal = try Office.open(try Office.organisation(zone: zone))
        try rehearsal.give(
            AssignHolder(agency: Office.agency, position: "kasubag", name: "Rina", nip: Office.nip(7), from: try Office.day("2026-02-02")),
            by: Office.operators)
        try rehearsal.give(
            EndHolder(agency: Office.agency, position: "sekdis", nip: Office.nip(2), until: try Office.day("2026-02-01")), by: Office.operators)
        let before = "2026-02-01T\(try #require(Int(hour)) - 1):59:59.999Z"
        try Office.set(rehearsal, to: before)
        #expect(try refusal(rehearsal, "kasubag", 7) == "vacant")
        // The grant of the last day ends with it.
        #expect(try grant(rehearsal, "sekdis", 2).expires == rehearsal.now.milliseconds)
        try Office.set(rehearsal, to: "2026-02-01T\(hour):00:00.000Z")
        #expect(try grant(rehearsal, "kasubag", 7).principal == Office.official("kasubag", 7))
        #expect(try refusal(rehearsal, "sekdis", 2) == "holderEnded")
    }

    @Test("A Plt. acts in full until the last day of the decree, and is refused from the next midnight on")
    func expiredMandate() throws {
        let rehearsal = try Office.open()
        #expect(try refusal(rehearsal, "kadis", 2) == "notHolder")
        try give(rehearsal, .plt, for: "kadis", to: "sekdis", until: "2026-01-31")
        let expected = Office.official("kadis", 2, Principal.Authority(kind: .plt, decree: "SK-1/2026"))
        #expect(try grant(rehearsal, "kadis", 2).principal == expected)
        try Office.set(rehearsal, to: "2026-01-31T16:59:00.000Z")
        #expect(try grant(rehearsal, "kadis", 2).expires == rehearsal.now.milliseconds + 59_999)
        try Office.set(rehearsal, to: "2026-01-31T17:00:00.000Z")
        #expect(try refusal(rehearsal, "kadis", 2) == "mandateExpired")
    }

    @Test("A mandate begins on its first day, and ends when it is ended")
    func mandateDays() throws {
        let rehearsal = try Office.open()
        try rehearsal.give(
            GiveMandate(
                agency: Office.agency, kind: .plh, position: "kadis", delegate: "sekdis", decree: "SK-2", from: try Office.day("2026-01-06")),
            by: Office.operators)
        #expect(try refusal(rehearsal, "kadis", 2) == "mandateNotYet")
        rehearsal.now = rehearsal.now.advanced(byMilliseconds: 86_400_000)
        #expect(try refusal(rehearsal, "kadis", 2) == nil)
        let end = EndMandate(agency: Office.agency, kind: .plh, position: "kadis", delegate: "sekdis", until: try Office.day("2026-01-06"))
        try rehearsal.give(end, by: Office.operators)
        rehearsal.now = rehearsal.now.advanced(byMilliseconds: 86_400_000)
        #expect(try refusal(rehearsal, "kadis", 2) == "mandateExpired")
        let late = EndMandate(agency: Office.agency, kind: .plh, position: "kadis", delegate: "sekdis", until: try Office.day("2026-01-07"))
        #expect(try rehearsal.rejection { try rehearsal.give(late, by: Office.operators) } == "notMandated")
    }

    @Test("No grant outlives what it stands on: that of a u.b. ends with the a.n. above it")
    func standsOnAnother() throws {
        let rehearsal = try Office.open()
        try give(rehearsal, .an, for: "kadis", to: "kabid-a", until: "2026-01-31")
        try give(rehearsal, .ub, for: "kadis", to: "staf-a")
        try Office.set(rehearsal, to: "2026-01-31T16:59:00.000Z")
        #expect(try grant(rehearsal, "kadis", 5).expires == rehearsal.now.milliseconds + 59_999)
    }

    @Test("A grant whose mandate or time of office was ended meanwhile does nothing in Routing any more, nor one whose mandate became an own seat")
    func endedMeanwhile() throws {
        let rehearsal = try Office.open()
        let yesterday = try Office.day("2026-01-04")
        func codes(_ person: Principal) throws -> Set<String?> {
            let (none, order) = (rehearsal.newIdentifier(), GiveOrder(task: rehearsal.newIdentifier(), instructions: [], note: nil))
            return [
                try rehearsal.rejection { try rehearsal.give(order, by: person) },
                try rehearsal.rejection { try rehearsal.give(AnswerCancel(caseID: none, agree: true), by: person) },
                try rehearsal.rejection { try rehearsal.give(CloseSheet(sheet: none), by: person) },
            ]
        }
        try rehearsal.give(
            GiveMandate(agency: Office.agency, kind: .plt, position: "kasubag", delegate: "sekdis", decree: "SK-2", from: yesterday),
            by: Office.operators)
        let acting = try grant(rehearsal, "kasubag", 2).principal
        #expect(try codes(acting) == ["notFound"] && codes(Office.stafA) == ["notFound"])
        try rehearsal.give(
            EndMandate(agency: Office.agency, kind: .plt, position: "kasubag", delegate: "sekdis", until: yesterday), by: Office.operators)
        try rehearsal.give(EndHolder(agency: Office.agency, position: "staf-a", nip: Office.nip(5), until: yesterday), by: Office.operators)
        #expect(try codes(acting) == ["mandateExpired"] && codes(Office.stafA) == ["holderEnded"])
        try rehearsal.give(
            AssignHolder(agency: Office.agency, position: "kasubag", name: "Sari", nip: Office.nip(2), from: yesterday), by: Office.operators)
        #expect(try codes(acting) == ["unauthenticated"] && codes(Office.official("kasubag", 2)) == ["notFound"])
    }

    @Test("An a.n. goes to a position directly below, a u.b. one level below a position that has the a.n.")
    func levels() throws {
        let rehearsal = try Office.open()
        func rejection(_ kind: Mandate.Kind, _ position: Key<Position>, _ delegate: Key<Position>) throws -> String? {
            try rehearsal.rejection { try give(rehearsal, kind, for: position, to: delegate) }
        }
        #expect(try rejection(.an, "kadis", "staf-a") == "wrongLevel")
        #expect(try rejection(.an, "sekdis", "kadis") == "wrongLevel")
        #expect(try rejection(.ub, "kadis", "staf-a") == "wrongLevel")
        #expect(try rejection(.an, "kadis", "kabid-a") == nil)
        #expect(try rejection(.ub, "kadis", "kabid-b") == "wrongLevel")
        #expect(try rejection(.ub, "kadis", "staf-a") == nil)
        #expect(try rejection(.an, "kadis", "kabid-a") == "alreadyMandated")
        #expect(try rejection(.plt, "kadis", "kadis") == "invalid")
        #expect(try rejection(.plt, "kadis", "tidak-ada") == "notFound")
        #expect(try refusal(rehearsal, "kadis", 5) == nil)
        // Without the a.n. above it the u.b. is at the wrong level.
        try rehearsal.give(
            EndMandate(agency: Office.agency, kind: .an, position: "kadis", delegate: "kabid-a", until: try Office.day("2026-01-05")),
            by: Office.operators)
        rehearsal.now = rehearsal.now.advanced(byMilliseconds: 86_400_000)
        #expect(try refusal(rehearsal, "kadis", 5) == "wrongLevel")
    }

    @Test("Plt., Plh. and Pj. act in full; a.n. and u.b. may only sign")
    func whatMandatesAllow() {
        for kind in [Mandate.Kind.plt, .plh, .pj] { #expect(Act.Word.allCases.allSatisfy(kind.mayAct)) }
        for kind in [Mandate.Kind.an, .ub] { #expect(Act.Word.allCases.filter(kind.mayAct) == [.tandaTangan]) }
    }

    @Test("A full mandate goes before one that only lets sign")
    func fullerMandate() throws {
        let rehearsal = try Office.open()
        try give(rehearsal, .an, for: "kadis", to: "sekdis")
        try give(rehearsal, .plh, for: "kadis", to: "sekdis", until: "2026-01-05")
        #expect(try grant(rehearsal, "kadis", 2).principal == Office.official("kadis", 2, Principal.Authority(kind: .plh, decree: "SK-1/2026")))
        rehearsal.now = rehearsal.now.advanced(byMilliseconds: 86_400_000)
        #expect(try grant(rehearsal, "kadis", 2).principal == Office.official("kadis", 2, Principal.Authority(kind: .an, decree: "SK-1/2026")))
    }

    @Test("A shared position wants the person named")
    func sharedPosition() throws {
        let rehearsal = try Office.open()
        try rehearsal.give(
            AssignHolder(agency: Office.agency, position: "staf-a", name: "Toni", nip: Office.nip(8), from: try Office.day("2026-01-05")),
            by: Office.operators)
        #expect(try refusal(rehearsal, "staf-a", nil) == "personNeeded")
        #expect(try grant(rehearsal, "staf-a", 8).principal == Office.official("staf-a", 8))
    }

    @Test("An operator's grant is given at the machine, or to a key that the configuration names")
    func operatorGrant() throws {
        let tables = try Office.open().engine.reading
        let signer = try Rehearsal.signer()
        func ask(_ peer: String?, _ keys: Set<String>) throws -> Principal {
            let question = Question(reading: tables, principal: nil, peer: peer, now: Moment(milliseconds: 0))
            return try issueGrant(IssueGrant(operatorName: "budi"), question, signer: signer, operatorKeys: keys).principal
        }
        #expect(try ask(nil, []) == .operator(name: "budi"))
        #expect(try ask("kunci", ["kunci"]) == .operator(name: "budi"))
        #expect(throws: Rejection.self) { try ask("kunci", []) }
    }

    @Test("A grant for one command goes to a person with ink on the usual rules, and to one with a key only against its signature")
    func soleGrant() throws {
        let rehearsal = try Office.open()
        let only = SoleCommand(id: rehearsal.newIdentifier(), service: .approvals, verb: Sign.verb, hash: String(repeating: "ab", count: 32))
        let now = rehearsal.now.milliseconds
        func ask(_ number: Int? = 1, expires: Int64? = nil, signature: String? = nil) throws -> IssueGrant.Answer {
            let question = IssueGrant(
                agency: Office.agency, position: "kadis", person: number.map(Office.nip), only: only, expires: expires, signature: signature)
            return try rehearsal.ask(question, by: nil)
        }
        func refusal(expires: Int64? = nil, signature: String? = nil) throws -> String? {
            try rehearsal.rejection { _ = try ask(expires: expires, signature: signature) }
        }
        func content(_ answer: IssueGrant.Answer) throws -> Grant {
            try JSONText().decode(Grant.self, from: try #require(bytes(hexadecimal: answer.grant))[64...])
        }
        let ink = try content(try ask())
        #expect(ink.only == only && ink.signature == nil && ink.expires == now + Grant.soleLifetimeMilliseconds)

        let key = try #require(SigningKey(seed: [UInt8](repeating: 9, count: 32)))
        let thief = try #require(SigningKey(seed: [UInt8](repeating: 8, count: 32)))
        let hash = String(repeating: "cd", count: 32)
        try rehearsal.hear(
            KeyRegistered(nip: Office.nip(1), publicKey: hexadecimal(key.publicKey), keyHash: hash), from: .approvals, about: nil)
        #expect(try refusal() == "signatureMissing")
        let text = Array(only.text(of: Office.nip(1), expires: now + 60_000).utf8)
        #expect(try refusal(expires: now + 60_000, signature: hexadecimal(thief.sign(text))) == "signatureWrong")
        #expect(try refusal(expires: now + 60_001, signature: hexadecimal(key.sign(text))) == "signatureWrong")
        #expect(try refusal(expires: now - 1, signature: hexadecimal(key.sign(text))) == "invalid")
        #expect(try refusal(expires: now + 600_000, signature: hexadecimal(key.sign(text))) == "invalid")
        let signed = try content(try ask(expires: now + 60_000, signature: hexadecimal(key.sign(text))))
        #expect(signed.signature == hexadecimal(key.sign(text)) && signed.expires == now + 60_000)
        // A key taken out of force leaves ink, and somebody else's key concerns nobody.
        try rehearsal.hear(KeyRevoked(nip: Office.nip(1), keyHash: hash), from: .approvals, about: nil)
        #expect(try refusal() == nil)
    }

    @Test("A mandate is looked at when the act is signed: the day after its last it signs nothing, and an operator never does")
    func soleGrantUnderMandate() throws {
        let rehearsal = try Office.open()
        try give(rehearsal, .plh, for: "kadis", to: "sekdis", until: "2026-01-05")
        let only = SoleCommand(id: rehearsal.newIdentifier(), service: .approvals, verb: Sign.verb, hash: String(repeating: "ab", count: 32))
        let question = IssueGrant(agency: Office.agency, position: "kadis", person: Office.nip(2), only: only)
        #expect(try rehearsal.ask(question, by: nil).principal == Office.official("kadis", 2, .init(kind: .plh, decree: "SK-1/2026")))
        try Office.set(rehearsal, to: "2026-01-06T01:00:00.000Z")
        #expect(try rehearsal.rejection { _ = try rehearsal.ask(question, by: nil) } == "mandateExpired")
        var operators = IssueGrant(operatorName: "budi")
        operators.only = only
        #expect(try rehearsal.rejection { _ = try rehearsal.ask(operators, by: nil) } == "invalid")
    }

    @Test("A task on a vacant position goes to the superior, and on upwards; an acting delegate fills the place, one who only signs does not")
    func vacantPosition() throws {
        let rehearsal = try Office.open()
        let tables = OrganisationTables(rehearsal.engine.reading)
        let today = try Office.day("2026-01-05")
        func place(_ position: Key<Position>) throws -> [Key<Position>?] {
            let found = try tables.resolve(position, Office.agency, on: today)
            return [found.position, found.vacant]
        }
        #expect(try place("sekdis") == ["sekdis", nil])
        #expect(try place("kasubag") == ["sekdis", "kasubag"])
        #expect(try place("staf-sub") == ["sekdis", "staf-sub"])
        try give(rehearsal, .an, for: "kasubag", to: "agendaris")
        #expect(try place("kasubag") == ["sekdis", "kasubag"])
        try give(rehearsal, .plt, for: "kasubag", to: "staf-sub")
        #expect(try place("kasubag") == ["sekdis", "kasubag"])
        try give(rehearsal, .plt, for: "kasubag", to: "kabid-a")
        #expect(try place("kasubag") == ["kasubag", nil])
        #expect(try place("staf-sub") == ["kasubag", "staf-sub"])
    }

    @Test("Where nobody stands in up to the top, the task stays where it is")
    func nobodyAbove() throws {
        let rehearsal = try Office.open(try Office.organisation(holders: []))
        let found = try OrganisationTables(rehearsal.engine.reading).resolve("staf-a", Office.agency, on: try Office.day("2026-01-05"))
        #expect(found.position == "staf-a" && found.vacant == "staf-a")
    }

    @Test("People are assigned once at a time, and end on a day on which they sit")
    func assignments() throws {
        let rehearsal = try Office.open()
        func assign(_ position: Key<Position>, _ nip: String, _ from: String, name: String = "Rina") throws -> String? {
            try rehearsal.rejection {
                let command = AssignHolder(agency: Office.agency, position: position, name: name, nip: nip, from: try Office.day(from))
                try rehearsal.give(command, by: Office.operators)
            }
        }
        #expect(try assign("sekdis", Office.nip(2), "2026-03-01") == "alreadyHolder")
        #expect(try assign("kasubag", "123", "2026-03-01") == "invalid")
        #expect(try assign("kasubag", Office.nip(7), "2026-03-01", name: " ") == "invalid")
        #expect(try assign("tidak-ada", Office.nip(7), "2026-03-01") == "notFound")
        #expect(try assign("kasubag", Office.nip(7), "2026-03-01") == nil)
        let early = EndHolder(agency: Office.agency, position: "kasubag", nip: Office.nip(7), until: try Office.day("2026-02-28"))
        #expect(try rehearsal.rejection { try rehearsal.give(early, by: Office.operators) } == "notHolder")
        #expect(try rehearsal.rejection { try rehearsal.give(early, by: Office.kadis) } == "forbidden")
        let assigned = try #require(try rehearsal.events(HolderAssigned.self).first)
        #expect(assigned.content?.name == "Rina")
    }
}
