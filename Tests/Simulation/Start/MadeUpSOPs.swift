import Domain

/// Small SOPs made up by chance, in which nothing is decided on before it was composed and nothing gathered before it was asked for.
enum MadeUpSOPs {
    /// Documents: `konsep` and `data` without a book, `surat` and `keputusan` with one each, `lampiran` going out with the letter.
    private static let naskah: [Naskah] = [
        Naskah(id: "konsep", kind: "dokumen", title: "Konsep", register: nil, classification: nil, attachmentOf: nil),
        Naskah(id: "data", kind: "dokumen", title: "Data bidang", register: nil, classification: nil, attachmentOf: nil),
        Naskah(
            id: "surat", kind: "surat", title: "Surat jawaban", register: "surat-keluar", classification: SimulatedOffice.classification,
            attachmentOf: nil),
        Naskah(id: "keputusan", kind: "keputusan", title: "Keputusan", register: "buku-keputusan", classification: nil, attachmentOf: nil),
        Naskah(id: "lampiran", kind: "dokumen", title: "Lampiran", register: nil, classification: nil, attachmentOf: "surat"),
    ]

    private static let header: SOPHeader = {
        let gap = HeaderField.missing(.absent)
        return SOPHeader(
            number: gap, created: gap, revised: gap, effective: gap, ratified: gap, ratifiedBy: gap, legalBasis: gap, qualifications: gap,
            relations: gap, equipment: gap, warnings: gap, recording: gap)
    }()

    /// A SOP of that name.
    static func sop(_ id: Key<SOP>, start: SOPStart, _ chance: inout Chance) -> SOP {
        var maker = Maker(chance: chance)
        let steps = (1...maker.chance.among(3...5)).map { maker.step($0) }
        chance = maker.chance
        return SOP(
            id: id, title: "SOP \(id)", header: header, start: start, naskah: naskah, actors: Array(Set(steps.map(\.actor))).sorted(), steps: steps,
            notes: [])
    }

    private struct Maker {
        var chance: Chance
        private var composed: [Key<Naskah>] = []
        private var isAsked = false
        /// Paraf of the hierarchy on each naskah: a version bears three at most.
        private var initialled: [Key<Naskah>: [Key<Role>]] = [:]
        private var signed: [Key<Naskah>: [Key<Role>]] = [:]

        init(chance: Chance) { self.chance = chance }

        mutating func step(_ number: Int) -> Step {
            let roles: [Key<Role>] = ["kadis", "sekdis", "kasubag", "staf", "bidang", "tim", "luar", "agendaris"]
            let actor = chance.pick(roles) ?? "staf"
            let acts = (1...chance.among(1...3)).map { _ in act(chance.isLikely(perMille: 800) ? actor : chance.pick(roles) ?? actor) }
            let target = number > 1 && chance.isLikely(perMille: 500) ? chance.among(1...(number - 1)) : nil
            return Step(
                number: number, activity: "Melakukan langkah \(number)", actor: actor, acts: acts, returnsTo: target, requirements: [],
                duration: chance.isLikely(perMille: 400) ? WorkDuration(iso: "PT2H") : nil, outputs: [], remarks: nil, links: [], notes: [])
        }

        private mutating func act(_ actor: Key<Role>) -> Act {
            if composed.isEmpty || chance.isLikely(perMille: 250) { return composing(actor) }
            if isAsked, actor != "bidang", chance.isLikely(perMille: 350) {
                isAsked = false
                return Act(word: .kumpul, actor: actor, quorum: chance.isLikely(perMille: 300) ? 1 : nil)
            }
            let naskah = chance.pick(composed) ?? "konsep"
            let words: [Act.Word] = [
                .periksa, .periksa, .paraf, .paraf, .paraf, .tandaTangan, .tandaTangan, .tandaTangan, .nomor, .gandakan, .kirim, .arsip, .telaah,
                .sampaikan,
                .disposisi, .minta, .kumpul, .rapat, .terima, .himpunLuar,
            ]
            switch chance.pick(words) ?? .periksa {
            case .paraf: return paraf(actor, naskah)
            case .tandaTangan: return signing(actor, naskah)
            case .nomor:
                return ["surat", "keputusan"].contains(naskah) ? Act(word: .nomor, actor: "agendaris", naskah: naskah) : study(actor)
            case .minta:
                isAsked = true
                return Act(word: .minta, actor: actor, to: ["bidang", "staf"])
            case .kumpul:
                guard isAsked, actor != "bidang" else { return study(actor) }
                return Act(word: .kumpul, actor: actor, quorum: chance.isLikely(perMille: 300) ? 1 : nil)
            case .sampaikan: return Act(word: .sampaikan, actor: actor, to: ["sekdis", "bidang", "luar"], naskah: naskah)
            case .disposisi: return Act(word: .disposisi, actor: "kadis", to: ["sekdis", "bidang"], naskah: naskah)
            case .kirim: return Act(word: .kirim, actor: actor, to: ["luar", "kasubag"], naskah: naskah)
            case .rapat: return Act(word: .rapat, actor: "sekdis", participants: ["bidang", "kasubag"])
            case .terima: return Act(word: .terima, actor: "agendaris", fromOutside: chance.isLikely(perMille: 700))
            case .himpunLuar: return Act(word: .himpunLuar, actor: "luar")
            case let word where word.needsNaskah: return Act(word: word, actor: actor, naskah: naskah)
            default: return study(actor)
            }
        }

        private func study(_ actor: Key<Role>) -> Act { Act(word: .telaah, actor: actor) }

        private mutating func composing(_ actor: Key<Role>) -> Act {
            let naskah: Key<Naskah> = actor == "bidang" ? "data" : chance.pick(["konsep", "surat", "surat", "keputusan", "lampiran"]) ?? "surat"
            let isOptional = composed.contains(naskah) && chance.isLikely(perMille: 500)
            if !composed.contains(naskah) { composed.append(naskah) }
            return Act(word: .susun, actor: actor, naskah: naskah, isOptional: isOptional)
        }

        /// Whoever signed gives no paraf, and who gave one does not sign: the same person may sit behind two roles only of a team.
        private mutating func paraf(_ actor: Key<Role>, _ naskah: Key<Naskah>) -> Act {
            let isFull = initialled[naskah, default: []].count >= 2
            guard naskah != "data", actor != "bidang", actor != "luar", !signed[naskah, default: []].contains(actor), actor != "tim" else {
                return Act(word: .periksa, actor: actor, naskah: naskah)
            }
            if isFull { return Act(word: .paraf, actor: actor, naskah: naskah, parafKind: .coordination) }
            initialled[naskah, default: []].append(actor)
            return Act(word: .paraf, actor: actor, naskah: naskah, parafKind: .hierarchy)
        }

        private mutating func signing(_ actor: Key<Role>, _ naskah: Key<Naskah>) -> Act {
            if naskah == "data", actor == "bidang" {
                return Act(word: .tandaTangan, actor: actor, naskah: naskah, isTiered: chance.isLikely(perMille: 500))
            }
            guard actor != "tim", !initialled[naskah, default: []].contains(actor) else { return Act(word: .periksa, actor: actor, naskah: naskah) }
            signed[naskah, default: []].append(actor)
            return Act(word: .tandaTangan, actor: actor, naskah: naskah, appoints: chance.isLikely(perMille: 200) ? "tim" : nil)
        }
    }
}
