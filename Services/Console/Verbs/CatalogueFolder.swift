import Catalogue
import Domain
import Linux

/// A folder of the catalogue on this machine, read and checked: one agency's, or one that holds agencies and the calendars.
struct CatalogueFolder {
    /// The agencies without mistakes, in the order of their folders.
    var agencies: [AgencyCatalogue] = []
    /// The calendars without mistakes, in the order of their years.
    var calendars: [CalendarData] = []
    /// The mistakes, their files named so that they can be opened from here.
    var findings: [Finding] = []

    /// The folder of calendars beside the agencies.
    private static let calendarFolder = "kalender"

    /// Reads a folder. Throws `WrongCall` when there is no agency in it, `CatalogueReadError` when the disk does not let it be read.
    init(_ path: String) throws {
        guard let status = try fileStatus(path), status.isDirectory else { throw WrongCall("\(path) is not a folder") }
        // Findings are named after the folder, so its name must be known even where the path is `.`.
        let real = try realPath(path)
        let names = try directoryNames(real)
        if names.contains("organisation.yaml") || names.contains("sop") {
            // A copy of an agency's folder may be called anything; only among others the name tells them apart.
            try read(agency: real, shownAs: path, isNamedFreely: true)
            return
        }
        for name in names where !name.hasPrefix(".") {
            guard try fileStatus("\(real)/\(name)")?.isDirectory == true else { continue }
            let shown = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
            if name == Self.calendarFolder {
                try read(calendars: "\(real)/\(name)", shownAs: shown)
            } else {
                try read(agency: "\(real)/\(name)", shownAs: shown)
            }
        }
        if agencies.isEmpty, findings.isEmpty { throw WrongCall("\(path) holds no agency: neither organisation.yaml nor folders with one") }
    }

    private mutating func read(agency path: String, shownAs shown: String, isNamedFreely: Bool = false) throws {
        let (catalogue, findings) = try CatalogueLoader.load(path: path, isNamedFreely: isNamedFreely)
        if let catalogue { agencies.append(catalogue) }
        let folder = path.split(separator: "/").last.map(String.init) ?? path
        self.findings += findings.map { finding in
            let inner = finding.file.hasPrefix(folder + "/") ? String(finding.file.dropFirst(folder.count + 1)) : finding.file
            return Finding(file: "\(shown)/\(inner)", line: finding.line, reason: finding.reason)
        }
    }

    private mutating func read(calendars path: String, shownAs shown: String) throws {
        for name in try directoryNames(path) where name.hasSuffix(".yaml") && !name.hasPrefix(".") {
            let (calendar, findings) = try CatalogueLoader.calendar(path: "\(path)/\(name)")
            if let calendar { calendars.append(calendar) }
            self.findings += findings.map { Finding(file: "\(shown)/\(name)", line: $0.line, reason: $0.reason) }
        }
    }
}
