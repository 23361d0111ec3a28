import Catalogue

/// The smallest agency that has no mistake and uses every kind of role and most acts; tests change one line of it.
struct TinyAgency {
    /// File texts by name.
    var texts = ["organisation.yaml": Self.organisation, "sop/iku.yaml": Self.sop]

    var files: [CatalogueFile] {
        texts.sorted { $0.key < $1.key }.map { CatalogueFile(name: $0.key, bytes: Array($0.value.utf8)) }
    }

    /// Puts `new` in the place of `old`, which must stand in the file just once, and gives the line on which it began; nil otherwise.
    mutating func change(_ file: String, _ old: String, to new: String) -> Int? {
        guard var text = texts[file], case let ranges = text.ranges(of: old), ranges.count == 1, let range = ranges.first else { return nil }
        let line = 1 + text[..<range.lowerBound].count { $0 == "\n" }
        text.replaceSubrange(range, with: new)
        texts[file] = text
        return line
    }

    static let organisation = """
        instansi:
          id: dinas-contoh
          nama: Dinas Contoh
          singkatan: CONTOH
          daerah: Kabupaten Contoh
          zona_waktu: WIB
        unit:
          - {id: dinas, nama: Dinas Contoh, jenis: dinas}
          - {id: sekretariat, nama: Sekretariat, jenis: sekretariat, induk: dinas}
        jabatan:
          - {id: kadis, nama: Kepala Dinas, unit: dinas, tingkat: 1}
          - {id: sekdis, nama: Sekretaris, unit: sekretariat, tingkat: 2, atasan: kadis}
          - {id: kabid, nama: Kepala Bidang, unit: dinas, tingkat: 3, atasan: kadis}
          - {id: staf, nama: Staf, unit: sekretariat, tingkat: 4, atasan: sekdis}
        pejabat:
          - {jabatan: kadis, nama: "Dra. Contoh, M.Si", nip: "197001011995031001", sejak: "2024-01-02", sampai: "2030-12-31"}
        mandat:
          - {jenis: an, jabatan: kadis, pelaksana: sekdis, sk: "800/12", mulai: "2026-01-05", sampai: "2026-01-09"}
        peran:
          - {id: kepala, nama: Kepala Dinas, jenis: jabatan, jabatan: kadis}
          - {id: sekretaris, nama: Sekretaris, jenis: jabatan, jabatan: sekdis}
          - {id: bidang, nama: Bidang, jenis: masing-masing, anggota: [kabid]}
          - {id: tim, nama: Tim, jenis: bersama, ketua: sekdis, anggota: [kabid, staf]}
          - {id: bappeda, nama: Bappeda, jenis: luar, dicatat_oleh: staf}
          - {id: agendaris, nama: Agendaris, jenis: jabatan, jabatan: staf}
          - {id: arsiparis, nama: Arsiparis, jenis: jabatan, jabatan: staf}
        register:
          - {id: surat-masuk, nama: Buku Masuk, arah: masuk, nomor_awal: 1}
          - {id: surat-keluar, nama: Buku Keluar, arah: keluar, jenis: [surat, undangan], format: "{klasifikasi}/{urut:3}/{tahun}", nomor_awal: 1}
          - {id: dokumen, nama: Buku Dokumen, arah: keluar, jenis: [dokumen], format: "{urut}", nomor_awal: 8}
        klasifikasi:
          - {kode: "000.7.2", nama: Perencanaan, aktif: 2 tahun, inaktif: 3 tahun, akhir: permanen}
        """

    static let sop = """
        sop: iku
        judul: Penyusunan IKU
        kepala:
          nomor_sop: "503 / 2021"
          tanggal_pembuatan: 4 Januari 2022
          tanggal_revisi: kosong
          tanggal_efektif: tidak-ada
          tanggal_pengesahan: tidak-terbaca
          disahkan_oleh: Kepala Dinas
          dasar_hukum: [Peraturan Satu, Peraturan Dua]
          kualifikasi_pelaksana: [Teliti]
          keterkaitan: [SOP Surat Menyurat]
          peralatan: [Komputer]
          peringatan: kosong
          pencatatan_pendataan: Disimpan
        mulai:
          cara: surat-masuk
          dari: [Bupati]
        naskah:
          - {id: iku, jenis: dokumen, judul: IKU, register: dokumen, lampiran_dari: pengantar}
          - {id: pengantar, jenis: surat, judul: Pengantar, register: surat-keluar, klasifikasi: "000.7.2"}
          - {id: bahan, jenis: data, judul: Bahan}
        pelaksana: [kepala, sekretaris, bidang, tim, bappeda, agendaris, arsiparis]
        langkah:
          - nomor: 1
            kegiatan: Memerintahkan penyusunan
            pelaksana: kepala
            tindakan:
              - {tindakan: disposisi, menetapkan: tim}
            kepada: [sekretaris]
            kelengkapan: [Surat]
            waktu: 10 menit
            output: [Disposisi]
          - nomor: 2
            kegiatan: Meminta bahan
            pelaksana: sekretaris
            tindakan: [terima, minta]
            kepada: [bidang]
            waktu: 1 hari
          - nomor: 3
            kegiatan: Menyusun konsep
            pelaksana: tim
            tindakan:
              - {tindakan: kumpul, naskah: bahan, kuorum: 1}
              - {tindakan: susun, naskah: pengantar, bila: perlu}
              - susun
              - {tindakan: susun, naskah: pengantar, oleh: sekretaris}
              - {tindakan: rapat, peserta: [bidang, bappeda], undangan: pengantar}
            naskah: iku
            waktu: menyesuaikan
            catatan_penyalin: Contoh
          - nomor: 4
            kegiatan: Memeriksa dan menandatangani
            pelaksana: kepala
            tindakan:
              - periksa
              - {tindakan: paraf, oleh: sekretaris, jenis: koordinasi}
              - {tindakan: tanda-tangan, berjenjang: true}
            naskah: iku
            jika_tidak: 3
          - nomor: 5
            kegiatan: Mengirim
            pelaksana: agendaris
            tindakan:
              - {tindakan: nomor, naskah: pengantar}
              - {tindakan: kirim, tembusan: [kepala, tim]}
              - {tindakan: terima, dari: luar}
              - {tindakan: arsip, oleh: arsiparis}
            naskah: iku
            kepada: [bappeda]
            keterangan: Selesai
            sop_terkait: [SOP Caraka]
        catatan_penyalin: [Satu, Dua]
        """
}
