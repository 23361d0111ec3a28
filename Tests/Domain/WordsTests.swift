import Domain
import Testing

@Suite struct WordsTests {
    @Test(
        "A SOP's cell of time keeps its unit",
        arguments: [
            ("10 menit", "PT10M"), ("9600 menit", "PT9600M"), ("2 jam", "PT2H"), ("1 hari", "P1D"), ("1 minggu", "P1W"), ("1 bulan", "P1M"),
            ("menyesuaikan", "ASNEEDED"),
        ])
    func duration(_ cell: String, _ iso: String) throws {
        let duration = try #require(WorkDuration(indonesian: cell))
        #expect(duration.iso == iso)
        #expect(WorkDuration(iso: iso) == duration)
    }

    @Test(
        "A cell that says no time is no duration",
        arguments: ["", "menit", "10", "0 menit", "-1 hari", "+1 hari", "1  hari", "1 tahun", "99999 menit", "1,5 jam", "1 Hari", "P1D"])
    func noDuration(_ cell: String) { #expect(WorkDuration(indonesian: cell) == nil) }

    @Test("Only what is written is read back", arguments: ["", "P", "PT", "PT1D", "P1H", "P0D", "PT-1M", "1D", "P1", "P1DT1H"])
    func noISO(_ text: String) { #expect(WorkDuration(iso: text) == nil) }

    @Test("Every act belongs to the service the trade's table names")
    func owners() {
        let words = Dictionary(grouping: Act.Word.allCases, by: \.owner).mapValues { $0.map(\.rawValue) }
        #expect(words[.routing] == ["disposisi", "sampaikan", "terima"])
        #expect(words[.drafting] == ["minta", "kumpul", "susun", "telaah", "rapat"])
        #expect(words[.approvals] == ["periksa", "paraf", "tanda-tangan", "nomor"])
        #expect(words[.archival] == ["gandakan", "kirim", "himpun-luar", "arsip"])
        #expect(words[.intake] == nil)
    }

    @Test("Keamanan goes up from biasa to sangat rahasia")
    func keamanan() {
        #expect(Keamanan.allCases == Keamanan.allCases.sorted())
        #expect(Keamanan.rahasia < .sangatRahasia)
        #expect(Keamanan(rawValue: "sangat-rahasia") == .sangatRahasia)
    }

    @Test("Of the instructions only untuk diketahui is done by reading")
    func instructions() {
        #expect(Instruction.defaults.count == 16)
        #expect(Set(Instruction.defaults.map(\.id)).count == 16)
        #expect(Instruction.defaults.filter(\.closesOnReading).map(\.id) == ["untuk-diketahui"])
    }
}

@Suite struct NumberTemplateTests {
    @Test(
        "A template writes the numbers that are in use",
        arguments: [
            ("{klasifikasi}/{urut}/{unit}", "000.8.3.3/15/OR"),
            ("045/{urut:3}/{kode}/{bulan_romawi}/{tahun}", "045/015/DISDIK/VII/2025"),
            ("{keamanan}-{urut:2}/{bulan}", "R-15/07"),
            ("{urut:1}", "15"),
        ])
    func render(_ template: String, _ number: String) throws {
        let date = try #require(CivilDate("2025-07-09"))
        let values = NumberTemplate.Values(
            classification: "000.8.3.3", sequence: 15, agencyCode: "DISDIK", unit: "OR", date: date, keamanan: .rahasia)
        #expect(try NumberTemplate(template).render(values) == number)
    }

    @Test(
        "A bad template is refused with what is wrong in it",
        arguments: [
            ("{urut}/{nomor}", NumberTemplate.ParseError.unknownPlaceholder("nomor")), ("{urut", .unbalancedBrace), ("urut}", .unbalancedBrace),
            ("{urut}/{{kode}}", .unknownPlaceholder("{kode")), ("{urut:0}", .badWidth("0")), ("{urut:10}", .badWidth("10")),
            ("{urut:x}", .badWidth("x")), ("{urut:}", .badWidth("")), ("{klasifikasi}", .noSequence), ("", .noSequence),
        ])
    func refused(_ template: String, _ reason: NumberTemplate.ParseError) {
        #expect(throws: reason) { try NumberTemplate(template) }
    }
}
