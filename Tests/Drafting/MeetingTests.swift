import Domain
import Protocol
import Rehearsal
import Testing

@Suite("Studies and meetings")
struct MeetingTests {
    let play: Play

    init() throws { play = try Play() }

    private func meeting() throws -> Identifier {
        try play.open(.rapat, for: "sekretaris") { $0.participants = ["kabid-a", "kabid-b"] }
    }

    private func code(_ command: HoldMeeting) throws -> String? { try play.rejection(command, by: "sekretaris") }

    @Test("A study ends the telaah with its note and files, and makes no version")
    func study() throws {
        try play.compose(try play.open(.susun, document: Play.draft), "a1", parent: 0)
        let document = DocumentVersion(name: Play.draft, version: 1, hash: play.file("a1").hash)
        let task = try play.open(.telaah) { $0.document = document }
        #expect(try play.rejection(WriteStudy(task: task, note: "")) == "invalid")
        try play.rehearsal.give(WriteStudy(task: task, note: "Sesuai pedoman", files: [play.named("telaah.pdf")]), by: Play.official("staf"))
        let studied = try #require(try play.rehearsal.events(Studied.self).first)
        #expect(studied.body.done == Completion(task: task, caseID: play.caseID, outcome: .done, document: document))
        #expect(studied.content == ActWords(note: "Sesuai pedoman", names: ["telaah.pdf"]))
        let listed = try play.rehearsal.ask(Studies(caseID: play.caseID), by: Play.official("kadis")).studies
        #expect(listed.map(\.note) == ["Sesuai pedoman"] && listed.map(\.document) == [document])
        #expect(listed.map(\.files) == [[play.named("telaah.pdf")]])
        #expect(try play.rejection(WriteStudy(task: task, note: "Lagi")) == "taskEnded")
    }

    @Test("A meeting is recorded with who came, the minutes, its papers and the document that invited to it")
    func holding() throws {
        let invitation = DocumentName(naskah: "undangan")
        try play.compose(try play.open(.susun, document: invitation), "u1", parent: 0)
        let task = try meeting()
        let command = HoldMeeting(
            task: task, attended: ["kabid-b", "sekretaris"], guests: ["Ibu Sari, Bappeda"], minutes: "Disepakati target.",
            minutesFiles: [play.named("notulen.pdf"), play.named("lampiran notulen.pdf")], attendanceFiles: [play.named("hadir.pdf")],
            photos: [play.named("foto 1.jpg"), play.named("foto ke-2.jpg")], invitation: invitation)
        #expect(try code(command) == nil)

        let held = try #require(try play.rehearsal.events(MeetingHeld.self).first)
        #expect(held.body.done.task == task && held.body.attended == ["kabid-b", "sekretaris"])
        #expect(held.body.invitation == DocumentVersion(name: invitation, version: 1, hash: play.file("u1").hash))
        let names = ["notulen.pdf", "lampiran notulen.pdf", "hadir.pdf", "foto 1.jpg", "foto ke-2.jpg"]
        #expect(held.content == MeetingWords(minutes: "Disepakati target.", guests: ["Ibu Sari, Bappeda"], names: names))

        let listed = try play.rehearsal.ask(Meetings(caseID: play.caseID), by: Play.official("kadis")).meetings
        let expected = Meeting(
            position: held.position, task: task, at: play.rehearsal.now.milliseconds, actor: held.header.actor, attended: held.body.attended,
            invitation: held.body.invitation, guests: ["Ibu Sari, Bappeda"], minutes: "Disepakati target.",
            minutesFiles: [play.named("notulen.pdf"), play.named("lampiran notulen.pdf")], attendanceFiles: [play.named("hadir.pdf")],
            photos: [play.named("foto 1.jpg"), play.named("foto ke-2.jpg")])
        #expect(listed == [expected])
        #expect(try code(command) == "taskEnded")
    }

    @Test("Who does not take part is recorded as a guest only")
    func participants() throws {
        let task = try meeting()
        #expect(try code(HoldMeeting(task: task, attended: ["kabid-a", "kadis"], minutes: "m")) == "notParticipant")
        #expect(try code(HoldMeeting(task: task, attended: ["kabid-a", "kabid-a"], minutes: "m")) == "invalid")
        #expect(try code(HoldMeeting(task: task, attended: [], minutes: "m")) == "invalid")
        #expect(try code(HoldMeeting(task: task, attended: [], guests: [" "], minutes: "m")) == "invalid")
        #expect(try code(HoldMeeting(task: task, attended: [], guests: [String](repeating: "a", count: 501), minutes: "m")) == "invalid")
        #expect(try code(HoldMeeting(task: task, attended: [], guests: ["Kepala Dinas"], minutes: "m")) == nil)
    }

    @Test("A meeting has minutes, and its papers are files that Drafting holds")
    func papers() throws {
        let task = try meeting()
        #expect(try code(HoldMeeting(task: task, attended: ["kabid-a"], minutes: " ")) == "invalid")
        let missing = [NamedFile(file: FileReference(hash: "none", size: 1, mediaType: "image/jpeg"), name: "foto.jpg")]
        #expect(try code(HoldMeeting(task: task, attended: ["kabid-a"], minutes: "m", minutesFiles: missing)) == "fileMissing")
        #expect(try code(HoldMeeting(task: task, attended: ["kabid-a"], minutes: "m", attendanceFiles: missing)) == "fileMissing")
        #expect(try code(HoldMeeting(task: task, attended: ["kabid-a"], minutes: "m", photos: missing)) == "fileMissing")
    }

    @Test("Only a finished document of the case invites to its meeting")
    func invitation() throws {
        let name = DocumentName(naskah: "undangan")
        let task = try meeting()
        let command = HoldMeeting(task: task, attended: ["kabid-a"], minutes: "m", invitation: name)
        #expect(try code(command) == "notFound")
        let composing = try play.open(.susun, document: name)
        try play.save(composing, "u1", parent: 0)
        #expect(try code(command) == "notFound")
        try play.compose(composing, "u2", parent: 1)
        #expect(try code(command) == nil)
        #expect(try play.rehearsal.events(MeetingHeld.self).first?.body.invitation?.version == 2)
    }

    @Test("Meetings with long minutes come in pages that fit a frame, newest first")
    func pages() throws {
        let tasks = try (1...6).map { _ in try meeting() }
        for task in tasks {
            let minutes = String(repeating: "x", count: Limits.textCharacters)
            #expect(try code(HoldMeeting(task: task, attended: ["kabid-a"], minutes: minutes)) == nil)
        }
        let first = try play.rehearsal.ask(Meetings(caseID: play.caseID), by: Play.official("kadis"))
        #expect(first.isMore && first.meetings.map(\.task) == tasks.reversed().prefix(4).map { $0 })
        let rest = try play.rehearsal.ask(Meetings(caseID: play.caseID, before: first.meetings.last?.position), by: Play.official("kadis"))
        #expect(!rest.isMore && rest.meetings.map(\.task) == tasks.prefix(2).reversed())
    }
}
