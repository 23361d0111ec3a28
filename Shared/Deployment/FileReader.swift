import YAML

/// Reads the values of one of the installation's files, and says where a mistake is.
struct FileReader {
    let path: String

    func problem(_ line: Int, _ text: String) -> Deployment.Problem { Deployment.Problem("\(path): line \(line): \(text)") }

    func check(_ node: YAMLNode, keys: [String]) throws {
        guard let entries = node.mapping else { throw problem(node.line, "a mapping is expected") }
        for entry in entries where !keys.contains(entry.key.text) {
            throw problem(entry.key.position.line, "unknown key \(entry.key.text); known are \(keys.joined(separator: ", "))")
        }
    }

    func text(_ node: YAMLNode, _ key: String) throws -> String {
        guard let value = node[key]?.scalar?.text, !value.isEmpty else { throw problem(node.line, "\(key) is missing") }
        return value
    }

    func number(_ node: YAMLNode, _ key: String, among allowed: ClosedRange<Int>, else usual: Int) throws -> Int {
        guard let value = node[key] else { return usual }
        guard let number = value.scalar.flatMap({ Int($0.text) }), allowed.contains(number) else {
            throw problem(value.line, "\(key) must be a number from \(allowed.lowerBound) to \(allowed.upperBound)")
        }
        return number
    }
}
