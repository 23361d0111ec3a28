import Catalogue
import Testing

/// One mistake in the tiny agency: what is written instead of what, and what the checker must say about it.
struct Mistake: Sendable, CustomTestStringConvertible {
    let file: String
    let old: String
    let new: String
    /// A part of the one finding's reason.
    let reason: String
    /// The finding's distance from the changed line.
    var offset = 0

    var testDescription: String { "\(new.prefix(60)): \(reason.prefix(60))" }

    static func organisation(_ old: String, _ new: String, _ reason: String, offset: Int = 0) -> Mistake {
        Mistake(file: "organisation.yaml", old: old, new: new, reason: reason, offset: offset)
    }

    static func sop(_ old: String, _ new: String, _ reason: String, offset: Int = 0) -> Mistake {
        Mistake(file: "sop/iku.yaml", old: old, new: new, reason: reason, offset: offset)
    }
}

@Suite struct FindingTests {
    static let organisation: [Mistake] = [
        .organisation("id: dinas-contoh", "id: dinas-lain", "its folder is 'dinas-contoh'"),
        .organisation("  daerah: Kabupaten Contoh", "  telepon: x\n  daerah: Kabupaten Contoh", "unknown key 'telepon' in instansi"),
        .organisation("  daerah: Kabupaten Contoh\n", "", "instansi lacks 'daerah'", offset: -3),
        .organisation("zona_waktu: WIB", "zona_waktu: WIT+1", "unknown zona_waktu 'WIT+1' in instansi; use WIB, WITA, WIT"),
        .organisation("zona_waktu: WIB", "zona_waktu: [WIB]", "'zona_waktu' of instansi must be a text"),
        .organisation("singkatan: CONTOH", "singkatan: no", "is written no, which YAML takes for something else; put it in quotes"),
        .organisation("singkatan: CONTOH", "singkatan: 045", "is written 045, which YAML takes for something else"),
        .organisation("singkatan: CONTOH", "singkatan:", "'singkatan' of instansi is empty"),
        .organisation("unit: dinas, tingkat: 1", "unit: dines, tingkat: 1", "unknown unit 'dines'"),
        .organisation(
            "jabatan:\n  - {id: kadis", "  - {id: dinas, nama: Lagi, jenis: upt}\njabatan:\n  - {id: kadis", "'dinas' is declared twice"),
        .organisation("induk: dinas", "induk: sekretariat", "belongs to itself by way of its induk"),
        .organisation("jenis: sekretariat,", "jenis: seketariat,", "unknown jenis 'seketariat'"),
        .organisation(
            "pejabat:\n", "  - {id: Staf--2, nama: Staf, unit: dinas, tingkat: 5}\npejabat:\n", "'Staf--2' must be small letters and figures"),
        .organisation("tingkat: 3, atasan: kadis", "tingkat: 3, atasan: kadus", "unknown jabatan 'kadus'"),
        .organisation("tingkat: 3, atasan: kadis", "tingkat: 1, atasan: kadis", "tingkat 1 of 'kabid' is not below tingkat 1 of its atasan 'kadis'"),
        .organisation("tingkat: 3, atasan: kadis", "tingkat: 3.5, atasan: kadis", "'tingkat' of a row of jabatan must be a whole number from 1"),
        .organisation("tingkat: 3, atasan: kadis", "tingkat: \"3\", atasan: kadis", "without quotes"),
        .organisation("{jabatan: kadis, nama", "{jabatan: bupati, nama", "unknown jabatan 'bupati'"),
        .organisation("nip: \"197001011995031001\"", "nip: 197001011995031001", "put it in quotes"),
        .organisation("nip: \"197001011995031001\"", "nip: \"19700101199503100\"", "must have 18 figures"),
        .organisation("sejak: \"2024-01-02\"", "sejak: 2024-01-02", "put it in quotes"),
        .organisation("sejak: \"2024-01-02\"", "sejak: \"2024-02-30\"", "write a date of the calendar"),
        .organisation("sampai: \"2030-12-31\"", "sampai: \"2023-12-31\"", "is before sejak '2024-01-02'"),
        .organisation("jenis: an,", "jenis: atas-nama,", "unknown jenis 'atas-nama' in a row of mandat; use plt, plh, pj, an, ub"),
        .organisation("pelaksana: sekdis", "pelaksana: kadis", "'kadis' can't act for itself"),
        .organisation("jabatan: kadis, pelaksana: sekdis", "jabatan: sekdis, pelaksana: kadis", "'kadis' is not below 'sekdis', so it can't act an"),
        .organisation("sampai: \"2026-01-09\"", "sampai: \"2026-01-04\"", "is before mulai '2026-01-05'"),
        .organisation("anggota: [kabid]", "anggota: []", "'anggota' of a row of peran is empty; name at least one jabatan"),
        .organisation("anggota: [kabid]", "anggota: kabid", "must be a list"),
        .organisation("anggota: [kabid]", "anggota: [kabid, kabid]", "stands twice in 'anggota'"),
        .organisation("anggota: [kabid]", "ketua: kadis, anggota: [kabid]", "'ketua' doesn't belong to a role of jenis masing-masing"),
        .organisation("jenis: bersama, ketua: sekdis,", "jenis: bersama,", "lacks 'ketua'"),
        .organisation("dicatat_oleh: staf", "jabatan: staf, dicatat_oleh: staf", "'jabatan' doesn't belong to a role of jenis luar"),
        .organisation("dicatat_oleh: staf", "dicatat_oleh: kurir", "unknown jabatan 'kurir'"),
        .organisation(
            "nama: Arsiparis, jenis: jabatan, jabatan: staf", "nama: Arsiparis, jenis: masing-masing, anggota: [staf]",
            "the role 'arsiparis' must be jenis: jabatan", offset: -6),
        .organisation("arah: masuk", "arah: masuk, jenis: [surat]", "'jenis' doesn't belong to an incoming register"),
        .organisation("jenis: [dokumen], ", "", "must name the jenis it numbers"),
        .organisation("jenis: [surat, undangan], format", "kode: x, jenis: [surat, undangan], format", "unknown key 'kode' in a row of register"),
        .organisation("jenis: [dokumen]", "jenis: [dokumen, surat]", "jenis 'surat' is numbered by both 'surat-keluar' and 'dokumen'"),
        .organisation("format: \"{urut}\", ", "", "lacks a format for its numbers"),
        .organisation("format: \"{urut}\"", "format: \"{urutan}\"", "the unknown placeholder '{urutan}'"),
        .organisation("format: \"{urut}\"", "format: \"{tahun}\"", "no {urut}"),
        .organisation("format: \"{urut}\"", "format: \"{urut\"", "a brace without its partner"),
        .organisation("format: \"{urut}\"", "format: \"{urut:0}\"", "the width '0'"),
        .organisation("nomor_awal: 8", "nomor_awal: 0", "must be a whole number from 1"),
        .organisation("aktif: 2 tahun, inaktif", "aktif: 2 thn, inaktif", "write it as 2 tahun"),
        .organisation("akhir: permanen", "akhir: dimusnahkan", "unknown akhir 'dimusnahkan'"),
        .organisation("instansi:", "instansi: [", "the file is no YAML that can be read", offset: 2),
    ]

    static let sop: [Mistake] = [
        .sop("sop: iku", "sop: iki", "its file is 'iku.yaml'"),
        .sop("judul: Penyusunan IKU\n", "", "the SOP lacks 'judul'", offset: -1),
        .sop("  peralatan: [Komputer]\n", "", "kepala lacks 'peralatan'", offset: -9),
        .sop("peralatan: [Komputer]", "peralatan: []", "is an empty list; write kosong"),
        .sop("disahkan_oleh: Kepala Dinas", "disahkan_oleh: [Kepala Dinas, NIP. 197001011995031001]", "bears a NIP"),
        .sop("cara: surat-masuk", "cara: surat", "unknown cara 'surat' in mulai"),
        .sop("dari: [Bupati]", "dari: []", "'dari' of mulai is empty"),
        .sop("  dari: [Bupati]", "  periode: bulan\n  dari: [Bupati]", "'periode' doesn't belong to cara: surat-masuk"),
        .sop("  dari: [Bupati]\n", "", "mulai lacks 'dari'", offset: -1),
        .sop("jenis: dokumen, judul: IKU, register: dokumen", "jenis: dokumen, judul: IKU, register: buku", "unknown register 'buku'"),
        .sop("jenis: dokumen, judul: IKU", "jenis: laporan, judul: IKU", "the register 'dokumen' doesn't number jenis 'laporan'"),
        .sop("register: dokumen, ", "register: surat-masuk, ", "'surat-masuk' is an incoming register"),
        .sop("klasifikasi: \"000.7.2\"", "klasifikasi: \"000.7\"", "unknown klasifikasi '000.7'"),
        .sop(", klasifikasi: \"000.7.2\"", "", "numbers of 'surat-keluar' hold the klasifikasi"),
        .sop("lampiran_dari: pengantar", "lampiran_dari: surat", "unknown naskah 'surat'"),
        .sop("lampiran_dari: pengantar", "lampiran_dari: iku", "can't be its own attachment"),
        .sop("judul: Bahan}", "judul: Bahan}\n  - {id: bahan, jenis: data, judul: Lagi}", "'bahan' is declared twice", offset: 1),
        .sop("judul: Bahan}", "judul: Bahan}\n  - {id: lain, jenis: data, judul: Lain}", "no act is about naskah 'lain'", offset: 1),
        .sop("pelaksana: [kepala, sekretaris, ", "pelaksana: [kepala, sekretaris, camat, ", "unknown role 'camat'"),
        .sop(", bappeda, agendaris, arsiparis]", ", bappeda, agendaris]", "the role 'arsiparis' is no column of this SOP", offset: 45),
        .sop("    pelaksana: tim\n", "    pelaksana: team\n", "unknown role 'team' in step 3"),
        .sop("    pelaksana: tim\n", "", "step 3 lacks 'pelaksana'", offset: -2),
        .sop("nomor: 5", "nomor: 4", "step 4 stands twice or out of order"),
        .sop("nomor: 5", "nomor: 6", "step 5 is missing before step 6"),
        .sop("tindakan: [terima, minta]", "tindakan: []", "step 2 has no act"),
        .sop("tindakan: [terima, minta]", "tindakan: [terima, tanya]", "unknown act 'tanya' in step 2"),
        .sop("tindakan: [terima, minta]", "tindakan: [terima, minta, susun]", "susun in step 2 lacks 'naskah'"),
        .sop("    kepada: [sekretaris]\n", "", "disposisi in step 1 lacks 'kepada'", offset: -1),
        .sop("kepada: [sekretaris]", "kepada: []", "'kepada' of step 1 is empty"),
        .sop("kepada: [sekretaris]", "kepada: [sekdis]", "unknown role 'sekdis' in step 1"),
        .sop("    jika_tidak: 3", "    kepada: [tim]\n    jika_tidak: 3", "no act of step 4 takes this 'kepada'"),
        .sop("menetapkan: tim", "menetapkan: bidang", "appoints 'bidang', which is no team"),
        .sop("menetapkan: tim", "kuorum: 1", "unknown key 'kuorum' in disposisi in step 1"),
        .sop("kuorum: 1", "kuorum: semua", "'kuorum' of kumpul in step 3 must be a whole number"),
        .sop("bila: perlu", "bila: sempat", "'bila' of susun in step 3 is 'sempat'; only perlu is known"),
        .sop("peserta: [bidang, bappeda], undangan", "undangan", "rapat in step 3 lacks 'peserta'"),
        .sop("undangan: pengantar", "undangan: bahan-rapat", "unknown naskah 'bahan-rapat'"),
        .sop("jenis: koordinasi", "jenis: koordinator", "unknown jenis 'koordinator' in paraf in step 4; use hierarki, koordinasi"),
        .sop("berjenjang: true", "berjenjang: ya", "can only be true"),
        .sop("tembusan: [kepala, tim]", "tembusan: []", "'tembusan' of kirim in step 5 is empty; name at least one role"),
        .sop("tembusan: [kepala, tim]", "tembusan: [kepala, bupati]", "unknown role 'bupati' in kirim in step 5"),
        .sop("tembusan: [kepala, tim]", "tembusan: [kepala, kepala]", "'kepala' stands twice in 'tembusan'"),
        .sop("tembusan: [kepala, tim]", "tembusan: [kepala, bappeda]", "'bappeda' gets the letter by 'kepada' of kirim in step 5 already"),
        .sop("{tindakan: arsip, oleh", "{tindakan: arsip, tembusan: [kepala], oleh", "unknown key 'tembusan' in arsip in step 5"),
        .sop("dari: luar", "dari: dalam", "only luar is known"),
        .sop("jika_tidak: 3", "jika_tidak: 4", "step 4 returns to step 4, which is not earlier"),
        .sop("jika_tidak: 3", "jika_tidak: tiga", "'jika_tidak' of step 4 must be a whole number"),
        .sop("    waktu: 1 hari", "    jika_tidak: 1\n    waktu: 1 hari", "step 2 has no periksa, paraf or tanda-tangan that could say no"),
        .sop("waktu: 10 menit", "waktu: 10 mnt", "waktu '10 mnt' can't be read; write 10 menit"),
        .sop("keterangan: Selesai", "keterangan: [Selesai]", "'keterangan' of step 5 must be a text"),
        .sop("sop_terkait: [SOP Caraka]", "sop_terkait: SOP Caraka", "'sop_terkait' of step 5 must be a list"),
        .sop("keterangan: Selesai", "ket: Selesai", "unknown key 'ket' in step 5"),
        // What could never open or be decided.
        .sop("tindakan: [terima, minta]", "tindakan: [minta, {tindakan: terima, oleh: kepala}]", "nothing went to 'kepala' before"),
        .sop("tindakan: [terima, minta]", "tindakan: [terima, sampaikan]", "nobody was asked for any before", offset: 7),
        .sop("      - susun\n", "", "periksa in step 4 is about 'iku', which nobody composed before", offset: 9),
        .sop(
            "      - {tindakan: susun, naskah: pengantar, oleh: sekretaris}\n", "",
            "nomor in step 5 is about 'pengantar', which is composed only bila: perlu", offset: 17),
        .sop("menetapkan: tim", "naskah: konsep", "unknown naskah 'konsep' in disposisi in step 1"),
        .sop("{tindakan: nomor, naskah: pengantar}", "{tindakan: nomor, naskah: bahan}", "numbers 'bahan', which has no register"),
        .sop("kepada: [bidang]", "kepada: [bidang, bidang]", "'bidang' stands twice"),
        .sop("tindakan: [terima, minta]", "tindakan: [terima, minta, {tindakan: disposisi, kepada: [kepala]}]", "goes up: 'kadis' of 'kepala'"),
        .sop(
            "tindakan: [terima, minta]", "tindakan: [terima, minta, {tindakan: disposisi, kepada: [sekretaris]}]",
            "'sekdis' of 'sekretaris' is not below 'sekretaris'"),
        .sop(
            "tindakan: [terima, minta]", "tindakan: [terima, minta, {tindakan: disposisi, kepada: [bappeda]}]", "goes to the outside role 'bappeda'"),
        .sop(
            "tindakan: [terima, minta]", "tindakan: [terima, minta, {tindakan: disposisi, oleh: bappeda, kepada: [bidang]}]",
            "given by the outside role 'bappeda'"),
    ]

    @Test("The tiny agency has no mistake")
    func valid() throws {
        let (catalogue, findings) = CatalogueLoader.load(folder: "dinas-contoh", files: TinyAgency().files)
        #expect(findings == [])
        #expect(catalogue?.sops.count == 1)
    }

    @Test("Each mistake is found once, at its line, and says what to do", arguments: organisation + sop)
    func mistake(_ mistake: Mistake) throws {
        var agency = TinyAgency()
        let changed = agency.change(mistake.file, mistake.old, to: mistake.new)
        let line = try #require(changed, "the text to change must stand there once")
        let (catalogue, findings) = CatalogueLoader.load(folder: "dinas-contoh", files: agency.files)
        #expect(catalogue == nil)
        #expect(findings.count == 1)
        let finding = try #require(findings.first)
        #expect(finding.reason.contains(mistake.reason))
        #expect(finding.file == "dinas-contoh/\(mistake.file)")
        #expect(finding.line == line + mistake.offset)
    }

    @Test("Many mistakes are found in one run, in the order of files and lines")
    func many() throws {
        var agency = TinyAgency()
        for (file, old, new) in [
            ("organisation.yaml", "zona_waktu: WIB", "zona_waktu: WAB"), ("organisation.yaml", "akhir: permanen", "akhir: hilang"),
            ("sop/iku.yaml", "waktu: 10 menit", "waktu: lama"), ("sop/iku.yaml", "cara: surat-masuk", "cara: lain"),
        ] {
            let line = agency.change(file, old, to: new)
            try #require(line != nil)
        }
        let findings = CatalogueLoader.load(folder: "dinas-contoh", files: agency.files).findings
        #expect(findings.map(\.line) == [6, 32, 17, 32])
    }

    @Test("After a number out of order the count goes on from the highest")
    func outOfOrder() throws {
        var agency = TinyAgency()
        let line = agency.change("sop/iku.yaml", "nomor: 4", to: "nomor: 2")
        try #require(line != nil)
        let findings = CatalogueLoader.load(folder: "dinas-contoh", files: agency.files).findings
        let numbering = findings.map(\.reason).filter { $0.hasSuffix("number the steps 1, 2, 3 ...") }
        #expect(numbering.map { $0.prefix(17) } == ["step 2 stands twi", "step 4 is missing"])
    }

    @Test("A missing organisation is one finding, not one per role of each SOP")
    func noOrganisation() {
        var agency = TinyAgency()
        agency.texts["organisation.yaml"] = nil
        let findings = CatalogueLoader.load(folder: "dinas-contoh", files: agency.files).findings
        #expect(findings.map(\.description) == ["dinas-contoh/organisation.yaml:1: the file is missing; an agency needs it to say who works there"])
    }

    @Test("A missing agendaris is found", arguments: ["agendaris", "arsiparis"])
    func missingClerk(_ role: String) throws {
        var agency = TinyAgency()
        let line = agency.change("organisation.yaml", "{id: \(role),", to: "{id: petugas,")
        try #require(line != nil)
        agency.texts["sop/iku.yaml"] = nil
        let findings = CatalogueLoader.load(folder: "dinas-contoh", files: agency.files).findings
        #expect(findings.map(\.reason).filter { $0.hasPrefix("the role '\(role)' is missing") }.count == 1)
    }

    @Test("A file that belongs to no agency is found", arguments: ["readme.txt", "sop/iku.yml", "sop/lama/iku.yaml"])
    func strayFile(_ name: String) {
        var agency = TinyAgency()
        agency.texts[name] = "x: 1"
        let findings = CatalogueLoader.load(folder: "dinas-contoh", files: agency.files).findings
        #expect(findings.map(\.file) == ["dinas-contoh/\(name)"])
    }
}
