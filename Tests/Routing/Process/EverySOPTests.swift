import Domain
import Protocol
import Testing

@testable import Routing

/// Each of the agencies' SOPs walked many times with outcomes by chance.
@Suite("Every SOP")
struct EverySOPTests {
    @Test("All 24 SOPs of the four agencies are there")
    func allAreThere() {
        #expect(Catalogues.agencies.count == 4)
        #expect(Catalogues.all.count == 24)
        #expect(Catalogues.all.map(\.sop.steps.count).reduce(0, +) == 366)
    }

    @Test("Without a no, every act is done once and in order, and the case ends", arguments: 0..<24)
    func straight(_ index: Int) throws {
        let (organisation, sop) = Catalogues.all[index]
        let plan = CasePlan(sop: sop, organisation: organisation)
        let walk = try Walk(plan)
        for _ in 0..<1000 where !walk.isClosed {
            let task = try #require(walk.open.first)
            if task.fromOutside { try walk.link() } else { try walk.end(task) }
        }
        #expect(walk.isClosed)
        #expect(walk.returns.isEmpty)
        // Units walk a step side by side, so the order is looked at unit by unit.
        let regular = walk.tasks.filter { $0.kind == .regular }
        for walker in Set(regular.map(\.position)) {
            let places = regular.filter { $0.position == walker }.map { Place(step: $0.step, act: $0.act) }
            #expect(places == places.sorted())
        }
        let done = Set(regular.map { Place(step: $0.step, act: $0.act) })
        #expect(done == Set(plan.entries.map(\.place)))
    }

    @Test("With outcomes by chance, each SOP ends, with every document filed as it stands, numbered and signed on that version", arguments: 0..<24)
    func random(_ index: Int) throws {
        let (organisation, sop) = Catalogues.all[index]
        let plan = CasePlan(sop: sop, organisation: organisation)
        for seed in 0..<60 {
            var excursion = try Excursion(plan, seed: UInt64(seed))
            try excursion.play()
        }
    }
}

@Suite("SOPs made up by chance")
struct MadeUpSOPTests {
    @Test("Whatever the mixture of units, teams, parties outside, optional acts and documents, no case gets stuck", arguments: 0..<8)
    func walks(part: Int) throws {
        for seed in UInt64(part * 100)..<UInt64(part * 100 + 100) {
            var chance = Chance(state: seed &* 7919)
            let plan = Self.plan(&chance)
            for walk in 0..<3 {
                var excursion = try Excursion(plan, seed: seed &* 10 + UInt64(walk))
                try excursion.play()
            }
        }
    }

    /// Steps by chance, in which nothing is decided on before it was composed and nothing gathered before it was asked for.
    private static func plan(_ chance: inout Chance) -> CasePlan {
        var composed: [Key<Naskah>] = []
        var isAsked = false
        let roles: [Key<Role>] = ["kadis", "sekdis", "kasubag", "staf", "bidang", "bidang", "tim", "luar"]
        let steps = (0..<Int.random(in: 2...7, using: &chance)).map { number in
            let actor = roles.randomElement(using: &chance) ?? "staf"
            let acts = (0..<Int.random(in: 1...4, using: &chance)).map { _ in
                act(chance.isLikely(80) ? actor : roles.randomElement(using: &chance) ?? actor, &composed, &isAsked, &chance)
            }
            let target = number > 0 && chance.isLikely(40) ? Int.random(in: 1...number, using: &chance) : nil
            return Sketch.step(actor, acts, returnsTo: target)
        }
        return Sketch.plan(steps)
    }

    private static func act(_ actor: Key<Role>, _ composed: inout [Key<Naskah>], _ isAsked: inout Bool, _ chance: inout Chance) -> Act {
        if composed.isEmpty || chance.isLikely(30) {
            // Units compose documents of their own, everybody else the shared ones.
            let naskah: Key<Naskah> = actor == "bidang" ? "data" : ["surat", "keluar", "lampiran"].randomElement(using: &chance) ?? "surat"
            let isOptional = composed.contains(naskah) && chance.isLikely(40)
            if !composed.contains(naskah) { composed.append(naskah) }
            return Sketch.act(.susun, actor, naskah, isOptional: isOptional)
        }
        let naskah = composed.randomElement(using: &chance) ?? "surat"
        let words: [Act.Word] = [
            .periksa, .periksa, .paraf, .paraf, .tandaTangan, .nomor, .gandakan, .kirim, .arsip, .telaah, .sampaikan, .disposisi, .minta, .kumpul,
        ]
        let word = words.randomElement(using: &chance) ?? .periksa
        switch word {
        case .nomor where naskah != "keluar" && naskah != "lampiran": return Sketch.act(.telaah, actor, naskah)
        case .kumpul where !isAsked: return Sketch.act(.telaah, actor, nil)
        case .minta:
            isAsked = true
            return Sketch.act(.minta, actor, nil, to: ["bidang", "staf"])
        case .sampaikan, .disposisi, .kirim: return Sketch.act(word, actor, naskah, to: ["sekdis", "bidang", "luar"])
        case .tandaTangan: return Sketch.act(word, actor, naskah, isTiered: chance.isLikely(30))
        default: return Sketch.act(word, actor, naskah)
        }
    }
}

/// One walk by chance, with the promises checked at every step.
private struct Excursion {
    let walk: Walk
    var chance: Chance
    var noesLeft: Int
    let seed: UInt64

    init(_ plan: CasePlan, seed: UInt64) throws {
        walk = try Walk(plan)
        chance = Chance(state: seed)
        self.seed = seed
        noesLeft = Int.random(in: 0...12, using: &chance)
    }

    mutating func play() throws {
        var seen = 0
        for _ in 0..<5000 {
            for task in walk.tasks[seen...] { check(task) }
            seen = walk.tasks.count
            if walk.isClosed { break }
            let task = try #require(walk.open.randomElement(using: &chance), "\(walk.plan.sop.id) is stuck, seed \(seed)")
            try move(task)
        }
        #expect(walk.isClosed, "\(walk.plan.sop.id) does not end, seed \(seed): \(walk.summary)")
        checkEnd()
    }

    private mutating func move(_ task: TaskOpened) throws {
        if chance.isLikely(3) { try walk.link() }
        guard walk.open.contains(task) else { return }
        if task.fromOutside {
            try walk.link()
        } else if [.periksa, .paraf, .tandaTangan].contains(task.word), noesLeft > 0, chance.isLikely(30) {
            noesLeft -= 1
            let before = walk.returns.count
            try walk.end(task, .returned)
            if walk.returns.count > before { checkReturn(task) }
        } else {
            try walk.end(task, task.isOptional && chance.isLikely(50) ? .skipped : .done, isUnchanged: chance.isLikely(10))
        }
    }

    /// Nothing is signed, numbered, copied, sent or filed while a paraf or signature on it is void, unless the SOP asks for that one again.
    private func check(_ task: TaskOpened) {
        guard let document = task.document, document.version > 0 else { return }
        #expect(walk.plan.naskah(document.name) != nil)
        guard [.kirim, .arsip, .himpunLuar].contains(task.word), task.kind == .regular || task.kind == .filing else { return }
        guard let now = walk.state.document(document.name), now.hash == document.hash else { return }
        let later = walk.plan.entries[walk.plan.index(of: Place(step: task.step, act: task.act))...]
        for answer in walk.state.answers where answer.document == document.name && answer.hash != now.hash {
            let isAskedAgain = later.contains { $0.act.word == answer.word && $0.act.naskah == answer.document.naskah }
            #expect(isAskedAgain, "\(walk.plan.sop.id) step \(task.step): \(answer.word) by \(answer.unit) is void, seed \(seed)")
        }
        if task.word == .kirim, walk.plan.naskah(document.name)?.register != nil { #expect(task.number != nil || now.number != nil) }
    }

    /// The step that reopens is the published one, or one where the document was composed; and it is not after the one that said no.
    private func checkReturn(_ task: TaskOpened) {
        guard let event = walk.returns.last else { return }
        #expect(Place(step: event.to, act: event.toAct) <= Place(step: event.from, act: event.fromAct))
        if task.kind == .regular, let published = walk.plan.sop.step(task.step)?.returnsTo { #expect(event.to == published) }
        for answer in walk.state.answers where answer.document.naskah == event.naskah {
            #expect(answer.place < Place(step: event.to, act: event.toAct) || event.members != nil)
        }
    }

    private func checkEnd() {
        #expect(!walk.state.isOnTheWay && walk.state.tasks.isEmpty)
        for document in walk.state.documents where document.isComposed {
            #expect(document.isArchived, "\(document.name.text) is not filed, seed \(seed)")
            for answer in walk.state.answers where answer.document == document.name { #expect(answer.hash == document.hash) }
            let isSigned = walk.state.answers.contains { $0.document == document.name && $0.word == .tandaTangan }
            if isSigned || document.isSent, walk.plan.naskah(document.name)?.register != nil { #expect(document.number != nil) }
        }
    }
}
