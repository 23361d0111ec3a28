import Domain
import Protocol

/// What a case's timeline tells of its decisions, its returns, and the acts that may be passed over.
///
/// It is read from Routing's journal, not remembered by those who played.
struct CaseStory {
    /// An act of a SOP by its place.
    struct Place: Hashable {
        let step: Int
        /// Counted from 1.
        let act: Int
    }

    /// A decision that somebody was asked for: one act about one document; the superior's signature beneath it is a decision of its own.
    private struct Decision: Hashable {
        let place: Place
        let word: Act.Word
        let document: DocumentName
        let isCountersign: Bool
    }

    /// Where the case went back from, and to.
    private struct Return: Hashable {
        let from: Int
        let to: Int
    }

    /// In the order in which they were first asked for.
    private var asked: [Decision] = []
    private var refused: Set<Decision> = []
    private var returns: Set<Return> = []
    /// Acts of the SOP that somebody did.
    private(set) var done: Set<Place> = []
    /// Acts of the SOP that somebody passed over.
    private(set) var skipped: Set<Place> = []
    /// The steps of which somebody did an act, or passed it over.
    var steps: Set<Int> { Set(done.union(skipped).map(\.step)) }

    init(_ entries: [Timeline.Entry]) {
        for entry in entries {
            switch entry.type {
            case TaskOpened.type:
                if let decision = Self.decision(entry), !asked.contains(decision) { asked.append(decision) }
            case TaskClosed.type: close(entry)
            case StepReturned.type:
                if let from = entry.from, let to = entry.step { returns.insert(Return(from: from, to: to)) }
            default: break
            }
        }
    }

    private mutating func close(_ entry: Timeline.Entry) {
        if entry.outcome == .returned, let decision = Self.decision(entry) { refused.insert(decision) }
        guard entry.kind == .regular, let step = entry.step, let act = entry.act else { return }
        if entry.outcome == .done { done.insert(Place(step: step, act: act)) }
        if entry.outcome == .skipped { skipped.insert(Place(step: step, act: act)) }
    }

    private static func decision(_ entry: Timeline.Entry) -> Decision? {
        guard let step = entry.step, let act = entry.act, let word = entry.word, let document = entry.document?.name else { return nil }
        guard [.periksa, .paraf, .tandaTangan].contains(word) else { return nil }
        return Decision(place: Place(step: step, act: act), word: word, document: document, isCountersign: entry.kind == .countersign)
    }

    /// Whose "no" is missing, a sentence each: steps that never sent the case back where their SOP says, and decisions that were never refused.
    func missingNoes(_ steps: [ShowCase.Step]) -> [String] {
        let neverReturned = steps.compactMap { step -> String? in
            guard let target = step.returnsTo, !returns.contains(Return(from: step.number, to: target)) else { return nil }
            return "step \(step.number) may send the case back to step \(target), and never did"
        }
        let neverRefused = asked.filter { !refused.contains($0) }.map { decision in
            "nobody said no to the \(decision.word.rawValue) of \(decision.document.text) in step \(decision.place.step), act \(decision.place.act)"
        }
        return neverReturned + neverRefused
    }

    /// What the cases of a SOP did not show of the acts that may be passed over, a sentence each: every one is to be done once and passed over once.
    static func unshownOptions(of sop: SOP, done: Set<Place>, skipped: Set<Place>) -> [String] {
        sop.steps.flatMap { step in
            step.acts.enumerated().filter(\.element.isOptional).flatMap { index, act in
                let place = Place(step: step.number, act: index + 1)
                let name = "act \(place.act) of step \(place.step), \(act.word.rawValue), may be passed over"
                return (done.contains(place) ? [] : ["\(name), and was never done"]) + (skipped.contains(place) ? [] : ["\(name), and never was"])
            }
        }
    }
}
