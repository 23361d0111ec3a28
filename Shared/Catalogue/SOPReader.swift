import Domain
import YAML

/// Reads and checks one file of a SOP.
struct SOPReader {
    let report: Report
    /// The file's name without folder and ending, which the SOP's id must equal.
    let fileName: String
    let offices: Offices

    func read(_ root: YAMLNode) -> SOP? {
        let known = ["sop", "judul", "kepala", "mulai", "naskah", "pelaksana", "langkah", "catatan_penyalin"]
        guard let file = Fields(root, "the SOP", known: known, report: report) else { return nil }
        let id = file.key("sop", SOP.self)
        if let id, id.text != fileName { file.add("sop", "the SOP is '\(id)' but its file is '\(fileName).yaml'; make them equal") }
        let title = file.text("judul")
        let header = file.required("kepala").flatMap(header)
        let start = file.required("mulai").flatMap(start)
        let documents = naskah(file)
        let actors = file.references("pelaksana", to: offices.roleNames, called: "role")
        let naskahNames = Set(documents.map(\.value.id))
        let findingsBefore = report.findings.count
        let reader = StepReader(report: report, offices: offices, columns: Set(actors), naskah: naskahNames)
        _ = file.required("langkah")
        let steps = file.nodes("langkah").compactMap(reader.read)
        checkNumbers(steps.map { ($0.value.number, $0.line) }, file)
        // An act that can't be read would be missed by the acts that build on it, and they would be blamed.
        if report.findings.count == findingsBefore { FlowChecker(report: report, offices: offices).check(steps, naskah: documents) }
        let notes = file.lines("catatan_penyalin")
        guard let id, let title, let header, let start else { return nil }
        return SOP(
            id: id, title: title, header: header, start: start, naskah: documents.map(\.value), actors: actors,
            steps: steps.map(\.value), notes: notes)
    }

    private func checkNumbers(_ numbers: [(number: Int, line: Int)], _ file: Fields) {
        if numbers.isEmpty { file.add("langkah", "the SOP has no steps; write at least one") }
        var next = 1
        for (number, line) in numbers {
            if number < next {
                report.add(line, "step \(number) stands twice or out of order; number the steps 1, 2, 3 ...")
            } else if number > next {
                report.add(line, "step \(next) is missing before step \(number); number the steps 1, 2, 3 ...")
            }
            next = max(next, number + 1)
        }
    }

    private static let headerKeys = [
        "nomor_sop", "tanggal_pembuatan", "tanggal_revisi", "tanggal_efektif", "tanggal_pengesahan", "disahkan_oleh", "dasar_hukum",
        "kualifikasi_pelaksana", "keterkaitan", "peralatan", "peringatan", "pencatatan_pendataan",
    ]

    private func header(_ node: YAMLNode) -> SOPHeader? {
        guard let fields = Fields(node, "kepala", known: Self.headerKeys, report: report) else { return nil }
        func field(_ key: String) -> HeaderField {
            _ = fields.required(key)
            let lines = fields.lines(key)
            if let gap = lines.first.flatMap(HeaderField.Gap.init), lines.count == 1 { return .missing(gap) }
            if fields.node(key)?.sequence?.isEmpty == true { fields.add(key, "'\(key)' is an empty list; write kosong if the field is empty") }
            return .written(lines)
        }
        let ratifiedBy = field("disahkan_oleh")
        if case .written(let lines) = ratifiedBy, lines.contains(where: { $0.utf8.filter { (48...57).contains($0) }.count >= 8 }) {
            fields.add("disahkan_oleh", "'disahkan_oleh' bears a NIP; write the jabatan alone")
        }
        return SOPHeader(
            number: field("nomor_sop"), created: field("tanggal_pembuatan"), revised: field("tanggal_revisi"),
            effective: field("tanggal_efektif"), ratified: field("tanggal_pengesahan"), ratifiedBy: ratifiedBy,
            legalBasis: field("dasar_hukum"), qualifications: field("kualifikasi_pelaksana"), relations: field("keterkaitan"),
            equipment: field("peralatan"), warnings: field("peringatan"), recording: field("pencatatan_pendataan"))
    }

    private enum StartWord: String, CaseIterable {
        case berkala
        case suratMasuk = "surat-masuk"
        case dasarInternal = "dasar-internal"

        var key: String {
            switch self {
            case .suratMasuk: "dari"
            case .dasarInternal: "dasar"
            case .berkala: "periode"
            }
        }
    }

    private func start(_ node: YAMLNode) -> SOPStart? {
        guard let fields = Fields(node, "mulai", known: ["cara", "dari", "dasar", "periode"], report: report),
            let word = fields.word("cara", StartWord.self)
        else { return nil }
        for key in ["dari", "dasar", "periode"] where key != word.key && fields.has(key) {
            fields.add(key, "'\(key)' doesn't belong to cara: \(word.rawValue), which takes '\(word.key)'")
        }
        guard fields.required(word.key) != nil else { return nil }
        switch word {
        case .suratMasuk:
            let senders = fields.texts("dari").map(\.text)
            if fields.node("dari")?.sequence?.isEmpty == true { fields.add("dari", "'dari' of mulai is empty; name at least one sender") }
            return .incomingLetter(from: senders)
        case .dasarInternal: return .internalBasis(documents: fields.lines("dasar"))
        case .berkala: return fields.word("periode", SOPStart.Period.self).map { .periodic(each: $0) }
        }
    }

    private func naskah(_ file: Fields) -> [Placed<Naskah>] {
        _ = file.required("naskah")
        let known = ["id", "jenis", "judul", "register", "klasifikasi", "lampiran_dari"]
        let rows = file.nodes("naskah").compactMap { Fields($0, "a naskah", known: known, report: report) }
        let names = declarations(rows, Naskah.self)
        return rows.compactMap { row in
            let kind = row.text("jenis")
            let title = row.text("judul")
            let register = row.optionalReference("register", to: offices.registerNames, called: "register")
            let classification = row.optionalReference("klasifikasi", to: offices.classificationCodes, called: "klasifikasi")
            let carrier = row.optionalReference("lampiran_dari", to: names, called: "naskah")
            guard let id = row.node("id")?.scalar?.text, let kind, let title else { return nil }
            if carrier?.text == id { row.add("lampiran_dari", "naskah '\(id)' can't be its own attachment; name the letter it goes out with") }
            if let book = register.flatMap(offices.register) {
                if book.direction == .incoming {
                    row.add("register", "'\(book.id)' is an incoming register; naskah '\(id)' needs an outgoing one")
                } else if !book.kinds.isEmpty, !book.kinds.contains(kind) {
                    row.add("register", "the register '\(book.id)' doesn't number jenis '\(kind)', only \(book.kinds.joined(separator: ", "))")
                }
                if let format = book.format, format.text.contains("{klasifikasi}"), classification == nil, !row.has("klasifikasi") {
                    row.add("register", "numbers of '\(book.id)' hold the klasifikasi, and naskah '\(id)' has none; add it")
                }
            }
            let value = Naskah(
                id: Key(id), kind: kind, title: title, register: register, classification: classification?.text, attachmentOf: carrier)
            return Placed(value: value, line: row.line)
        }
    }
}

/// A value with the line it begins on.
struct Placed<Value> {
    let value: Value
    let line: Int
}

/// A step with the lines of its acts, for what is checked across steps.
struct PlacedStep {
    let value: Step
    let line: Int
    let actLines: [Int]
}
