import Sodium
import Testing

@Suite("Sodium: hexadecimal and random bytes")
struct HexadecimalTests {
    @Test("Bytes are written in small digits, two a byte, and read back from small and capital ones")
    func bothWays() {
        #expect(hexadecimal([]) == "" && hexadecimal([0, 1, 0x0F, 0x10, 0xAB, 0xFF]) == "00010f10abff")
        #expect(bytes(hexadecimal: "") == [] && bytes(hexadecimal: "00010F10aBfF") == [0, 1, 0x0F, 0x10, 0xAB, 0xFF])
        let every = [UInt8](0...255)
        #expect(bytes(hexadecimal: hexadecimal(every)) == every)
        #expect(bytes(hexadecimal: hexadecimal(every).uppercased()) == every)
    }

    @Test(
        "What is not digits, two a byte, is nothing at all",
        arguments: ["0", "abc", "0g", "g0", "/0", ":0", "@0", "G0", "`0", " 00", "00 ", "0x00", "-1", "00\0\0", "é", "٠٠", "００", "00\n0"])
    func refused(_ text: String) { #expect(bytes(hexadecimal: text) == nil) }

    @Test("Random bytes are as many as asked for, and other ones each time", arguments: [1, 31, 32, 33, 10_000])
    func random(_ count: Int) {
        let (first, second) = (randomBytes(count), randomBytes(count))
        #expect(first.count == count && second.count == count && randomBytes(0).isEmpty)
        // Equal or all zero by chance once in 2^128.
        if count > 16 { #expect(first != second && first.suffix(16).contains { $0 != 0 } && second.suffix(16).contains { $0 != 0 }) }
    }
}
