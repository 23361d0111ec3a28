import Domain
import Kernel
import Protocol
import SQLite

/// Keeps the sheets of a letter as close as the letter, closed ones too.
///
/// They are only ever raised, like cases: advice and answers were written for those who had the sheet.
func raiseSheetKeamanan(_ command: RaiseSheetKeamanan, _ decision: Decision) throws -> [Event] {
    let sheets = try decision.reading.all("SELECT keamanan FROM sheet WHERE letter = ?", .text(command.letter.description)) {
        Keamanan(rawValue: $0.text(0)) ?? .sangatRahasia
    }
    guard sheets.contains(where: { $0 < command.keamanan }) else { return [] }
    return [Event(SheetKeamananRaised(letter: command.letter, keamanan: command.keamanan), about: command.letter)]
}

func sheetKeamananRaised(_ event: Recorded<SheetKeamananRaised>, _ tables: Tables) throws {
    for lower in Keamanan.allCases where lower < event.body.keamanan {
        try tables.run(
            "UPDATE sheet SET keamanan = ? WHERE letter = ? AND keamanan = ?", .text(event.body.keamanan.rawValue),
            .text(event.body.letter.description), .text(lower.rawValue))
    }
}
