import Client
import Domain
import Protocol

/// One task done by one person, by what the task itself says may be done with it.
struct CaseAct {
    let row: TaskRow
    let performer: Performer
    let play: CasePlay

    init(_ row: TaskRow, _ performer: Performer, _ play: CasePlay) {
        self.row = row
        self.performer = performer
        self.play = play
    }

    var task: TaskOpened { row.task }
    var papers: DemoPapers { play.troupe.papers }
    var office: DemoOffice { play.office }

    /// Does the task; false when it stays open for now.
    func perform() throws -> Bool {
        guard let action = row.actions.first else { return try awaitLetter() }
        switch action.verb {
        case Acknowledge.verb: try performer.give(Acknowledge(task: task.task), to: .routing)
        case GiveOrder.verb: try giveOrder()
        case HandOver.verb: try performer.give(HandOver(task: task.task, note: papers.sentence(.order)), to: .routing)
        case Receive.verb: try performer.give(Receive(task: task.task, note: "Diterima lengkap."), to: .routing)
        case AskMaterial.verb: try performer.give(AskMaterial(task: task.task, what: papers.sentence(.request)), to: .drafting)
        case DeliverMaterial.verb: try deliver()
        case CollectMaterial.verb: return try collect()
        case ComposeVersion.verb: try compose()
        case WriteStudy.verb: try performer.give(WriteStudy(task: task.task, note: papers.sentence(.study)), to: .drafting)
        case HoldMeeting.verb: try holdMeeting()
        case Check.verb: try check()
        case Initial.verb: try initial()
        case Sign.verb: try sign()
        case GiveNumber.verb: try giveNumber()
        case MakeCopies.verb: try performer.give(MakeCopies(task: task.task, count: 3, note: "Rangkap tiga."), to: .archival)
        case DispatchDocument.verb: try dispatch()
        case RecordGathering.verb: try recordGathering()
        case FileDocument.verb: try file()
        default: throw DemoFailure("\(play.name): nobody knows how to do \(action.verb)")
        }
        return true
    }

    // MARK: - Routing's

    private func giveOrder() throws {
        let instruction = Instruction.defaults[play.tally.acts % Instruction.defaults.count]
        let order = GiveOrder(task: task.task, instructions: [instruction.id], note: papers.sentence(.order), appoints: task.appoints)
        try performer.give(order, to: .routing)
    }

    /// A `terima` from outside: the answer comes as a letter, which the agenda clerk links to the case.
    private func awaitLetter() throws -> Bool {
        guard task.fromOutside else { throw DemoFailure("\(play.name): nothing may be done with task \(task.task)") }
        let subject = "CONTOH Jawaban atas \(row.words?.document ?? row.words?.subject ?? play.sop.title)"
        let letter = try play.troupe.receiveLetter(from: outsideName, subject: subject, office: office)
        try play.troupe.caller.give(LinkLetter(letter: letter, caseID: task.caseID), to: .intake, as: office.speaker(office.clerk))
        return true
    }

    // MARK: - What papers say

    /// The outside party of the task, or of a letter that just comes from outside.
    var outsideName: String {
        if let outside = task.outside { return office.organisation.role(outside)?.name ?? outside.text }
        if case .incomingLetter(let senders) = play.sop.start { return senders.last ?? "Pihak luar" }
        return "Pihak luar"
    }

    /// What a paper of this task can be filled in with.
    func fields(_ more: DemoPapers.Fields = [:]) -> DemoPapers.Fields {
        var fields = office.letterhead
        fields["sop"] = play.sop.title
        fields["perihal"] = row.words?.subject ?? play.sop.title
        fields["kegiatan"] = row.activity ?? row.words?.activity ?? ""
        fields["judul"] = row.words?.document ?? play.sop.title
        fields["versi"] = task.document.map { "\($0.version)" } ?? ""
        fields["hash"] = task.document?.hash ?? ""
        fields["nomor"] = task.number ?? ""
        fields["jabatan"] = office.name(of: row.position)
        fields["pihak"] = outsideName
        return fields.merging(more) { $1 }
    }

    /// Puts a filled-in scan into a service.
    func put(_ scan: DemoPapers.Scan, into service: ServiceName, _ more: DemoPapers.Fields = [:]) throws -> NamedFile {
        NamedFile(file: try performer.caller.put(papers.scan(scan, fields(more)), to: service), name: scan.rawValue)
    }
}
