import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// Reminds a unit of the delivery that an open `kumpul` waits for.
func chaseMaterial(_ command: ChaseMaterial, _ decision: Decision) throws -> [Event] {
    let open = try OpenTask.find(command.task, word: .kumpul, decision)
    try checkNote(command.note)
    let tally = try DeliveryTable.tally(open.task.awaits, decision.reading)
    guard let missing = tally.missing.first(where: { $0.unit == command.position || $0.position == command.position }) else {
        throw try refusal(of: command.position, open.task.awaits, decision.reading)
    }
    let chased = MaterialChased(task: command.task, caseID: open.task.caseID, delivery: missing.task, position: missing.position)
    return [Event(chased, about: open.task.caseID, content: ActWords(note: command.note))]
}

/// Why a unit that owes nothing is not reminded: it has delivered, or it need not.
private func refusal(of position: Key<Position>, _ deliveries: [Identifier], _ reading: Reading) throws -> Rejection {
    var refusal = Rejection("notAwaited", "Nothing is awaited from this position; see in the list who still owes material.", field: "position")
    for delivery in deliveries where try DeliveryTable.isDelivered(delivery, by: position, reading) {
        refusal = Rejection("alreadyDelivered", "This unit has delivered; look at its material.", field: "position")
    }
    return refusal
}

func materialChased(_ event: Recorded<MaterialChased>, _ tables: Tables) throws {
    try tables.run(
        "INSERT INTO material(task, chased) VALUES(?, 1) ON CONFLICT(task) DO UPDATE SET chased = chased + 1", .text(event.body.delivery.description))
}
