import Domain
import Kernel
import Protocol
import Rehearsal
import SQLite
import Testing

@Suite struct MarkTests {
    @Test("The newer of two slots counts, and a slot that was cut short or changed in any byte does not")
    func newestWholeSlotCounts() throws {
        let room = try Rehearsal(bells)
        let old = HighWaterMark(room.engine.tip)
        try room.give(ForbidBell(door: name(1), isForbidden: true), by: operatorUji)
        let new = HighWaterMark(room.engine.tip)
        #expect(HighWaterMark.newest(in: new.slot + old.slot) == new)
        let line = try #require(new.slot.firstIndex(of: UInt8(ascii: "\n")))
        for size in 0..<line { #expect(HighWaterMark.newest(in: old.slot + new.slot.prefix(size)) == old) }
        for place in 0..<line {
            var slot = new.slot
            slot[place] ^= 1
            #expect(HighWaterMark.newest(in: slot + old.slot) == old)
        }
        #expect(HighWaterMark.newest(in: []) == nil)
    }

    @Test("A journal that ends before its mark, has another event there, or is gone, is refused with the command to run; its own end is not")
    func journalIsHeldAgainstItsMark() throws {
        let room = try Rehearsal(bells)
        for count in 1...3 { try room.give(ForbidBell(door: name(count), isForbidden: true), by: operatorUji) }
        let mark = HighWaterMark(room.engine.tip)
        try mark.check(room.engine.reading, of: .drafting)
        let shorter = try Rehearsal(bells)
        for count in 1...2 { try shorter.give(ForbidBell(door: name(count), isForbidden: true), by: operatorUji) }
        // The longer journal has gone on from the shorter one's end.
        try HighWaterMark(shorter.engine.tip).check(room.engine.reading, of: .drafting)
        let other = try Rehearsal(bells)
        for count in 4...6 { try other.give(ForbidBell(door: name(count), isForbidden: true), by: operatorUji) }
        for reading in [shorter.engine.reading, other.engine.reading, nil] {
            let refusal = #expect(throws: Engine.BelowMark.self) { try mark.check(reading, of: .drafting) }
            #expect(refusal?.description.contains("alurctl restore BACKUP drafting") == true)
        }
    }
}
