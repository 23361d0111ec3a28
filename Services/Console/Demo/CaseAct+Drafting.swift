import Client
import Domain
import Protocol

extension CaseAct {
    /// A new version of the document; every third one is kept once on the way, as people do before lunch.
    func compose() throws {
        guard let document = task.document else { throw DemoFailure("\(play.name): task \(task.task) asks to compose no document") }
        let change = document.version == 0 ? "versi pertama" : papers.sentence(.change)
        let member = document.name.member.map { "-\($0)" } ?? ""
        var parent = document.version
        if play.tally.versions % 3 == 2 {
            let draft = try version(parent + 1, change: change + " (belum selesai)")
            let name = "\(document.name.naskah)\(member)-v\(parent + 1).txt"
            try performer.give(SaveVersion(task: task.task, file: draft, name: name, parent: parent, note: "Simpan sementara."), to: .drafting)
            parent += 1
            play.tally.versions += 1
        }
        let name = "\(document.name.naskah)\(member)-v\(parent + 1).txt"
        let text = try version(parent + 1, change: change)
        try performer.give(ComposeVersion(task: task.task, file: text, name: name, parent: parent, note: change), to: .drafting)
        play.tally.versions += 1
    }

    private func version(_ number: Int, change: String) throws -> FileReference {
        let text = papers.text(kind: task.naskahKind, fields(["versi": "\(number)", "perubahan": change]))
        return try performer.caller.put(text, to: .drafting)
    }

    func deliver() throws {
        let material = try put(.material, into: .drafting)
        try performer.give(DeliverMaterial(task: task.task, files: [material], note: "Bahan unit kami."), to: .drafting)
    }

    /// Collects what was asked for; where the late unit is missing, it is chased and the collection stays open.
    func collect() throws -> Bool {
        let late = play.late
        do {
            try performer.give(CollectMaterial(task: task.task, note: "Bahan lengkap."), to: .drafting)
            return true
        } catch Caller.Failure.rejected(let rejection) where rejection.code == "incomplete" {
            guard let late, row.actions.contains(where: { $0.verb == ChaseMaterial.verb }) else { throw Caller.Failure.rejected(rejection) }
            let unit = late.task.vacant ?? late.task.position
            try performer.give(ChaseMaterial(task: task.task, position: unit, note: papers.sentence(.reminder)), to: .drafting)
            play.tally.reminders += 1
            play.endWaiting()
            return false
        }
    }

    func holdMeeting() throws {
        // Nobody can come for a position on which nobody sits.
        var attended = task.participants.filter { !office.persons(at: $0).isEmpty }
        if !attended.contains(row.position) { attended.append(row.position) }
        let count = ["jumlah": "\(attended.count) orang"]
        let isInvitation = task.naskahKind == "undangan" && (task.document?.version ?? 0) > 0
        let meeting = HoldMeeting(
            task: task.task, attended: attended, guests: ["Notulis contoh"], minutes: papers.sentence(.minutes),
            minutesFiles: [try put(.minutes, into: .drafting, count)], attendanceFiles: [try put(.attendance, into: .drafting, count)],
            photos: [try put(.picture, into: .drafting)], invitation: isInvitation ? task.document?.name : nil)
        try performer.give(meeting, to: .drafting)
    }
}
