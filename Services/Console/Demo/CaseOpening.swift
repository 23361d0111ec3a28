import Client
import Domain
import Protocol

/// How a case begins: by a letter, a basis of the agency's own, or the calendar, as the list of SOPs says.
struct CaseOpening {
    private let sop: ListSOPs.Row
    private let office: DemoOffice
    private let troupe: DemoTroupe

    init(_ sop: ListSOPs.Row, at office: DemoOffice, _ troupe: DemoTroupe) {
        self.sop = sop
        self.office = office
        self.troupe = troupe
    }

    /// Opens a case of that title.
    func open(title: String) throws -> Identifier {
        switch sop.start {
        case .incomingLetter(let senders): try openByLetter(from: senders.first ?? "Pengirim contoh", title: title)
        case .internalBasis(let basis): try start(title: title, period: nil, basis: basis.first)
        case .periodic(let period): try start(title: title, period: period.firstFree(from: office.today, taken: try takenPeriods()), basis: nil)
        }
    }

    private func openByLetter(from sender: String, title: String) throws -> Identifier {
        let letter = try troupe.receiveLetter(from: sender, subject: title, office: office)
        let clerk = office.speaker(office.clerk)
        let accepted = try troupe.caller.give(StartCaseFromLetter(letter: letter, sop: sop.sop), to: .intake, as: clerk)
        guard let requested = try accepted.first(CaseRequested.self) else { throw DemoFailure("intake asked for a case without saying which") }
        return requested.caseID
    }

    private func start(title: String, period: String?, basis: String?) throws -> Identifier {
        let order = StartCase(agency: office.agency.id, sop: sop.sop, title: title, period: period, basis: basis)
        let accepted = try troupe.caller.give(order, to: .routing, as: office.speaker(office.clerk))
        guard let started = try accepted.first(CaseStarted.self) else { throw DemoFailure("routing began a case without saying which") }
        return started.caseID
    }

    private func takenPeriods() throws -> Set<String> {
        var (taken, last) = (Set<String>(), Identifier?.none)
        while true {
            let page = try troupe.caller.ask(ListCases(agency: office.agency.id, after: last), of: .routing, as: office.speaker(office.clerk))
            taken.formUnion(page.cases.filter { $0.sop == sop.sop }.compactMap(\.period))
            last = page.cases.last?.caseID
            guard page.hasMore, last != nil else { return taken }
        }
    }
}

extension SOPStart.Period {
    /// The name of the first period, from the one that day lies in on, for which there is no case yet.
    func firstFree(from day: CivilDate, taken: Set<String>) -> String {
        var (year, part) = (day.year, (day.month - 1) * countPerYear / 12 + 1)
        while taken.contains(name(year, part)) {
            part += 1
            if part > countPerYear { (year, part) = (year + 1, 1) }
        }
        return name(year, part)
    }

    private var countPerYear: Int {
        switch self {
        case .month: 12
        case .quarter: 4
        case .halfYear: 2
        case .year: 1
        }
    }

    private func name(_ year: Int, _ part: Int) -> String {
        switch self {
        case .month: "\(year)-\(part < 10 ? "0" : "")\(part)"
        case .quarter: "\(year)-T\(part)"
        case .halfYear: "\(year)-S\(part)"
        case .year: "\(year)"
        }
    }
}
