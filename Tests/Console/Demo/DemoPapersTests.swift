import Linux
import Scratch
import Testing

@testable import Console

@Suite struct DemoPapersTests {
    private static let folder = checkout + "/deploy/demo"
    private let papers: DemoPapers

    init() throws { papers = try DemoPapers(folder: Self.folder) }

    @Test(
        "A form keeps its length when it is filled in, so that each object of the PDF stays where its table says", arguments: DemoPapers.Scan.allCases
    )
    func formsKeepTheirLength(_ scan: DemoPapers.Scan) throws {
        let long = String(repeating: "panjang sekali ", count: 40)
        let empty = papers.scan(scan, [:])
        let filled = papers.scan(scan, ["instansi": "DINAS CONTOH", "judul": long, "perihal": long, "pengirim": "A (B) \\ C", "versi": "7"])
        #expect(empty.count == filled.count)
        guard scan.rawValue.hasSuffix(".pdf") else { return #expect(filled.starts(with: [0x89, 0x50, 0x4E, 0x47])) }
        #expect(!filled.contains(UInt8(ascii: "{")) && !filled.contains(UInt8(ascii: "}")))
        try checkTable(of: filled)
    }

    /// Follows the cross-reference table to every object.
    private func checkTable(of pdf: [UInt8]) throws {
        func text(at offset: Int, _ count: Int) -> String { String(decoding: pdf[offset..<min(pdf.count, offset + count)], as: UTF8.self) }
        #expect(text(at: 0, 8) == "%PDF-1.4")
        let end = text(at: pdf.count - 40, 40).split(separator: "\n")
        #expect(end.last == "%%EOF")
        let table = try #require(end.dropLast().last.flatMap { Int($0) })
        #expect(text(at: table, 5) == "xref\n")
        let lines = text(at: table, 400).split(separator: "\n")
        let count = try #require(lines[1].split(separator: " ").last.flatMap { Int($0) })
        for number in 1..<count {
            let offset = try #require(Int(lines[2 + number].prefix(10)))
            #expect(text(at: offset, 20).hasPrefix("\(number) 0 obj\n"))
        }
    }

    @Test("What would end or escape a string of a PDF is written otherwise, and what does not fit is cut")
    func formsAreSafe() {
        let scan = String(decoding: papers.scan(.receipt, ["judul": "Surat (1) \\ é", "versi": "1"]), as: UTF8.self)
        #expect(scan.contains("Surat [1] / -"))
        #expect(!scan.contains("(1)"))
    }

    @Test("A text is filled in wherever its braces stand; a word that nobody knows leaves nothing")
    func textsAreFilledIn() {
        let text = String(decoding: papers.text(kind: "surat", ["judul": "Renja", "versi": "3"]), as: UTF8.self)
        #expect(text.contains("Hal      : Renja\n"))
        #expect(text.contains("Versi    : 3, \n"))
        #expect(!text.contains("{"))
    }

    @Test("A jenis without a text of its own takes the usual one")
    func unknownKind() {
        #expect(papers.text(kind: "piagam", [:]) == papers.text(kind: "dokumen", [:]))
        #expect(papers.text(kind: nil, [:]) == papers.text(kind: "dokumen", [:]))
        #expect(papers.text(kind: "surat", [:]) != papers.text(kind: "dokumen", [:]))
    }

    @Test("Sentences of a kind take turns")
    func sentencesTakeTurns() {
        let first = papers.sentence(.change)
        let second = papers.sentence(.change)
        #expect(first != second)
        #expect((0..<4).map { _ in papers.sentence(.change) }.last == first)
        #expect(!papers.sentence(.refusal).isEmpty)
    }

    @Test("Every paper is marked CONTOH")
    func papersAreMarked() {
        for scan in DemoPapers.Scan.allCases where scan != .picture {
            #expect(String(decoding: papers.scan(scan, [:]), as: UTF8.self).contains("(CONTOH) Tj"))
        }
        for kind in ["surat", "undangan", "nota-dinas", "surat-perintah", "keputusan", "berita-acara", "dokumen", "laporan", "data"] {
            #expect(String(decoding: papers.text(kind: kind, [:]), as: UTF8.self).contains("CONTOH"))
        }
    }

    @Test("A paper that is missing or empty is named, with the option that says where papers are")
    func missingPapers() throws {
        let directory = try TemporaryDirectory()
        let missing = #expect(throws: WrongCall.self) { try DemoPapers(folder: directory.path) }
        #expect(missing?.message.hasPrefix("\(directory.path)/kertas/surat-masuk.pdf: ") == true)
        try directory.write("kertas/surat-masuk.pdf", "")
        let empty = #expect(throws: WrongCall.self) { try DemoPapers(folder: directory.path) }
        #expect(empty?.message == "\(directory.path)/kertas/surat-masuk.pdf is empty; --files names the folder of the demo's papers")
    }
}

/// The top of the checkout, three folders above this one.
let checkout = #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined()
