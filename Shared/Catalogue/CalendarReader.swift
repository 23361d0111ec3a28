import Domain
import YAML

/// Reads and checks one year's file of days off.
struct CalendarReader {
    let report: Report

    func read(_ root: YAMLNode) -> CalendarData? {
        let known = ["tahun", "status", "sumber", "ramadan", "libur"]
        guard let file = Fields(root, "the calendar", known: known, report: report) else { return nil }
        let year = file.count("tahun")
        let status = file.word("status", CalendarData.Status.self)
        let source = file.text("sumber")
        let ramadan = file.node("ramadan").flatMap(ramadan)
        _ = file.required("libur")
        var seen: Set<CivilDate> = []
        let holidays: [CalendarData.Holiday] = file.nodes("libur").compactMap { node in
            guard let row = Fields(node, "a row of libur", known: ["tanggal", "nama", "jenis"], report: report) else { return nil }
            let date = row.date("tanggal")
            let name = row.text("nama")
            let kind = row.word("jenis", CalendarData.Holiday.Kind.self)
            guard let date, let name, let kind else { return nil }
            if let year, date.year != year { row.add("tanggal", "'\(date)' is not in \(year); move it to that year's file") }
            if !seen.insert(date).inserted { row.add("tanggal", "'\(date)' stands twice; keep one") }
            return CalendarData.Holiday(date: date, name: name, kind: kind)
        }
        guard let year, let status, let source else { return nil }
        return CalendarData(year: year, status: status, source: source, holidays: holidays, ramadan: ramadan)
    }

    private func ramadan(_ node: YAMLNode) -> ClosedRange<CivilDate>? {
        guard let fields = Fields(node, "ramadan", known: ["mulai", "sampai"], report: report), let first = fields.date("mulai"),
            let last = fields.date("sampai")
        else { return nil }
        guard first <= last else {
            fields.add("sampai", "'\(last)' is before mulai '\(first)'; mend one of them")
            return nil
        }
        return first...last
    }
}
