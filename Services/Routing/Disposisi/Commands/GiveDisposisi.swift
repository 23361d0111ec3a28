import Domain
import Kernel
import Protocol
import SQLite

func giveDisposisi(_ command: GiveDisposisi, _ decision: Decision) throws -> [Event] {
    let official = try decision.actingOfficial()
    let place = try givingPlace(command, official, decision)
    let name = try SheetTables(reading: decision.reading).name(of: official.person, official.agency)
    let order = DisposisiOrder(
        to: command.to, instructions: command.instructions, note: command.note, due: command.due, person: official.person, name: name)
    return place.readEvents() + [try order.event(by: place.position, under: place, decision)]
}

/// Where on the sheet the giver stands: what the command names, or the only place there is.
private func givingPlace(_ command: GiveDisposisi, _ official: Principal.Official, _ decision: Decision) throws -> OpenDisposisi {
    if let id = command.disposisi {
        let place = try SheetTables(reading: decision.reading).disposisi(id, of: official.agency, field: "disposisi")
        guard place.sheet == command.sheet else { throw Rejection.notFound("disposisi", field: "disposisi") }
        try decision.requireOwn(place, official, field: "disposisi")
        try place.requireGivable(field: "disposisi")
        return place
    }
    // First for its refusals: the sheet is another agency's, or there is none.
    let sheet = try SheetTables(reading: decision.reading).disposisi(command.sheet, of: official.agency, field: "sheet")
    guard sheet.isSheet else { throw Rejection.notFound("sheet", field: "sheet") }
    let places = try SheetTables(reading: decision.reading).places(of: official.position, on: command.sheet, official.agency)
    guard let latest = places.first else {
        guard try OfficeSight(official, decision.reading).sight(ofSheet: command.sheet) == .full else {
            throw Rejection.notFound("sheet", field: "sheet")
        }
        throw Rejection("wrongPosition", "This sheet does not lie with your position, and nothing on it was disposed to it.", field: "sheet")
    }
    let givable = places.filter(\.isGivable)
    guard let only = givable.first else {
        try latest.requireGivable(field: "sheet")
        return latest
    }
    guard givable.count == 1 else {
        throw Rejection("whichDisposisi", "You received several disposisi on this sheet; name the one you pass on.", field: "disposisi")
    }
    return only
}

extension OpenDisposisi {
    /// Whether its receiver may pass it on: also when reading it was enough.
    fileprivate var isGivable: Bool { !isSheetClosed && (state.isOpen || state == .noted) }

    fileprivate func requireGivable(field: String) throws(Rejection) {
        if !isGivable { try requireOpen(field: field) }
    }
}

/// What a disposisi says, whoever enters it.
struct DisposisiOrder {
    var to: [Key<Position>]
    var instructions: [Key<Instruction>]
    var note: String?
    var due: CivilDate?
    /// The NIP of who gives it.
    var person: String
    /// The name of who gives it.
    var name: String
    /// Who enters it, where it was written by hand.
    var recorder: (person: String, name: String)?
    var scan: FileReference?

    /// That `giver` gave it under that place. Throws for what is wrong with it.
    func event(by giver: Key<Position>, under place: OpenDisposisi, _ decision: Decision) throws -> Event {
        let closesOnReading = try checkInstructions()
        try requireLength(note, field: "note")
        let organisation = OrganisationTables(decision.reading)
        let today = try organisation.today(place.agency, at: decision.now)
        guard due.map({ $0 >= today }) ?? true else { throw Rejection.invalid("due", "This day is over; name today or a later one.") }
        let given = DisposisiGiven(
            sheet: place.sheet, letter: place.letter, agency: place.agency, parent: place.id, giver: giver, person: person,
            slips: try slips(by: giver, under: place, organisation, today, decision), instructions: instructions,
            closesOnReading: closesOnReading, due: due, recorder: recorder?.person, scan: scan)
        return Event(given, about: place.letter, content: DisposisiWords(note: note, giver: name, recorder: recorder?.name))
    }

    /// Whether reading is enough for all that is ticked.
    private func checkInstructions() throws(Rejection) -> Bool {
        guard !instructions.isEmpty else { throw .invalid("instructions", "Nothing is ticked; tick at least one instruction.") }
        guard Set(instructions).count == instructions.count else { throw .invalid("instructions", "An instruction is there twice.") }
        var closesOnReading = true
        for (index, key) in instructions.enumerated() {
            guard let instruction = Instruction.defaults.first(where: { $0.id == key }) else {
                throw .notFound("instruction", field: "instructions.\(index)")
            }
            closesOnReading = closesOnReading && instruction.closesOnReading
        }
        return closesOnReading
    }

    /// Fewer than 64, for the order in which they stand (`SheetSchema`).
    private static let receiversMost = 50

    private func slips(
        by giver: Key<Position>, under place: OpenDisposisi, _ organisation: OrganisationTables, _ today: CivilDate, _ decision: Decision
    ) throws -> [DisposisiGiven.Slip] {
        guard !to.isEmpty else { throw Rejection.invalid("to", "Nobody is named; name at least one position.") }
        guard to.count <= Self.receiversMost else { throw Rejection.invalid("to", "More than \(Self.receiversMost) receivers; name fewer.") }
        guard Set(to).count == to.count else { throw Rejection.invalid("to", "A position is there twice; name each once.") }
        guard let upper = try organisation.position(giver, place.agency) else { throw Fault("the giver \(giver) is no position") }
        let sheets = SheetTables(reading: decision.reading)
        return try to.enumerated().map { index, receiver in
            let field = "to.\(index)"
            guard let lower = try organisation.currentPosition(receiver, place.agency) else { throw Rejection.notFound("position", field: field) }
            guard lower.isBelow(upper) else {
                throw Rejection("notBelow", "A disposisi goes only to a position lower in rank; name another.", field: field)
            }
            guard try !sheets.hasReceived(receiver, under: place.id, sheet: place.sheet) else {
                throw Rejection("alreadyGiven", "This position has a disposisi from here already; take that back first.", field: field)
            }
            let (position, vacant) = try organisation.resolve(receiver, place.agency, on: today)
            // A vacant place's superior may be the giver or higher: then nobody below would have it.
            if position != receiver, try organisation.position(position, place.agency)?.isBelow(upper) != true {
                throw Rejection("vacant", "Nobody sits on this position, and nobody below you has its tasks; name another.", field: field)
            }
            return DisposisiGiven.Slip(disposisi: decision.newIdentifier(index), position: position, vacant: vacant)
        }
    }
}

func disposisiGiven(_ event: Recorded<DisposisiGiven>, _ tables: Tables) throws {
    let body = event.body
    let time = Value.integer(event.header.time.milliseconds)
    let scan = try body.scan.map { String(decoding: try JSONText().encode($0), as: UTF8.self) }
    let instructions = joined(body.instructions)
    if let file = body.scan { try tables.run("INSERT OR IGNORE INTO sheet_file VALUES(?, ?)", .text(file.hash), .text(body.sheet.description)) }
    for (index, slip) in body.slips.enumerated() {
        try tables.run(
            """
            INSERT INTO disposisi(id, place, sheet, agency, parent, giver, person, position, vacant, state, given, since, due,
                instructions, closes_on_reading, given_under, awaited, note, giver_name, recorder, recorder_name, scan)
            VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, 'unread', ?, ?, ?, ?, ?, 0, 0, ?, ?, ?, ?, ?)
            """, .text(slip.disposisi.description), .integer(event.position * 64 + Int64(index)), .text(body.sheet.description),
            .text(body.agency.text), .text(body.parent.description), .text(body.giver.text), .text(body.person), .text(slip.position.text),
            .text(slip.vacant?.text), time, time,
            .integer(body.due?.figure), .text(instructions), .flag(body.closesOnReading), .text(event.content?.note),
            .text(event.content?.giver), .text(body.recorder), .text(event.content?.recorder), .text(scan))
    }
    try tables.run(
        "UPDATE disposisi SET given_under = given_under + ?, awaited = awaited + ?, since = ? WHERE id = ?", .integer(body.slips.count),
        .integer(body.slips.count), time, .text(body.parent.description))
}
