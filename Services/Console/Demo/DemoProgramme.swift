import Client
import Domain
import Linux
import Protocol

/// The whole play: catalogue, mandates, every SOP once, those with a choice twice, and the checks at the end.
struct DemoProgramme {
    private let troupe: DemoTroupe
    private let terminal: Terminal
    private let report: DemoReport
    /// The catalogue that comes with the demo gives occasion for everything; one of somebody's own need not.
    private let mustShowAll: Bool
    private let residentMebibytesAtMost: Int
    private var caller: Caller { troupe.caller }

    init(_ troupe: DemoTroupe, _ call: Call) throws {
        self.troupe = troupe
        terminal = call.terminal
        report = DemoReport(call)
        mustShowAll = call.arguments.text("catalog") == nil
        residentMebibytesAtMost = try call.arguments.value("memory", .count) ?? DemoAudit.usualMebibytes
    }

    /// Plays; false when a check at the end finds something missing. Throws `DemoFailure` where the play could not go on.
    func play() throws -> Bool {
        let started = monotonicNanoseconds()
        try loadCatalogue()
        let offices = try offices()
        var audit = DemoAudit(troupe, residentMebibytesAtMost: residentMebibytesAtMost)
        let steps = offices.flatMap(\.sops).reduce(0) { $0 + $1.steps }
        var walked = 0
        for office in offices {
            for sop in office.sops {
                let begun = monotonicNanoseconds()
                terminal.progress("\(office.agency.id) \(sop.sop)", walked, of: steps)
                let first = try playCase(sop, at: office, skipsOptional: false)
                try audit.review(first.played, isRepeat: false)
                if first.tally.optionalDone > 0 {
                    try audit.review(try playCase(sop, at: office, skipsOptional: true).played, isRepeat: true)
                }
                walked += sop.steps
                try report.add(audit.closeRow(seconds: Self.seconds(since: begun)))
            }
        }
        terminal.progress("checking", steps, of: steps)
        try audit.checkBooks(of: offices)
        try audit.checkServices()
        if mustShowAll { audit.checkVariety() }
        try report.close(audit, seconds: Self.seconds(since: started))
        for finding in audit.findings { terminal.remark("alurctl demo: \(Terminal.plain(finding))") }
        return audit.findings.isEmpty
    }

    private static func seconds(since start: Int64) -> Double {
        Double((monotonicNanoseconds() - start) / 10_000_000) / 100
    }

    private func playCase(_ sop: ListSOPs.Row, at office: DemoOffice, skipsOptional: Bool) throws -> CasePlay {
        let play: CasePlay
        do {
            play = try CasePlay(sop, at: office, troupe, skipsOptional: skipsOptional)
        } catch let failure as Caller.Failure {
            throw DemoFailure("\(office.agency.id) \(sop.sop): the case could not be opened: \(failure)")
        }
        try play.play()
        return play
    }

    // MARK: - Before the first case

    private func loadCatalogue() throws {
        for calendar in troupe.catalogue.calendars {
            try caller.give(ApplyCalendar(calendar: calendar), to: .routing, as: DemoTroupe.manager)
        }
        for agency in troupe.catalogue.agencies {
            try caller.give(ApplyCatalogue(organisation: agency.organisation, sops: agency.sops), to: .routing, as: DemoTroupe.manager)
        }
    }

    /// All agencies; in the first that has a vacant position somebody is Plt, in the others the superior acts for it.
    private func offices() throws -> [DemoOffice] {
        var offices = try caller.ask(ListAgencies(), of: .routing, as: nil).agencies.map { try DemoOffice($0.agency.id, caller) }
        guard let index = offices.firstIndex(where: { office in office.vacant.contains { office.delegate(for: $0) != nil } }) else { return offices }
        offices[index].acting = try acting(in: offices[index])
        return offices
    }

    /// The mandate for the office's vacant position: the one an earlier run gave, or a new one.
    private func acting(in office: DemoOffice) throws -> DemoOffice.Acting? {
        let organisation = office.organisation
        for mandate in organisation.mandates where office.vacant.contains(mandate.position) && mandate.isInForce(on: office.today) {
            guard mandate.kind.isActing, let person = organisation.holders(of: mandate.delegate, on: office.today).first else { continue }
            let authority = Principal.Authority(kind: mandate.kind, decree: mandate.decree)
            return DemoOffice.Acting(position: mandate.position, person: person.nip, authority: authority)
        }
        for position in office.vacant {
            guard let delegate = office.delegate(for: position),
                let person = organisation.holders(of: delegate, on: office.today).first
            else { continue }
            let decree = "CONTOH/821/1/\(office.agency.shortName)/\(office.today.year)"
            let mandate = GiveMandate(
                agency: office.agency.id, kind: .plt, position: position, delegate: delegate, decree: decree, from: office.today)
            try caller.give(mandate, to: .routing, as: DemoTroupe.manager)
            return DemoOffice.Acting(position: position, person: person.nip, authority: Principal.Authority(kind: .plt, decree: decree))
        }
        return nil
    }
}
