import Domain
import YAML

/// One mapping of a file: hands out its values and reports what is missing, unknown or of the wrong type.
struct Fields {
    /// What the mapping describes, for reasons: "a jabatan", "step 5".
    let subject: String
    let line: Int
    let report: Report
    private let values: [String: YAMLNode]

    /// Reports keys outside `known`, and a node that is no mapping at all (then nil).
    init?(_ node: YAMLNode, _ subject: String, known: [String], report: Report) {
        guard let entries = node.mapping else {
            report.add(node.line, "\(subject) must be written as keys and values")
            return nil
        }
        var values: [String: YAMLNode] = [:]
        for entry in entries {
            let key = entry.key.text
            if known.contains(key) {
                values[key] = entry.value
            } else {
                report.add(entry.key.position.line, "unknown key '\(key)' in \(subject); known are \(known.joined(separator: ", "))")
            }
        }
        self.subject = subject
        line = node.line
        self.report = report
        self.values = values
    }

    func has(_ key: String) -> Bool { values[key] != nil }

    /// The node of a key that may be left out.
    func node(_ key: String) -> YAMLNode? { values[key] }

    /// The node of a key that must be there.
    func required(_ key: String) -> YAMLNode? {
        if values[key] == nil { report.add(line, "\(subject) lacks '\(key)'; add it") }
        return values[key]
    }

    /// Reports at the key's value, or at the mapping if the key is missing.
    func add(_ key: String, _ reason: String) { report.add(values[key]?.line ?? line, reason) }

    // MARK: Text

    func text(_ key: String) -> String? { required(key).flatMap { text(of: $0, key) } }

    func optionalText(_ key: String) -> String? { values[key].flatMap { text(of: $0, key) } }

    /// The elements of a list of texts; each comes with its line.
    func texts(_ key: String) -> [(text: String, line: Int)] {
        nodes(key).compactMap { node in text(of: node, key).map { ($0, node.line) } }
    }

    /// One text or a list of them.
    func lines(_ key: String) -> [String] {
        guard let node = values[key] else { return [] }
        return (node.sequence ?? [node]).compactMap { text(of: $0, key) }
    }

    /// The elements of a list; none, with a finding, if it is no list.
    func nodes(_ key: String) -> [YAMLNode] {
        guard let node = values[key] else { return [] }
        guard let elements = node.sequence else {
            report.add(node.line, "'\(key)' of \(subject) must be a list: [a, b]")
            return []
        }
        return elements
    }

    private func text(of node: YAMLNode, _ key: String) -> String? {
        guard let scalar = node.scalar else {
            report.add(node.line, "'\(key)' of \(subject) must be a text")
            return nil
        }
        let text = scalar.text
        if !text.isEmpty, scalar.isPlainAmbiguous || !scalar.isQuoted && Int(text) != nil {
            report.add(node.line, "'\(key)' of \(subject) is written \(text), which YAML takes for something else; put it in quotes")
            return nil
        }
        if text.isEmpty {
            report.add(node.line, "'\(key)' of \(subject) is empty; fill it in or leave the key out")
            return nil
        }
        return text
    }

    // MARK: Words, figures, dates

    /// The name of the thing itself: small letters, figures and hyphens.
    func key<Of>(_ name: String, _: Of.Type) -> Key<Of>? {
        guard let text = text(name) else { return nil }
        let isWellFormed = text.split(separator: "-", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
        }
        if !isWellFormed { add(name, "'\(text)' must be small letters and figures, joined by single hyphens") }
        return Key(text)
    }

    /// A word out of a fixed list, named in the finding.
    func word<Word: RawRepresentable<String> & CaseIterable>(_ key: String, _: Word.Type) -> Word? {
        guard let text = text(key) else { return nil }
        if let word = Word(rawValue: text) { return word }
        add(key, "unknown \(key) '\(text)' in \(subject); use \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
        return nil
    }

    /// A whole number of 1 or more, written bare.
    func count(_ key: String) -> Int? { required(key).flatMap { count(of: $0, key) } }

    func optionalCount(_ key: String) -> Int? { values[key].flatMap { count(of: $0, key) } }

    private func count(of node: YAMLNode, _ key: String) -> Int? {
        guard let scalar = node.scalar, !scalar.isQuoted, let value = Int(scalar.text), value > 0, value < 1_000_000_000,
            scalar.text == String(value)
        else {
            let written = node.scalar?.text ?? "a list or mapping"
            report.add(node.line, "'\(key)' of \(subject) must be a whole number from 1, without quotes; it is \(written)")
            return nil
        }
        return value
    }

    /// Whether a flag is set: `true`, or left out.
    func flag(_ key: String) -> Bool {
        guard let node = values[key] else { return false }
        if let scalar = node.scalar, !scalar.isQuoted, scalar.text == "true" { return true }
        report.add(node.line, "'\(key)' of \(subject) can only be true, or be left out")
        return false
    }

    func date(_ key: String) -> CivilDate? { required(key) == nil ? nil : optionalDate(key) }

    func optionalDate(_ key: String) -> CivilDate? {
        guard let text = optionalText(key) else { return nil }
        if let date = CivilDate(text) { return date }
        add(key, "'\(key)' of \(subject) is '\(text)'; write a date of the calendar as \"2026-01-05\"")
        return nil
    }

    // MARK: References

    /// A reference to something declared elsewhere; reports one that isn't there.
    func reference<Of>(_ key: String, to declared: Set<Key<Of>>, called kind: String) -> Key<Of>? {
        guard let text = text(key) else { return nil }
        return resolve(text, line: values[key]?.line ?? line, to: declared, called: kind)
    }

    func optionalReference<Of>(_ key: String, to declared: Set<Key<Of>>, called kind: String) -> Key<Of>? {
        has(key) ? reference(key, to: declared, called: kind) : nil
    }

    /// A list of references without repeats; reports an empty one.
    func references<Of>(_ key: String, to declared: Set<Key<Of>>, called kind: String) -> [Key<Of>] {
        guard let node = required(key) else { return [] }
        if node.sequence?.isEmpty == true { add(key, "'\(key)' of \(subject) is empty; name at least one \(kind)") }
        var found: [Key<Of>] = []
        for (text, line) in texts(key) {
            guard let reference = resolve(text, line: line, to: declared, called: kind) else { continue }
            if found.contains(reference) {
                report.add(line, "'\(reference)' stands twice in '\(key)' of \(subject); keep one")
            } else {
                found.append(reference)
            }
        }
        return found
    }

    private func resolve<Of>(_ text: String, line: Int, to declared: Set<Key<Of>>, called kind: String) -> Key<Of>? {
        if declared.contains(Key(text)) { return Key(text) }
        report.add(line, "unknown \(kind) '\(text)' in \(subject); declare it or mend the spelling")
        return nil
    }
}

/// The elements of a list of mappings, read one by one, with a finding for each name that is given twice.
func declarations<Of>(_ fields: [Fields], _: Of.Type, named key: String = "id") -> Set<Key<Of>> {
    var seen: Set<Key<Of>> = []
    for field in fields {
        guard let id = field.key(key, Of.self) else { continue }
        if !seen.insert(id).inserted { field.add(key, "'\(id)' is declared twice; give \(field.subject) a name of its own") }
    }
    return seen
}
