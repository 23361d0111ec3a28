import Domain
import Kernel
import Protocol
import SQLite

/// What Routing's events make Intake note about whom a letter has come to: its subordinates see a letter only after it was disposed to them.
///
/// All of it rests on a sheet, which is opened only for a letter that Intake raised. Whom a case has come to is noted of the case (`SecretCases`): which
/// letters belong to it Intake says itself, so that nobody opens a letter by naming it elsewhere.
let reachReactions: [Reaction] = [
    .to(SheetOpened.self, from: .routing, haste: .unhurried) { event, _ in [order(event.body.letter, [event.body.position])] },
    .to(SheetRaised.self, from: .routing, haste: .unhurried) { event, _ in [order(event.body.letter, [event.body.from, event.body.to])] },
    .to(DisposisiGiven.self, from: .routing, haste: .unhurried) { event, _ in
        let slips = event.body.slips.map { LetterReachNoted.Place(position: $0.position, source: $0.disposisi) }
        return [NoteLetterReach(LetterReachNoted(letter: event.body.letter, places: slips))]
    },
    .to(DisposisiMoved.self, from: .routing, haste: .unhurried) { event, _ in
        let place = LetterReachNoted.Place(position: event.body.position, source: event.body.disposisi)
        return [NoteLetterReach(LetterReachNoted(letter: event.body.letter, places: [place]))]
    },
    .to(DisposisiCancelled.self, from: .routing, haste: .unhurried) { event, _ in
        [NoteLetterReach(LetterReachNoted(letter: event.body.letter, places: [], takenBack: event.body.disposisi))]
    },
]

private func order(_ letter: Identifier, _ positions: [Key<Position>]) -> NoteLetterReach {
    NoteLetterReach(LetterReachNoted(letter: letter, places: positions.map { LetterReachNoted.Place(position: $0, source: letter) }))
}

/// Takes note of it, where it says something new.
func noteLetterReach(_ command: NoteLetterReach, _ decision: Decision) throws -> [Event] {
    var noted = command.noted
    noted.places = try noted.places.filter { place in
        try !decision.reading.exists(
            "SELECT 1 FROM letter_reach WHERE letter = ? AND position = ? AND source = ?", .text(noted.letter.description),
            .text(place.position.text), .text(place.source.description))
    }
    guard !noted.places.isEmpty || noted.takenBack != nil else { return [] }
    return [Event(noted, about: noted.letter)]
}

func letterReachNoted(_ event: Recorded<LetterReachNoted>, _ tables: Tables) throws {
    let letter = Value.text(event.body.letter.description)
    for place in event.body.places {
        try tables.run("INSERT OR IGNORE INTO letter_reach VALUES(?, ?, ?)", letter, .text(place.position.text), .text(place.source.description))
    }
    if let takenBack = event.body.takenBack {
        try tables.run("DELETE FROM letter_reach WHERE letter = ? AND source = ?", letter, .text(takenBack.description))
    }
}
