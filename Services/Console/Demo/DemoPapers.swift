import Linux

/// What officials bring to their acts: texts of naskah, scans and sentences, read from files once and filled in for each use.
final class DemoPapers {
    /// A scan; raw values are the names of the files.
    enum Scan: String, CaseIterable {
        case incomingLetter = "surat-masuk.pdf"
        case signature = "tanda-tangan.pdf"
        case receipt = "tanda-terima.pdf"
        case outsideProof = "bukti-luar.pdf"
        case material = "bahan.pdf"
        case minutes = "notulen.pdf"
        case attendance = "daftar-hadir.pdf"
        case picture = "dokumentasi.png"
    }

    /// What a sentence is for; raw values are the names of the files.
    enum Sentence: String, CaseIterable {
        case refusal = "alasan-tidak"
        case change = "perubahan"
        case order = "disposisi"
        case study = "telaah"
        case minutes = "notulen"
        case request = "permintaan"
        case reminder = "teguran"
        case failedDelivery = "gagal-kirim"
    }

    /// What braces stand for, by the word in them.
    typealias Fields = [String: String]

    private static let fileBytesMaximum = 1 << 20
    private static let usualText = "dokumen"
    private var texts: [String: [UInt8]] = [:]
    private var scans: [Scan: [UInt8]] = [:]
    private var sentences: [Sentence: [String]] = [:]
    private var turns: [Sentence: Int] = [:]

    /// Reads a folder of papers. Throws `WrongCall` that names the file which is missing or empty.
    init(folder: String) throws {
        func read(_ path: String) throws -> [UInt8] {
            do throws(SystemError) {
                let bytes = try readFile("\(folder)/\(path)", sizeBytesMaximum: Self.fileBytesMaximum)
                if !bytes.isEmpty { return bytes }
            } catch {
                throw WrongCall("\(folder)/\(path): \(error.message); --files names the folder of the demo's papers")
            }
            throw WrongCall("\(folder)/\(path) is empty; --files names the folder of the demo's papers")
        }
        for scan in Scan.allCases { scans[scan] = try read("kertas/\(scan.rawValue)") }
        for sentence in Sentence.allCases {
            let lines = String(decoding: try read("kalimat/\(sentence.rawValue).txt"), as: UTF8.self).split(separator: "\n").map(String.init)
            guard !lines.isEmpty else { throw WrongCall("\(folder)/kalimat/\(sentence.rawValue).txt holds no sentence") }
            sentences[sentence] = lines
        }
        texts[Self.usualText] = try read("naskah/\(Self.usualText).txt")
        for name in try directoryNames("\(folder)/naskah") where name.hasSuffix(".txt") && !name.hasPrefix(".") {
            texts[String(name.dropLast(".txt".count))] = try read("naskah/\(name)")
        }
    }

    /// The next sentence of its kind; they take turns.
    func sentence(_ kind: Sentence) -> String {
        let lines = sentences[kind] ?? []
        let turn = turns[kind, default: 0]
        turns[kind] = turn + 1
        return lines.isEmpty ? "" : lines[turn % lines.count]
    }

    /// The text of a naskah of that jenis, filled in.
    func text(kind: String?, _ fields: Fields) -> [UInt8] {
        let form = kind.flatMap { texts[$0] } ?? texts[Self.usualText] ?? []
        var result: [UInt8] = []
        result.reserveCapacity(form.count * 2)
        var rest = form[...]
        while let hole = Hole(in: rest) {
            result += rest[..<hole.range.lowerBound]
            result += Array((fields[hole.name] ?? "").utf8)
            rest = rest[hole.range.upperBound...]
        }
        return result + rest
    }

    /// A scan, filled in without moving a byte: a PDF's cross-reference table counts them.
    func scan(_ scan: Scan, _ fields: Fields) -> [UInt8] {
        var form = scans[scan] ?? []
        guard scan.rawValue.hasSuffix(".pdf") else { return form }
        var start = form.startIndex
        while let hole = Hole(in: form[start...]) {
            let value = (fields[hole.name] ?? "").unicodeScalars.prefix(hole.range.count).map(Self.pdfByte)
            for (offset, index) in hole.range.enumerated() { form[index] = offset < value.count ? value[offset] : UInt8(ascii: " ") }
            start = hole.range.upperBound
        }
        return form
    }

    /// A sign of a PDF's string; what would end or escape it, or is no ASCII, is written otherwise.
    private static func pdfByte(_ scalar: Unicode.Scalar) -> UInt8 {
        switch scalar {
        case "(": UInt8(ascii: "[")
        case ")": UInt8(ascii: "]")
        case "\\": UInt8(ascii: "/")
        default: (0x20...0x7E).contains(scalar.value) ? UInt8(scalar.value) : UInt8(ascii: "-")
        }
    }

    /// A word in braces.
    private struct Hole {
        let range: Range<Int>
        let name: String

        init?(in bytes: ArraySlice<UInt8>) {
            guard let open = bytes.firstIndex(of: UInt8(ascii: "{")), let close = bytes[open...].firstIndex(of: UInt8(ascii: "}")) else { return nil }
            range = open..<(close + 1)
            name = String(decoding: bytes[(open + 1)..<close].prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self)
        }
    }
}
