import Domain
import Linux
import YAML

/// One file of an agency's folder, by its name within the folder: `organisation.yaml` or `sop/iku.yaml`.
public struct CatalogueFile: Sendable {
    /// With `/` between folder and file.
    public let name: String
    /// The text in UTF-8.
    public let bytes: [UInt8]

    /// A file that has been read.
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// A folder of the catalogue that can't be read: a matter of the disk, not of its content.
public struct CatalogueReadError: Error, Hashable, Sendable {
    /// The file or folder.
    public let path: String
}

/// Turns an agency's YAML files into its catalogue, or into findings about them.
public enum CatalogueLoader {
    /// Bytes of a file of a catalogue that is still read: some fifty times the longest SOP.
    private static let fileBytes = 1 << 20

    /// Reads and checks the files of one agency; the catalogue is there only when nothing was found.
    ///
    /// `folder` is the agency's folder, by name; among other agencies' it bears the agency's id, alone it `isNamedFreely`.
    /// Findings come in the order of files and lines, as many as can be told apart in one run.
    public static func load(
        folder: String, isNamedFreely: Bool = false, files: [CatalogueFile]
    ) -> (catalogue: AgencyCatalogue?, findings: [Finding]) {
        var findings: [Finding] = []
        var offices: Offices?
        if let file = files.first(where: { $0.name == "organisation.yaml" }) {
            let report = Report(file: "\(folder)/\(file.name)")
            offices = parse(file, report).flatMap(OrganisationReader(report: report, requiredID: isNamedFreely ? nil : folder).read)
            findings += report.findings.sorted { $0.line < $1.line }
        } else {
            findings.append(
                Finding(file: "\(folder)/organisation.yaml", line: 1, reason: "the file is missing; an agency needs it to say who works there"))
        }
        var sops: [SOP] = []
        for file in files.sorted(by: { $0.name < $1.name }) where file.name != "organisation.yaml" {
            let report = Report(file: "\(folder)/\(file.name)")
            if let id = sopName(file.name) {
                // Without an organisation every role would be unknown; one finding says it better than hundreds.
                if let offices, let root = parse(file, report), let sop = SOPReader(report: report, fileName: id, offices: offices).read(root) {
                    sops.append(sop)
                }
            } else {
                report.add(1, "an agency has organisation.yaml and sop/<id>.yaml; move this file out of its folder")
            }
            findings += report.findings.sorted { $0.line < $1.line }
        }
        guard findings.isEmpty, let organisation = offices?.organisation else { return (nil, findings) }
        return (AgencyCatalogue(organisation: organisation, sops: sops), [])
    }

    /// Reads and checks the folder of one agency on disk, as the function above does.
    public static func load(
        path: String, isNamedFreely: Bool = false
    ) throws(CatalogueReadError) -> (catalogue: AgencyCatalogue?, findings: [Finding]) {
        let folder = path.split(separator: "/").last.map(String.init) ?? path
        var files: [CatalogueFile] = []
        for name in try names(in: path) where !name.hasPrefix(".") {
            if name == "sop" {
                for sop in try names(in: "\(path)/sop") where !sop.hasPrefix(".") {
                    files.append(CatalogueFile(name: "sop/\(sop)", bytes: try bytes(of: "\(path)/sop/\(sop)")))
                }
            } else {
                files.append(CatalogueFile(name: name, bytes: try bytes(of: "\(path)/\(name)")))
            }
        }
        return load(folder: folder, isNamedFreely: isNamedFreely, files: files)
    }

    /// Reads and checks a year's days off, such as `kalender/2026.yaml`.
    public static func calendar(_ file: CatalogueFile) -> (calendar: CalendarData?, findings: [Finding]) {
        let report = Report(file: file.name)
        let calendar = parse(file, report).flatMap(CalendarReader(report: report).read)
        return (report.findings.isEmpty ? calendar : nil, report.findings.sorted { $0.line < $1.line })
    }

    /// Reads and checks a year's days off on disk.
    public static func calendar(path: String) throws(CatalogueReadError) -> (calendar: CalendarData?, findings: [Finding]) {
        calendar(CatalogueFile(name: path, bytes: try bytes(of: path)))
    }

    private static func sopName(_ name: String) -> String? {
        guard name.hasPrefix("sop/"), name.hasSuffix(".yaml") else { return nil }
        let id = name.dropFirst("sop/".count).dropLast(".yaml".count)
        return id.isEmpty || id.contains("/") ? nil : String(id)
    }

    private static func parse(_ file: CatalogueFile, _ report: Report) -> YAMLNode? {
        do {
            return try YAMLParser.parse(file.bytes)
        } catch {
            report.add(error.line, "the file is no YAML that can be read: \(error.message)")
            return nil
        }
    }

    private static func names(in path: String) throws(CatalogueReadError) -> [String] {
        do {
            return try directoryNames(path)
        } catch {
            throw CatalogueReadError(path: path)
        }
    }

    private static func bytes(of path: String) throws(CatalogueReadError) -> [UInt8] {
        do {
            return try readFile(path, sizeBytesMaximum: fileBytes)
        } catch {
            throw CatalogueReadError(path: path)
        }
    }
}
