import Domain
import Protocol
import Rehearsal
import Testing

@Suite("Composing a document")
struct VersionTests {
    let play: Play

    init() throws { play = try Play() }

    @Test("A task that Routing opens once more, because it has lost the end of its journal for good, stays as it is here")
    func openedOnceMore() throws {
        let task = try play.open(.susun, document: Play.draft)
        try play.compose(task, "1", parent: 0)
        _ = try play.open(.susun, document: Play.draft) { $0.task = task }
        #expect(try play.rehearsal.engine.parkedEvents().isEmpty)
        #expect(try play.rejection(ComposeVersion(task: task, file: play.file("2"), name: "renja.docx", parent: 1)) == "taskEnded")
    }

    @Test("Composing ends the susun and freezes the next version, whose hash Routing is told")
    func composingFreezes() throws {
        let task = try play.open(.susun, document: Play.draft)
        try play.compose(task, "a1", parent: 0, note: "Konsep pertama")

        let frozen = try #require(try play.rehearsal.events(DraftFrozen.self).first)
        let document = DocumentVersion(name: Play.draft, version: 1, hash: play.file("a1").hash)
        #expect(frozen.body.done == Completion(task: task, caseID: play.caseID, outcome: .done, document: document))
        #expect(frozen.body.author == "staf" && frozen.body.size == 100 && frozen.body.mediaType == "text/plain" && frozen.body.parent == 0)
        #expect(frozen.header.subject == play.caseID)
        #expect(frozen.content == ActWords(note: "Konsep pertama", names: ["renja.docx"]))
    }

    @Test("A frozen document is composed again only in another susun, of any kind")
    func freezing() throws {
        let task = try play.open(.susun, document: Play.draft)
        try play.compose(task, "a1", parent: 0)
        #expect(try play.rejection(ComposeVersion(task: task, file: play.file("a2"), name: "a", parent: 1)) == "taskEnded")
        #expect(try play.rejection(SaveVersion(task: task, file: play.file("a2"), name: "a", parent: 1)) == "taskEnded")

        let revision = try play.open(.susun, kind: .revision, document: Play.draft)
        try play.compose(revision, "a2", parent: 1)
        #expect(try play.rehearsal.events(DraftFrozen.self).map { $0.body.done.document?.version } == [1, 2])
    }

    @Test("A version that does not build on the last one is refused", arguments: [0, 2, -1, 7])
    func staleParent(parent: Int) throws {
        try play.compose(try play.open(.susun, document: Play.draft), "a1", parent: 0)
        let task = try play.open(.susun, kind: .revision, document: Play.draft)
        #expect(try play.rejection(ComposeVersion(task: task, file: play.file("a2"), name: "a", parent: parent)) == "staleParent")
        #expect(try play.rejection(SaveVersion(task: task, file: play.file("a2"), name: "a", parent: parent)) == "staleParent")
    }

    @Test("Of two people who build on one version, the second is refused and loses nothing")
    func twoAuthors() throws {
        let first = try play.open(.susun, document: Play.draft)
        let second = try play.open(.susun, for: "kasubbag", document: Play.draft)
        try play.compose(first, "a1", parent: 0)
        let late = ComposeVersion(task: second, file: play.file("b1"), name: "b", parent: 0)
        #expect(try play.rejection(late, by: "kasubbag") == "staleParent")
        try play.compose(second, "b1", parent: 1, by: "kasubbag")
    }

    @Test("Saving keeps a version, leaves the task open and freezes nothing; the next version builds on it")
    func saving() throws {
        let task = try play.open(.susun, document: Play.draft)
        try play.save(task, "a1", parent: 0)
        try play.save(task, "a2", parent: 1)
        try play.compose(task, "a3", parent: 2)
        let versions = try play.rehearsal.ask(ListVersions(caseID: play.caseID), by: Play.official("kadis")).versions
        #expect(versions.map(\.document.version) == [3, 2, 1])
        #expect(versions.map(\.isFrozen) == [true, false, false])
        #expect(versions.map(\.parent) == [2, 1, 0])
        let saved = try play.rehearsal.events(VersionSaved.self)
        #expect(saved.map(\.body.document.hash) == [play.file("a1").hash, play.file("a2").hash])
        #expect(saved.first?.content?.names == ["renja.docx"])
    }

    @Test("Each document of a case is counted and frozen on its own, and so is each member's")
    func perDocument() throws {
        let cover = DocumentName(naskah: "pengantar")
        let other = DocumentName(naskah: "renja", member: "kabid-a")
        for (number, document) in [Play.draft, cover, other].enumerated() {
            try play.compose(try play.open(.susun, document: document), "c\(number)", parent: 0)
        }
        let composed = try play.rehearsal.events(DraftFrozen.self).compactMap(\.body.done.document)
        #expect(composed.map(\.name) == [Play.draft, cover, other])
        #expect(composed.map(\.version) == [1, 1, 1])
    }

    @Test("Only a file that Drafting holds, as it is, becomes a version")
    func files() throws {
        let task = try play.open(.susun, document: Play.draft)
        let held = play.file("a1")
        func code(_ file: FileReference, name: String = "a.txt") throws -> String? {
            try play.rejection(ComposeVersion(task: task, file: file, name: name, parent: 0))
        }
        #expect(try code(FileReference(hash: String(repeating: "f", count: 64), size: 1, mediaType: "text/plain")) == "fileMissing")
        #expect(try code(FileReference(hash: held.hash, size: 99, mediaType: "text/plain")) == "fileSizeWrong")
        for mediaType in ["", "text", "text/", "text/plain/x", "Surat rahasia/b", "text/pl ain", String(repeating: "a", count: 200) + "/b"] {
            #expect(try code(FileReference(hash: held.hash, size: 100, mediaType: mediaType)) == "invalid")
        }
        for name in ["", "  ", "a/b", "a\\b", "a\nb", String(repeating: "n", count: 256)] { #expect(try code(held, name: name) == "invalid") }
        #expect(try code(held, name: String(repeating: "é", count: 255)) == nil)
    }

    @Test("A note has a limit")
    func notes() throws {
        let task = try play.open(.susun, document: Play.draft)
        let long = String(repeating: "x", count: Limits.textCharacters + 1)
        #expect(try play.rejection(ComposeVersion(task: task, file: play.file("a1"), name: "a", parent: 0, note: long)) == "invalid")
        #expect(try play.rejection(SaveVersion(task: task, file: play.file("a1"), name: "a", parent: 0, note: long)) == "invalid")
    }

    @Test("Only the position whose susun it is composes, and only in a susun")
    func whose() throws {
        let task = try play.open(.susun, document: Play.draft)
        let study = try play.open(.telaah, document: Play.draft)
        func command(_ task: Identifier) -> ComposeVersion { ComposeVersion(task: task, file: play.file("a1"), name: "a", parent: 0) }
        #expect(try play.rejection(command(task), by: "kadis") == "wrongPosition")
        #expect(try play.rejection(command(study)) == "otherAct")
        #expect(try play.rejection(command(play.caseID)) == "notFound")
        let stranger = Play.official("staf", of: "bappeda")
        #expect(try play.rehearsal.rejection { try play.rehearsal.give(command(task), by: stranger) } == "notFound")
        try play.withdraw(task)
        #expect(try play.rejection(command(task)) == "taskEnded")
    }

    @Test("The same command again, by the same id, makes no second version")
    func repeated() throws {
        let task = try play.open(.susun, document: Play.draft)
        let id = play.rehearsal.newIdentifier()
        let command = ComposeVersion(task: task, file: play.file("a1"), name: "a", parent: 0)
        let first = try play.rehearsal.give(command, by: Play.official("staf"), id: id)
        let second = try play.rehearsal.give(command, by: Play.official("staf"), id: id)
        #expect(first.body == second.body)
        #expect(try play.rehearsal.events(DraftFrozen.self).count == 1)
    }

    @Test("An optional susun may be passed over, and the document stays as it was")
    func skipping() throws {
        let task = try play.open(.susun, document: Play.draft) { $0.isOptional = true }
        try play.rehearsal.give(SkipTask(task: task), by: Play.official("staf"))
        #expect(try play.rehearsal.events(TaskSkipped.self).count == 1)
        #expect(try play.rejection(ComposeVersion(task: task, file: play.file("a1"), name: "a", parent: 0)) == "taskEnded")
    }

    @Test("Showing a version tells its note, file, author and parent")
    func showing() throws {
        let task = try play.open(.susun, document: Play.draft)
        try play.compose(task, "a1", parent: 0, note: "Konsep pertama")
        let shown = try play.rehearsal.ask(ShowVersion(caseID: play.caseID, document: Play.draft, version: 1), by: Play.official("kadis"))
        #expect(shown.note == "Konsep pertama" && shown.task == task && shown.author == "staf" && shown.parent == 0 && shown.isFrozen)
        #expect(shown.content == NamedFile(file: play.file("a1"), name: "renja.docx"))
        #expect(shown.document.hash == play.file("a1").hash && shown.at == play.rehearsal.now.milliseconds)
        #expect(shown.actor == "official/disnaker/staf/197001011995031001")
        let missing = ShowVersion(caseID: play.caseID, document: Play.draft, version: 2)
        #expect(try play.refusal(missing, by: Play.official("kadis")) == "notFound")
    }

    @Test("Versions are listed newest first, of one document or of all, a page at a time")
    func listing() throws {
        let task = try play.open(.susun, document: Play.draft)
        for parent in 0..<Limits.pageRows { try play.save(task, "a\(parent)", parent: parent) }
        try play.compose(try play.open(.susun, document: DocumentName(naskah: "pengantar")), "b1", parent: 0)
        func page(_ document: DocumentName?, before: Int64?) throws -> ListVersions.Answer {
            try play.rehearsal.ask(ListVersions(caseID: play.caseID, document: document, before: before), by: Play.official("kadis"))
        }
        let first = try page(nil, before: nil)
        #expect(first.versions.count == Limits.pageRows && first.isMore)
        #expect(first.versions.first?.document.name.naskah == "pengantar")
        let rest = try page(nil, before: first.versions.last?.position)
        #expect(rest.versions.map(\.document.version) == [1] && !rest.isMore)
        let renja = try page(Play.draft, before: nil)
        #expect(renja.versions.map(\.document.version) == Array((1...Limits.pageRows).reversed()) && !renja.isMore)
    }

    @Test("Officials of another agency, and of cases Drafting has not heard of, are told nothing")
    func access() throws {
        try play.compose(try play.open(.susun, document: Play.draft), "a1", parent: 0)
        let stranger = Play.official("staf", of: "bappeda")
        #expect(try play.refusal(ListVersions(caseID: play.caseID), by: stranger) == "notFound")
        #expect(try play.refusal(ShowVersion(caseID: play.caseID, document: Play.draft, version: 1), by: stranger) == "notFound")
        #expect(try play.refusal(Materials(caseID: play.caseID), by: stranger) == "notFound")
        #expect(try play.refusal(Meetings(caseID: play.caseID), by: stranger) == "notFound")
        #expect(try play.refusal(Studies(caseID: play.caseID), by: stranger) == "notFound")
        #expect(try play.refusal(ListVersions(caseID: play.rehearsal.newIdentifier()), by: Play.official("staf")) == "notFound")
        #expect(try play.refusal(ListVersions(caseID: play.caseID), by: .operator(name: "uji")) == "forbidden")
    }
}
