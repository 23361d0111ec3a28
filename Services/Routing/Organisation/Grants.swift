import Domain
import Kernel
import Protocol
import SQLite
import Sodium

/// Signs for a person what the tables of this moment say about them, and for an operator what the way they came by allows.
func issueGrant(_ query: IssueGrant, _ question: Question, signer: GrantSigner, operatorKeys: Set<String>) throws -> IssueGrant.Answer {
    let principal: Principal
    var expires = question.now.advanced(byMilliseconds: Grant.lifetimeMilliseconds)
    if let name = query.operatorName {
        guard query.agency == nil, query.position == nil, query.person == nil, query.only == nil else {
            throw Rejection.invalid("operator", "An operator acts for no position and signs nothing; leave agency, position, person and only out.")
        }
        // Whoever has a local socket is already at the machine; over the network a key must be known.
        guard question.peer.map(operatorKeys.contains) ?? true else {
            throw Rejection.forbidden("An operator's grant is given at the machine itself, or to a key that peers.yaml marks as an operator's.")
        }
        try requireLine(name, field: "operator")
        principal = .operator(name: name)
    } else {
        guard let agency = query.agency else { throw Rejection.invalid("agency", "Name an agency and a position, or an operator.") }
        guard let position = query.position else { throw Rejection.invalid("position", "Name the position to act as.") }
        let tables = OrganisationTables(question.reading)
        let zone = try tables.zone(agency)
        guard try tables.currentPosition(position, agency) != nil else { throw Rejection.notFound("position", field: "position") }
        let found = try Entitlements(tables: tables, agency: agency, position: position, today: CivilDate(question.now, in: zone))
            .find(person: query.person)
        principal = .official(Principal.Official(agency: agency, person: found.person, position: position, mandate: found.mandate))
        // No grant outlives the last day of what it stands on.
        if let until = found.until {
            expires = min(expires, until.advanced(byDays: 1).start(in: zone).advanced(byMilliseconds: -1))
        }
    }
    var grant = Grant(principal: principal, expires: expires.milliseconds, peer: question.peer)
    if let only = query.only { try narrow(&grant, to: only, query, question) }
    return IssueGrant.Answer(grant: hexadecimal(try signer.sign(grant)), expires: grant.expires, principal: principal)
}

/// Makes it a grant for one command: against the signature of the person's key, where the person has one in force.
private func narrow(_ grant: inout Grant, to only: SoleCommand, _ query: IssueGrant, _ question: Question) throws {
    guard case .official(let official) = grant.principal else { throw Fault("a grant for one command is for an official") }
    let latest = question.now.advanced(byMilliseconds: Grant.soleLifetimeMilliseconds).milliseconds
    grant.only = only
    grant.expires = min(grant.expires, latest)
    guard let key = try PersonKeyTable.inForce(of: official.person, question.reading) else { return }
    guard let signature = query.signature, let expires = query.expires else {
        throw Rejection(
            "signatureMissing", "This person has a key in force; sign this command with it (alurctl: --key FILE) and send the signature.",
            field: "signature")
    }
    guard (question.now.milliseconds...latest).contains(expires) else {
        throw Rejection.invalid(
            "expires", "What is signed is good for at most \(Grant.soleLifetimeMilliseconds / 1_000) seconds; check the clock, sign again.")
    }
    guard let proof = bytes(hexadecimal: signature),
        SigningKey.verify(proof, of: Array(only.text(of: official.person, expires: expires).utf8), by: key)
    else {
        throw Rejection(
            "signatureWrong", "The signature is not that of the person's key over this command; sign it with that key.", field: "signature")
    }
    grant.expires = min(grant.expires, expires)
    grant.signature = hexadecimal(proof)
}

/// Who may act as a position on a day.
struct Entitlements {
    let tables: OrganisationTables
    let agency: Key<Agency>
    let position: Key<Position>
    let today: CivilDate

    /// What a person's right to act stands on.
    struct Found {
        var person: String
        var mandate: Principal.Authority?
        /// The last day.
        var until: CivilDate?
    }

    /// The right of that person, or of the only holder where nobody is named; an own seat before a mandate, a full mandate before one to sign.
    func find(person: String?) throws -> Found {
        let holders = try tables.holders(of: position, agency, on: today)
        guard let person else { return try onlyHolder(holders) }
        if let holder = holders.first(where: { $0.nip == person }) { return Found(person: person, mandate: nil, until: holder.until) }
        var refusal: Rejection?
        var found: Found?
        for mandate in try tables.mandates(for: position, agency) {
            guard let holder = try tables.holders(of: mandate.delegate, agency, on: today).first(where: { $0.nip == person }) else { continue }
            if let reason = try whyNot(mandate) {
                refusal = refusal ?? reason
            } else if found == nil || mandate.kind.isActing {
                let basis = try tables.basis(of: mandate, agency, on: today)
                let until = [mandate.until, holder.until, basis?.until].compactMap { $0 }.min()
                found = Found(person: person, mandate: Principal.Authority(kind: mandate.kind, decree: mandate.decree), until: until)
                if mandate.kind.isActing { break }
            }
        }
        if let found { return found }
        throw try refusal ?? notEntitled(person, isVacant: holders.isEmpty)
    }

    /// The right of that person; nil where there is none today.
    func right(of person: String) throws -> Found? {
        do {
            return try find(person: person)
        } catch is Rejection {
            return nil
        }
    }

    private func onlyHolder(_ holders: [Holder]) throws(Rejection) -> Found {
        guard let only = holders.first else {
            throw Rejection("vacant", "Nobody sits on this position today; name the person who acts for it.", field: "person")
        }
        guard holders.count == 1 else {
            throw Rejection("personNeeded", "Several people hold this position; name one by NIP.", field: "person")
        }
        return Found(person: only.nip, mandate: nil, until: only.until)
    }

    private func whyNot(_ mandate: Mandate) throws -> Rejection? {
        if let until = mandate.until, until < today {
            return Rejection("mandateExpired", "The mandate ended on \(until); ask for a new one.", field: "position")
        }
        if today < mandate.from { return Rejection("mandateNotYet", "The mandate begins on \(mandate.from); wait for that day.", field: "position") }
        return try tables.isRightLevel(mandate, agency, on: today) ? nil : wrongLevel(mandate, field: "position")
    }

    private func notEntitled(_ person: String, isVacant: Bool) throws -> Rejection {
        let last = try tables.reading.integer(
            "SELECT max(last) FROM holder WHERE agency = ? AND position = ? AND nip = ? AND last < ?", .text(agency.text), .text(position.text),
            .text(person), .integer(today.figure))
        if let last {
            return Rejection("holderEnded", "This person left the position on \(try CivilDate(figure: last)).", field: "person")
        }
        if isVacant {
            return Rejection("vacant", "Nobody sits on this position today, and this person has no mandate for it.", field: "person")
        }
        return Rejection("notHolder", "This person neither sits on the position today nor has a mandate for it.", field: "person")
    }
}

extension Decision {
    /// The official who asks, if the tables of this moment still say what the grant says.
    ///
    /// A grant is good for minutes, and a mandate or a time of office may be ended meanwhile, also as of yesterday. Throws `forbidden`, what `grant.issue`
    /// would refuse with, or `unauthenticated` where a new grant would be another.
    func entitledOfficial() throws -> Principal.Official {
        let official = try official()
        let tables = OrganisationTables(reading)
        let today = try tables.today(official.agency, at: now)
        let entitlements = Entitlements(tables: tables, agency: official.agency, position: official.position, today: today)
        do {
            guard try entitlements.find(person: official.person).mandate == official.mandate else {
                throw Rejection.unauthenticated("The person acts as this position by another right today")
            }
            return official
        } catch let refusal as Rejection {
            // Its field is one of `grant.issue`.
            throw Rejection(refusal.code, refusal.message)
        }
    }
}
