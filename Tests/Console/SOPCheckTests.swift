import Scratch
import Testing

@testable import Console

@Suite struct SOPCheckTests {
    private let directory: TemporaryDirectory
    private var catalogue: String { "\(directory.path)/catalogue" }

    init() throws {
        directory = try TemporaryDirectory()
        try directory.write("catalogue/dinas-contoh/organisation.yaml", Self.organisation)
        try directory.write("catalogue/dinas-contoh/sop/iku.yaml", Self.sop)
        try directory.write("catalogue/kalender/2026.yaml", Self.calendar)
    }

    @Test("A folder of agencies without mistakes is counted, and its calendars are no agency")
    func good() {
        let call = Recording("sop", "check", catalogue)
        #expect(call.answer == "1 agency, 1 SOP, 2 steps: no mistakes\n")
        #expect(call.remarks.isEmpty)
        #expect(call.code == .ok)
        #expect(Recording("sop", "check", "\(catalogue)/dinas-contoh/").code == .ok)
    }

    @Test("A copy of one agency's folder may be called anything; among others it bears the agency's id")
    func folderNames() throws {
        for folder in ["salinan", "lain/salinan"] {
            try directory.write("\(folder)/organisation.yaml", Self.organisation)
            try directory.write("\(folder)/sop/iku.yaml", Self.sop)
        }
        #expect(Recording("sop", "check", "\(directory.path)/salinan").code == .ok)
        let among = Recording("sop", "check", "\(directory.path)/lain")
        #expect(among.answer.contains("but its folder is 'salinan'") && among.code == .negative)
    }

    @Test("As JSON the SOPs are one array")
    func json() {
        let call = Recording("sop", "check", catalogue, "--json")
        #expect(
            call.answer == """
                [{"agency":"dinas-contoh","sop":"iku","steps":[{"actor":"kepala","acts":["disposisi"],"duration":"PT10M","no":1,"returnsTo":null},\
                {"actor":"agendaris","acts":["susun","arsip"],"duration":null,"no":2,"returnsTo":null}],"title":"Penyusunan IKU"}]

                """)
        #expect(call.code == .ok)
    }

    @Test("Mistakes are named with file and line, as many as there are, and the exit code is 1")
    func mistakes() throws {
        try directory.write("catalogue/dinas-contoh/sop/iku.yaml", Self.sop.replacing("waktu: 10 menit", with: "waktu: sebentar"))
        try directory.write("catalogue/kalender/2026.yaml", Self.calendar.replacing("2026-01-01", with: "2026-13-01"))
        let call = Recording("sop", "check", catalogue)
        let lines = call.answer.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.first?.hasPrefix("\(catalogue)/dinas-contoh/sop/iku.yaml:29: ") == true)
        #expect(lines.first?.contains("sebentar") == true)
        #expect(lines.last?.hasPrefix("\(catalogue)/kalender/2026.yaml:5: ") == true)
        #expect(call.code == .negative)
        let json = Recording("sop", "check", catalogue, "--json")
        #expect(json.answer.hasPrefix(#"{"file":"\#(catalogue)/dinas-contoh/sop/iku.yaml","line":29,"reason":"#))
        #expect(json.code == .negative)
    }

    @Test("An agency without its organisation is a mistake of the agency, not of the call")
    func noOrganisation() throws {
        try directory.write("catalogue/kosong/sop/iku.yaml", Self.sop)
        let call = Recording("sop", "check", catalogue)
        #expect(call.answer.hasPrefix("\(catalogue)/kosong/organisation.yaml:1: "))
        #expect(call.code == .negative)
    }

    @Test("A folder that is not there, or holds no agency, is a wrong call")
    func wrongFolder() throws {
        let missing = Recording("sop", "check", "\(directory.path)/none")
        #expect(missing.code == .wrongCall)
        #expect(missing.remarks.hasPrefix("alurctl sop check: \(directory.path)/none is not a folder\n"))
        #expect(Recording("sop", "check", "\(catalogue)/kalender").code == .wrongCall)
    }

    private static let organisation = """
        instansi: {id: dinas-contoh, nama: Dinas Contoh, singkatan: CONTOH, daerah: Kabupaten Contoh, zona_waktu: WIB}
        unit:
          - {id: dinas, nama: Dinas Contoh, jenis: dinas}
        jabatan:
          - {id: kadis, nama: Kepala Dinas, unit: dinas, tingkat: 1}
          - {id: staf, nama: Staf, unit: dinas, tingkat: 4, atasan: kadis}
        pejabat:
          - {jabatan: kadis, nama: "Dra. Contoh, M.Si", nip: "197001011995031001", sejak: "2024-01-02"}
        mandat: []
        peran:
          - {id: kepala, nama: Kepala Dinas, jenis: jabatan, jabatan: kadis}
          - {id: agendaris, nama: Agendaris, jenis: jabatan, jabatan: staf}
          - {id: arsiparis, nama: Arsiparis, jenis: jabatan, jabatan: staf}
        register:
          - {id: surat-masuk, nama: Buku Masuk, arah: masuk, nomor_awal: 1}
        klasifikasi:
          - {kode: "000.7.2", nama: Perencanaan, aktif: 2 tahun, inaktif: 3 tahun, akhir: permanen}
        """

    private static let sop = """
        sop: iku
        judul: Penyusunan IKU
        kepala:
          nomor_sop: kosong
          tanggal_pembuatan: kosong
          tanggal_revisi: kosong
          tanggal_efektif: kosong
          tanggal_pengesahan: kosong
          disahkan_oleh: Kepala Dinas
          dasar_hukum: kosong
          kualifikasi_pelaksana: kosong
          keterkaitan: kosong
          peralatan: kosong
          peringatan: kosong
          pencatatan_pendataan: kosong
        mulai:
          cara: surat-masuk
          dari: [Bupati]
        naskah:
          - {id: iku, jenis: dokumen, judul: IKU}
        pelaksana: [kepala, agendaris]
        langkah:
          - nomor: 1
            kegiatan: Memerintahkan penyusunan
            pelaksana: kepala
            tindakan: [disposisi]
            kepada: [agendaris]
            output: [Disposisi]
            waktu: 10 menit
          - nomor: 2
            kegiatan: Menyusun dan mengarsipkan
            pelaksana: agendaris
            tindakan: [susun, arsip]
            naskah: iku
        """

    private static let calendar = """
        tahun: 2026
        status: resmi
        sumber: SKB
        libur:
          - {tanggal: "2026-01-01", nama: Tahun Baru, jenis: libur-nasional}
        """
}
