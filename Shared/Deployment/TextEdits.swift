import Domain
import YAML

/// The lines of a YAML file that people write too: what is changed is changed in its place, and every other line stays as it is.
struct EditedLines {
    let path: String
    private(set) var lines: [String]

    init(_ text: [UInt8], path: String) {
        self.path = path
        lines = String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
    }

    var text: [UInt8] { Array((lines.joined(separator: "\n") + "\n").utf8) }

    private var root: YAMLNode {
        get throws {
            do { return try YAMLParser.parse(text) } catch { throw Deployment.Problem("\(path): \(error)") }
        }
    }

    private func entry(_ name: String, in key: String) throws -> YAMLEntry? { try root[key]?.mapping?.first { $0.key.text == name } }

    private func cannot(_ line: Int) -> Deployment.Problem {
        Deployment.Problem(
            "\(path): line \(line): it is written in a way that `alurctl keys` cannot edit; edit it by hand, the services read it again")
    }

    /// Adds lines at the end, where the last mapping of the file goes on.
    mutating func append(_ text: String) {
        if let last = lines.lastIndex(where: { $0 == "peers: {}" }) { lines[last] = "peers:" }
        lines += text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    /// Adds a key behind those of a peer.
    mutating func addKey(_ key: String, to peer: String) throws {
        guard let entry = try entry(peer, in: "peers") else { return }
        guard let list = entry.value.mapping?.first(where: { $0.key.text == "keys" }) else { throw cannot(entry.key.position.line) }
        let line = list.key.position.line - 1
        if let last = list.value.sequence?.last?.scalar {
            let (before, found, after) = try cut(last)
            if Self.isBlockItem(before) {
                lines.insert("\(before)\"\(key)\"", at: last.position.line)
            } else {
                lines[last.position.line - 1] = "\(before)\(found), \"\(key)\"\(after)"
            }
        } else if let empty = lines[line].firstRange(of: "[]") {
            lines[line].replaceSubrange(empty, with: "[\"\(key)\"]")
        } else if list.value.scalar != nil {
            lines.insert(String(repeating: " ", count: list.key.position.column + 1) + "- \"\(key)\"", at: line + 1)
        } else {
            throw cannot(list.key.position.line)
        }
    }

    /// Takes a key away from a peer.
    mutating func removeKey(_ key: String, from peer: String) throws {
        let keys = try entry(peer, in: "peers")?.value["keys"]?.sequence ?? []
        guard let scalar = keys.compactMap(\.scalar).first(where: { $0.text == key }) else { return }
        let (before, _, after) = try cut(scalar)
        let index = scalar.position.line - 1
        if Self.isBlockItem(before) {
            lines.remove(at: index)
        } else if after.hasPrefix(", ") {
            lines[index] = before + after.dropFirst(2)
        } else {
            lines[index] = (before.hasSuffix(", ") ? String(before.dropLast(2)) : before) + after
        }
    }

    /// Says anew where a service listens; it must stand on one line, as `alurctl init` writes it.
    mutating func place(_ service: ServiceName, at place: Deployment.Place) throws {
        guard let entry = try entry(service.rawValue, in: "services") else {
            throw Deployment.Problem("\(path): services: \(service.rawValue) is missing")
        }
        let line = entry.key.position.line
        let scalars = Self.scalars(entry.value)
        guard entry.value.line == line, let last = scalars.last, scalars.allSatisfy({ $0.position.line == line }) else { throw cannot(line) }
        let rest = try cut(last).after.drop { $0 == " " || $0 == "}" }
        lines[line - 1] = lines[line - 1].prefix(entry.value.column - 1) + place.flowText + (rest.isEmpty ? "" : " \(rest)")
    }

    private static func scalars(_ node: YAMLNode) -> [YAMLScalar] {
        if let scalar = node.scalar { return [scalar] }
        return (node.mapping ?? []).flatMap { [$0.key] + scalars($0.value) } + (node.sequence ?? []).flatMap(scalars)
    }

    private static func isBlockItem(_ before: String) -> Bool { before.allSatisfy { $0 == " " || $0 == "-" } && before.contains("-") }

    /// A line in three: before a text, the text with its quotation marks, and behind it.
    private func cut(_ scalar: YAMLScalar) throws -> (before: String, found: String, after: String) {
        let line = lines[scalar.position.line - 1]
        let before = line.prefix(scalar.position.column - 1)
        let count = scalar.text.count + (scalar.isQuoted ? 2 : 0)
        let found = line.dropFirst(before.count).prefix(count)
        guard found.contains(scalar.text) else { throw cannot(scalar.position.line) }
        return (String(before), String(found), String(line.dropFirst(before.count + count)))
    }
}
