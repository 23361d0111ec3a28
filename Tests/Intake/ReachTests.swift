import Domain
import Protocol
import Rehearsal
import Testing

@Suite("Whom a letter has come to")
struct ReachTests {
    let counter: Counter

    init() throws { counter = try Counter() }

    private func sees(_ letter: Identifier, _ position: Key<Position>) throws -> Bool {
        let principal = Principal.official(.init(agency: "dinas", person: "1996", position: position))
        return try counter.room.rejection { _ = try counter.show(letter, by: principal) } == nil
    }

    @Test("A disposisi that moves brings its letter to the position it lies with now")
    func moved() throws {
        var register = Counter.letter()
        register.keamanan = .rahasia
        let letter = try counter.register(register).letter
        #expect(try !sees(letter, "staf"))
        let moved = DisposisiMoved(disposisi: counter.room.newIdentifier(), letter: letter, position: "staf", vacant: nil)
        try counter.room.hear(moved, from: .routing, about: letter)
        #expect(try sees(letter, "staf"))
        try counter.room.hear(moved, from: .routing, about: letter)
        #expect(try counter.room.events(LetterReachNoted.self).count == 1)
    }
}
