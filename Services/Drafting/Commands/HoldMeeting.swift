import Domain
import Kernel
import Protocol
import SQLite
import Tasks

/// Ends a `rapat` with its record.
func holdMeeting(_ command: HoldMeeting, _ decision: Decision) throws -> [Event] {
    let open = try OpenTask.find(command.task, word: .rapat, decision)
    let guests = command.guests ?? []
    try checkAttendance(command.attended, guests: guests, open)
    try checkText(command.minutes, field: "minutes", "Write the minutes: what was said and decided.")
    let parts = [command.minutesFiles ?? [], command.attendanceFiles ?? [], command.photos ?? []]
    for (files, field) in zip(parts, ["minutesFiles", "attendanceFiles", "photos"]) { try decision.check(files, field: field) }
    let invitation = try command.invitation.map { name in
        guard let version = try VersionTable.lastFrozen(of: name, in: open.task.caseID, decision.reading) else {
            throw Rejection.notFound("finished document in this case", field: "invitation")
        }
        return version
    }
    let held = MeetingHeld(
        done: open.done(), attended: command.attended, invitation: invitation, minutesFiles: parts[0].map(\.file),
        attendanceFiles: parts[1].map(\.file), photos: parts[2].map(\.file))
    let words = MeetingWords(minutes: command.minutes, guests: guests, names: parts.joined().map(\.name))
    return [Event(held, about: open.task.caseID, content: words)]
}

/// Only who was to take part is recorded by position: the participants, and who holds the meeting. Everybody else is a guest, by name.
private func checkAttendance(_ attended: [Key<Position>], guests: [String], _ open: OpenTask) throws {
    guard !attended.isEmpty || !guests.isEmpty else { throw Rejection.invalid("attended", "Say who came.") }
    guard attended.count <= InputLimits.persons, guests.count <= InputLimits.persons else {
        throw Rejection.invalid("attended", "A record names at most \(InputLimits.persons) persons; put the list into a file.")
    }
    let invited = Set(open.task.participants + [open.task.unit, open.position])
    var seen = Set<Key<Position>>()
    for (index, position) in attended.enumerated() {
        guard invited.contains(position) else {
            throw Rejection(
                "notParticipant", "This position does not take part in the meeting; if somebody else came, name them as a guest.",
                field: "attended.\(index)")
        }
        guard seen.insert(position).inserted else { throw Rejection.invalid("attended.\(index)", "This position is named twice.") }
    }
    for (index, guest) in guests.enumerated() where !isFilled(guest) || !isWithin(guest, InputLimits.nameCharacters) {
        throw Rejection.invalid("guests.\(index)", "A name has 1 to \(InputLimits.nameCharacters) characters.")
    }
}

func meetingHeld(_ event: Recorded<MeetingHeld>, _ tables: Tables) throws {
    let body = event.body
    let json = JSONText()
    try tables.run(
        "INSERT INTO meeting(position, casefile, task, at, actor, attended, invitation, guests, minutes) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
        .integer(event.position), .text(body.done.caseID.description), .text(body.done.task.description), .integer(event.header.time.milliseconds),
        .text(event.header.actor), .blob(try json.encode(body.attended)), .blob(try body.invitation.map { try json.encode($0) }),
        .blob(try event.content.map { try json.encode($0.guests) }), .text(event.content?.minutes))
    var first = 0
    for (files, part) in [(body.minutesFiles, AttachmentTable.Part.minutes), (body.attendanceFiles, .attendance), (body.photos, .photo)] {
        try AttachmentTable.add(files, as: part, to: body.done.task, first: first, names: event.content?.names, tables)
        first += files.count
    }
    try OpenTask.close(body.done.task, tables)
}
