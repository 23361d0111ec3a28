import Domain
import Kernel
import Protocol

/// The state of a case as text for its row: one line for each fact, fields with a tab between, short enough to be read and written with every act.
///
/// Its own form and not JSON, because this is done several times for each event and JSON would cost more than everything else together.
extension CaseState {
    /// The text of this state.
    var text: String {
        var writer = StateWriter()
        writer.line("@", [Self.text(place), due.map(String.init) ?? "", String(dueStep), String(dueRound), String(letters)])
        for (step, round) in rounds.sorted(by: { $0.key < $1.key }) { writer.line("r", [String(step), String(round)]) }
        if let restriction { writer.line("o", [Self.text(restriction.until), joined(restriction.members)]) }
        for (role, members) in teams.sorted(by: { $0.key < $1.key }) { writer.line("m", [role.text, joined(members)]) }
        for id in asked { writer.line("q", [id.description]) }
        for task in tasks {
            writer.line(
                "t",
                [
                    task.id.description, task.kind.rawValue, task.word.rawValue, Self.text(task.place), task.unit.text, task.position.text,
                    task.document?.naskah.text ?? "", task.document?.member?.text ?? "", task.outside?.text ?? "", task.waitsForLetter ? "1" : "",
                ])
        }
        for document in documents {
            writer.line(
                "d",
                [
                    document.name.naskah.text, document.name.member?.text ?? "", String(document.version), document.hash, document.number ?? "",
                    document.archived ?? "", document.composedAt.map(Self.text) ?? "", document.composer?.text ?? "",
                    document.composerOutside?.text ?? "", document.isSent ? "1" : "", document.isReturned ? "1" : "",
                ])
        }
        for answer in answers {
            writer.line(
                "a",
                [
                    answer.document.naskah.text, answer.document.member?.text ?? "", answer.word.rawValue, Self.text(answer.place), answer.unit.text,
                    answer.outside?.text ?? "", answer.hash,
                ])
        }
        return writer.text
    }

    /// Reads what `text` writes.
    init(text: [UInt8]) throws {
        for line in text.split(separator: UInt8(ascii: "\n")) {
            let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
            try read(StateLine(fields: fields))
        }
    }

    private mutating func read(_ line: StateLine) throws {
        switch line.kind {
        case "@":
            place = try line.place(1)
            due = line.word(2).flatMap { Int64($0) }
            dueStep = try line.figure(3)
            dueRound = try line.figure(4)
            letters = try line.figure(5)
        case "r": rounds[try line.figure(1)] = try line.figure(2)
        case "o": restriction = Restriction(members: keys(line.word(2) ?? ""), until: try line.place(1))
        case "m": teams[Key(line.word(1) ?? "")] = keys(line.word(2) ?? "")
        case "q": asked.append(try line.identifier(1))
        case "t":
            guard let kind = line.word(2).flatMap(TaskKind.init), let word = line.word(3).flatMap(Act.Word.init) else { throw line.fault }
            tasks.append(
                Task(
                    id: try line.identifier(1), kind: kind, word: word, place: try line.place(4), unit: Key(line.word(5) ?? ""),
                    position: Key(line.word(6) ?? ""), document: line.document(7), outside: line.word(9).map { Key($0) },
                    waitsForLetter: line.word(10) != nil))
        case "d":
            guard let name = line.document(1) else { throw line.fault }
            documents.append(
                Document(
                    name: name, version: try line.figure(3), hash: line.word(4) ?? "", number: line.word(5), archived: line.word(6),
                    composedAt: line.word(7) == nil ? nil : try line.place(7), composer: line.word(8).map { Key($0) },
                    composerOutside: line.word(9).map { Key($0) }, isSent: line.word(10) != nil, isReturned: line.word(11) != nil))
        case "a":
            guard let name = line.document(1), let word = line.word(3).flatMap(Act.Word.init) else { throw line.fault }
            answers.append(
                Answer(
                    document: name, word: word, place: try line.place(4), unit: Key(line.word(5) ?? ""), outside: line.word(6).map { Key($0) },
                    hash: line.word(7) ?? ""))
        default: throw line.fault
        }
    }

    private static func text(_ place: Place) -> String { "\(place.step).\(place.act)" }
}

/// Puts lines together.
private struct StateWriter {
    private(set) var text = ""

    mutating func line(_ kind: String, _ fields: [String]) {
        text += kind
        for field in fields {
            text += "\t"
            // Keys, figures and hashes hold no control character; a number given from outside could.
            text += field.utf8.contains(where: { $0 < 0x20 }) ? String(field.map { $0.isNewline || $0 == "\t" ? " " : $0 }) : field
        }
        text += "\n"
    }
}

/// A line taken apart.
private struct StateLine {
    let fields: [ArraySlice<UInt8>]

    var kind: String { word(0) ?? "" }
    var fault: Fault { Fault("a case's state has a line of the kind '\(kind)' that cannot be read") }

    /// The field as text; nil where it is empty.
    func word(_ index: Int) -> String? {
        guard fields.indices.contains(index), !fields[index].isEmpty else { return nil }
        return String(decoding: fields[index], as: UTF8.self)
    }

    func figure(_ index: Int) throws -> Int {
        guard let figure = word(index).flatMap({ Int($0) }) else { throw fault }
        return figure
    }

    func place(_ index: Int) throws -> Place {
        let parts = fields.indices.contains(index) ? fields[index].split(separator: UInt8(ascii: ".")) : []
        guard parts.count == 2, let step = Int(String(decoding: parts[0], as: UTF8.self)), let act = Int(String(decoding: parts[1], as: UTF8.self))
        else { throw fault }
        return Place(step: step, act: act)
    }

    func identifier(_ index: Int) throws -> Identifier {
        guard let identifier = word(index).flatMap({ Identifier($0) }) else { throw fault }
        return identifier
    }

    /// The document named by two fields, the second of which may be empty.
    func document(_ index: Int) -> DocumentName? {
        word(index).map { DocumentName(naskah: Key($0), member: word(index + 1).map { Key($0) }) }
    }
}
