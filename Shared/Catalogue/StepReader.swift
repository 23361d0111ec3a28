import Domain
import YAML

/// Reads one row of a SOP's table, and fills in for each act what the step says for all of them.
struct StepReader {
    let report: Report
    let offices: Offices
    /// The roles the SOP declares as its columns.
    let columns: Set<Key<Role>>
    let naskah: Set<Key<Naskah>>

    private static let keys = [
        "nomor", "kegiatan", "pelaksana", "tindakan", "naskah", "kepada", "jika_tidak", "kelengkapan", "waktu", "output", "keterangan",
        "sop_terkait", "catatan_penyalin",
    ]

    /// What the acts of a step are about and go to, unless one says otherwise.
    private struct Defaults {
        let actor: Key<Role>
        let naskah: Key<Naskah>?
        let to: [Key<Role>]
    }

    func read(_ node: YAMLNode) -> PlacedStep? {
        let subject = node["nomor"]?.scalar.map { "step \($0.text)" } ?? "a step"
        guard let step = Fields(node, subject, known: Self.keys, report: report) else { return nil }
        let number = step.count("nomor")
        let activity = step.text("kegiatan")
        let actor = role(step, "pelaksana")
        let document = step.optionalReference("naskah", to: naskah, called: "naskah")
        let to = step.has("kepada") ? step.references("kepada", to: offices.roleNames, called: "role") : []
        let duration = duration(step)
        // A step that lacks something has its finding and is never handed out; it stays here so that its number isn't missed.
        let defaults = Defaults(actor: actor ?? "", naskah: document, to: to)
        let acts = acts(step, defaults)
        let returnsTo = returnTarget(step, number: number, acts: acts.map(\.value))
        guard let number else { return nil }
        let value = Step(
            number: number, activity: activity ?? "", actor: defaults.actor, acts: acts.map(\.value), returnsTo: returnsTo,
            requirements: step.texts("kelengkapan").map(\.text), duration: duration, outputs: step.texts("output").map(\.text),
            remarks: step.optionalText("keterangan"), links: step.texts("sop_terkait").map(\.text), notes: step.lines("catatan_penyalin"))
        return PlacedStep(value: value, line: step.line, actLines: acts.map(\.line))
    }

    private func role(_ fields: Fields, _ key: String) -> Key<Role>? {
        guard let role = fields.reference(key, to: offices.roleNames, called: "role") else { return nil }
        if !columns.contains(role) { fields.add(key, "the role '\(role)' is no column of this SOP; add it to 'pelaksana' at the top") }
        return role
    }

    private func duration(_ step: Fields) -> WorkDuration? {
        guard let text = step.optionalText("waktu") else { return nil }
        if let duration = WorkDuration(indonesian: text) { return duration }
        step.add("waktu", "waktu '\(text)' can't be read; write 10 menit, 2 jam, 1 hari, 1 minggu, 1 bulan or menyesuaikan")
        return nil
    }

    private func returnTarget(_ step: Fields, number: Int?, acts: [Act]) -> Int? {
        guard let target = step.optionalCount("jika_tidak") else { return nil }
        if let number, target >= number {
            step.add("jika_tidak", "\(step.subject) returns to step \(target), which is not earlier; name an earlier step")
        }
        if !acts.contains(where: { [.periksa, .paraf, .tandaTangan].contains($0.word) }) {
            step.add("jika_tidak", "\(step.subject) has no periksa, paraf or tanda-tangan that could say no; add one or drop 'jika_tidak'")
        }
        return target
    }

    private func acts(_ step: Fields, _ defaults: Defaults) -> [Placed<Act>] {
        guard step.required("tindakan") != nil else { return [] }
        let nodes = step.nodes("tindakan")
        if nodes.isEmpty { step.add("tindakan", "\(step.subject) has no act; write at least one") }
        let acts = nodes.compactMap { node in act(node, of: step, defaults).map { Placed(value: $0, line: node.line) } }
        // Only acts without a receiver of their own take the step's; where none does, it goes to nobody.
        if !defaults.to.isEmpty, !nodes.isEmpty, acts.count == nodes.count {
            let isTaken = zip(acts, nodes).contains { act, node in act.value.word.hasReceivers && node["kepada"] == nil }
            if !isTaken { step.add("kepada", "no act of \(step.subject) takes this 'kepada'; drop it or name the act") }
        }
        return acts
    }

    private func act(_ node: YAMLNode, of step: Fields, _ defaults: Defaults) -> Act? {
        if let scalar = node.scalar {
            guard let word = word(scalar.text, node.line, step) else { return nil }
            let act = Act(
                word: word, actor: defaults.actor, to: word.hasReceivers ? defaults.to : [], naskah: defaults.naskah,
                parafKind: word == .paraf ? .hierarchy : nil)
            checkRequired(act, step, line: node.line)
            return act
        }
        guard let written = node["tindakan"]?.scalar?.text else {
            report.add(node.line, "an act of \(step.subject) must be a word or a mapping with 'tindakan'")
            return nil
        }
        guard let word = word(written, node.line, step) else { return nil }
        let subject = "\(written) in \(step.subject)"
        guard let fields = Fields(node, subject, known: ["tindakan", "oleh", "bila", "naskah"] + word.extraKeys, report: report) else { return nil }
        if let condition = fields.optionalText("bila"), condition != "perlu" {
            fields.add("bila", "'bila' of \(subject) is '\(condition)'; only perlu is known")
        }
        if let source = fields.optionalText("dari"), source != "luar" {
            fields.add("dari", "'dari' of \(subject) is '\(source)'; only luar is known")
        }
        var to = word.hasReceivers ? defaults.to : []
        if fields.has("kepada") { to = fields.references("kepada", to: offices.roleNames, called: "role") }
        let tembusan = fields.has("tembusan") ? fields.references("tembusan", to: offices.roleNames, called: "role") : nil
        for role in tembusan ?? [] where to.contains(role) {
            fields.add("tembusan", "'\(role)' gets the letter by 'kepada' of \(subject) already; keep it in one of the two")
        }
        let actor = fields.has("oleh") ? role(fields, "oleh") : defaults.actor
        let naskah = fields.has("naskah") ? fields.reference("naskah", to: naskah, called: "naskah") : defaults.naskah
        let act = Act(
            word: word, actor: actor ?? defaults.actor, to: to, tembusan: tembusan, naskah: naskah, isOptional: fields.has("bila"),
            participants: fields.has("peserta") ? fields.references("peserta", to: offices.roleNames, called: "role") : [],
            invitation: fields.optionalReference("undangan", to: self.naskah, called: "naskah"),
            appoints: fields.optionalReference("menetapkan", to: offices.roleNames, called: "role"), isTiered: fields.flag("berjenjang"),
            parafKind: word == .paraf ? (fields.has("jenis") ? fields.word("jenis", Act.ParafKind.self) : .hierarchy) : nil,
            fromOutside: fields.has("dari"), quorum: fields.optionalCount("kuorum"))
        checkRequired(act, step, line: node.line, fields)
        return act
    }

    private func word(_ text: String, _ line: Int, _ step: Fields) -> Act.Word? {
        if let word = Act.Word(rawValue: text) { return word }
        report.add(line, "unknown act '\(text)' in \(step.subject); use \(Act.Word.allCases.map(\.rawValue).joined(separator: ", "))")
        return nil
    }

    /// Reports what the act can't do without; a value that is written but wrong has its finding already.
    private func checkRequired(_ act: Act, _ step: Fields, line: Int, _ fields: Fields? = nil) {
        func lacks(_ key: String, _ isMissing: Bool) {
            guard isMissing, !step.has(key), fields?.has(key) != true else { return }
            report.add(line, "\(act.word.rawValue) in \(step.subject) lacks '\(key)'; add it to the act or the step")
        }
        lacks("kepada", act.word.hasReceivers && act.to.isEmpty)
        lacks("naskah", act.word.needsNaskah && act.naskah == nil)
        lacks("peserta", act.word == .rapat && act.participants.isEmpty)
        if let role = act.appoints.flatMap(offices.role) {
            guard case .team = role.kind else {
                report.add(line, "\(act.word.rawValue) in \(step.subject) appoints '\(role.id)', which is no team; name a role of jenis bersama")
                return
            }
        }
    }
}

extension Act.Word {
    /// Whether the act goes to somebody.
    var hasReceivers: Bool { [.disposisi, .sampaikan, .minta, .kirim].contains(self) }

    /// The keys only this act takes, besides `oleh`, `bila` and `naskah`.
    var extraKeys: [String] {
        switch self {
        case .disposisi: ["kepada", "menetapkan"]
        case .sampaikan, .minta: ["kepada"]
        case .kirim: ["kepada", "tembusan"]
        case .terima: ["dari"]
        case .kumpul: ["kuorum"]
        case .rapat: ["peserta", "undangan"]
        case .paraf: ["jenis"]
        case .tandaTangan: ["menetapkan", "berjenjang"]
        case .susun, .telaah, .periksa, .nomor, .gandakan, .himpunLuar, .arsip: []
        }
    }
}
