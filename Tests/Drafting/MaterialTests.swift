import Domain
import Protocol
import Rehearsal
import Testing

@Suite("Material of the units")
struct MaterialTests {
    let play: Play

    init() throws { play = try Play() }

    private func collect(_ task: Identifier) throws -> String? { try play.rejection(CollectMaterial(task: task), by: "kasubbag") }

    private func list() throws -> [Material] {
        try play.rehearsal.ask(Materials(caseID: play.caseID), by: Play.official("kadis")).materials
    }

    @Test("Asking ends the minta and names the positions inside the agency that are to deliver")
    func asking() throws {
        let task = try play.open(.minta) { task in
            task.to = [
                Receiver(role: "bidang", position: "kabid-b", name: "Bidang B"), Receiver(role: "bidang", position: "kabid-a", name: "Bidang A"),
                Receiver(role: "bappeda", position: nil, name: "Bappeda"),
            ]
        }
        #expect(try play.rejection(AskMaterial(task: task, what: " \n")) == "invalid")
        try play.rehearsal.give(AskMaterial(task: task, what: "Data kinerja"), by: Play.official("staf"))
        let asked = try #require(try play.rehearsal.events(MaterialAsked.self).first)
        #expect(asked.body.to == ["kabid-b", "kabid-a"])
        #expect(asked.body.done.task == task && asked.body.done.outcome == .done)
        #expect(asked.content?.note == "Data kinerja")
        #expect(try play.rejection(AskMaterial(task: task, what: "Lagi")) == "taskEnded")
    }

    @Test("A minta is not delivered and a delivery does not ask")
    func kinds() throws {
        let asking = try play.open(.minta)
        #expect(try play.rejection(DeliverMaterial(task: asking, files: [play.named("a")])) == "otherAct")
        let delivery = try play.open(.minta, kind: .delivery)
        #expect(try play.rejection(AskMaterial(task: delivery, what: "Data")) == "otherAct")
    }

    @Test("A delivery holds files, or words that say why there are none")
    func delivering() throws {
        let tasks = try play.ask(["kabid-a", "kabid-b"])
        #expect(try play.rejection(DeliverMaterial(task: tasks[0], files: []), by: "kabid-a") == "invalid")
        #expect(try play.rejection(DeliverMaterial(task: tasks[0], files: [], note: " "), by: "kabid-a") == "invalid")
        let unknown = NamedFile(file: FileReference(hash: "none", size: 1, mediaType: "text/plain"), name: "a")
        #expect(try play.rejection(DeliverMaterial(task: tasks[0], files: [play.named("a"), unknown]), by: "kabid-a") == "fileMissing")
        let many = Array(repeating: play.named("a"), count: 65)
        #expect(try play.rejection(DeliverMaterial(task: tasks[0], files: many), by: "kabid-a") == "invalid")
        try play.deliver(tasks[0], by: "kabid-a")
        try play.rehearsal.give(DeliverMaterial(task: tasks[1], files: [], note: "Nihil"), by: Play.official("kabid-b"))
        let delivered = try play.rehearsal.events(MaterialDelivered.self)
        #expect(delivered.map(\.body.files.count) == [1, 0])
        #expect(delivered.map(\.body.isLate) == [false, false])
        #expect(delivered.map(\.content?.note) == ["Terlampir", "Nihil"])
        #expect(try play.rejection(DeliverMaterial(task: tasks[0], files: [play.named("b")]), by: "kabid-a") == "taskEnded")
    }

    @Test("A delivery at its due moment is in time, a millisecond later it is late")
    func late() throws {
        let due = play.rehearsal.now.milliseconds + 1000
        let tasks = try play.ask(["kabid-a", "kabid-b"], due: due)
        try play.rehearsal.pass(milliseconds: 1000)
        try play.deliver(tasks[0], by: "kabid-a")
        try play.rehearsal.pass(milliseconds: 1)
        try play.deliver(tasks[1], by: "kabid-b")
        #expect(try play.rehearsal.events(MaterialDelivered.self).map(\.body.isLate) == [false, true])
        #expect(try list().map(\.isLate) == [false, true])
    }

    @Test("A collection without a quorum waits for every delivery")
    func complete() throws {
        let tasks = try play.ask(["kabid-a", "kabid-b"])
        let collection = try play.collection(tasks)
        #expect(try collect(collection) == "incomplete")
        try play.deliver(tasks[0], by: "kabid-a")
        let refused = try #require(throws: Rejection.self) {
            try play.rehearsal.give(CollectMaterial(task: collection), by: Play.official("kasubbag"))
        }
        #expect(refused.code == "incomplete" && refused.message.hasPrefix("1 of"))
        try play.deliver(tasks[1], by: "kabid-b")
        #expect(try collect(collection) == nil)
        #expect(try play.rehearsal.events(MaterialCollected.self).map(\.body.missing) == [[]])
        #expect(try collect(collection) == "taskEnded")
    }

    @Test("A quorum closes the collection; what comes afterwards is kept as late")
    func quorum() throws {
        let tasks = try play.ask(["kabid-a", "kabid-b", "kabid-c"])
        let collection = try play.collection(tasks, quorum: 2)
        try play.deliver(tasks[2], by: "kabid-c")
        #expect(try collect(collection) == "incomplete")
        try play.deliver(tasks[0], by: "kabid-a")
        #expect(try collect(collection) == nil)
        let collected = try #require(try play.rehearsal.events(MaterialCollected.self).first)
        #expect(collected.body.missing == ["kabid-b"] && collected.body.missingTasks == [tasks[1]])
        try play.deliver(tasks[1], by: "kabid-b")
        #expect(try play.rehearsal.events(MaterialDelivered.self).map(\.body.isLate) == [false, false, true])
    }

    @Test("Deliveries that were passed over or withdrawn are not waited for, nor counted by a quorum they make unreachable")
    func notNeeded() throws {
        let tasks = try play.ask(["kabid-a", "kabid-b"])
        let optional = try play.open(.minta, for: "kabid-c", kind: .delivery) { $0.isOptional = true }
        let all = tasks + [optional]
        let everything = try play.collection(all)
        let quorum = try play.collection(all, quorum: 2)
        try play.rehearsal.give(SkipTask(task: optional), by: Play.official("kabid-c"))
        try play.withdraw(tasks[1])
        #expect(try collect(everything) == "incomplete")
        #expect(try collect(quorum) == "incomplete")
        try play.deliver(tasks[0], by: "kabid-a")
        #expect(try collect(everything) == nil)
        #expect(try collect(quorum) == nil)
        #expect(try list().map(\.state) == [.delivered, .notNeeded, .notNeeded])
    }

    @Test("A delivery that Drafting has not heard of is waited for")
    func unknown() throws {
        let collection = try play.collection([play.rehearsal.newIdentifier()])
        #expect(try collect(collection) == "incomplete")
    }

    @Test("A collection of nothing closes at once")
    func nothing() throws {
        #expect(try collect(try play.collection([])) == nil)
    }

    @Test("A unit that has not delivered is reminded as often as need be, and the collection stays open")
    func chasing() throws {
        let tasks = try play.ask(["kabid-a", "kabid-b"])
        let collection = try play.collection(tasks)
        let chase = ChaseMaterial(task: collection, position: "kabid-b", note: "Mohon segera")
        #expect(try play.rejection(chase, by: "kasubbag") == nil)
        #expect(try play.rejection(chase, by: "kasubbag") == nil)
        let chased = try play.rehearsal.events(MaterialChased.self)
        #expect(chased.map(\.body.delivery) == [tasks[1], tasks[1]])
        #expect(chased.map(\.body.position) == ["kabid-b", "kabid-b"])
        #expect(chased.first?.content?.note == "Mohon segera")
        #expect(try list().map(\.chased) == [0, 2])
        try play.deliver(tasks[1], by: "kabid-b")
        #expect(try list().map(\.chased) == [0, 2])
        #expect(try play.rejection(chase, by: "kasubbag") == "alreadyDelivered")
        #expect(try play.rejection(ChaseMaterial(task: collection, position: "kabid-z"), by: "kasubbag") == "notAwaited")
        let first = ChaseMaterial(task: collection, position: "kabid-a")
        #expect(try play.rejection(first, by: "kasubbag") == nil)
        try play.withdraw(tasks[0])
        #expect(try play.rejection(first, by: "kasubbag") == "notAwaited")
        #expect(try play.rejection(ChaseMaterial(task: tasks[0], position: "kabid-a"), by: "kabid-a") == "taskEnded")
    }

    @Test("A vacant unit is reminded by its own name or its superior's, and the superior hears of it")
    func vacant() throws {
        let delivery = try play.open(.minta, for: "sekretaris", kind: .delivery) { $0.vacant = "kabid-a" }
        let collection = try play.collection([delivery], quorum: 0)
        for position in ["kabid-a", "sekretaris"] as [Key<Position>] {
            #expect(try play.rejection(ChaseMaterial(task: collection, position: position), by: "kasubbag") == nil)
        }
        #expect(try play.rehearsal.events(MaterialChased.self).map(\.body.position) == ["sekretaris", "sekretaris"])
        #expect(try collect(collection) == nil)
        #expect(try play.rehearsal.events(MaterialCollected.self).map(\.body.missing) == [["kabid-a"]])
        try play.deliver(delivery, by: "sekretaris")
        let again = try play.collection([delivery])
        for position in ["kabid-a", "sekretaris"] as [Key<Position>] {
            #expect(try play.rejection(ChaseMaterial(task: again, position: position), by: "kasubbag") == "alreadyDelivered")
        }
    }

    @Test("The list says for each unit what was asked when, and what came when")
    func listing() throws {
        let asked = play.rehearsal.now.milliseconds
        let tasks = try play.ask(["kabid-a", "kabid-b"], due: asked + 60_000)
        try play.rehearsal.pass(milliseconds: 5000)
        try play.deliver(tasks[0], by: "kabid-a")
        let (first, second) = (try list()[0], try list()[1])
        #expect(first.task == tasks[0] && first.unit == "kabid-a" && first.state == .delivered)
        #expect(first.askedAt == asked && first.what == "Data kinerja triwulan I" && first.due == asked + 60_000)
        #expect(first.deliveredAt == asked + 5000 && first.note == "Terlampir" && first.files == [play.named("kabid-a.xlsx")])
        #expect(second.unit == "kabid-b" && second.state == .open && second.askedAt == asked)
        #expect(second.deliveredAt == nil && second.files.isEmpty)
    }

    @Test("A list of long notes comes in pages that fit a frame")
    func pages() throws {
        let units = (1...9).map { Key<Position>("kabid-\($0)") }
        let tasks = try play.ask(units)
        for (task, unit) in zip(tasks, units) {
            let note = String(repeating: "x", count: Limits.textCharacters)
            try play.rehearsal.give(DeliverMaterial(task: task, files: [], note: note), by: Play.official(unit))
        }
        var found: [Identifier] = []
        var pages = 0
        var isMore = true
        while isMore {
            let page = try play.rehearsal.ask(Materials(caseID: play.caseID, after: found.last), by: Play.official("kadis"))
            found += page.materials.map(\.task)
            isMore = page.isMore
            pages += 1
        }
        #expect(found == tasks && pages == 3)
    }

    @Test("The same delivery again, by the same id, is one delivery")
    func repeated() throws {
        let task = try play.ask(["kabid-a"])[0]
        let id = play.rehearsal.newIdentifier()
        let command = DeliverMaterial(task: task, files: [play.named("a")])
        for _ in 1...2 { try play.rehearsal.give(command, by: Play.official("kabid-a"), id: id) }
        #expect(try list()[0].files.count == 1)
    }
}
