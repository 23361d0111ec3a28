import Domain
import Kernel
import Protocol

/// The state of a case as text for its row: one line for each fact, each field with a tab behind it.
///
/// Its own form and not JSON, because it is read and written with every act, and JSON would cost more than everything else together.
extension CaseState {
    /// The text of this state.
    var text: String {
        var writer = StateWriter()
        writer.line("@") {
            $0.add(place)
            $0.add(due.map(String.init))
            $0.add(dueStep)
            $0.add(dueRound)
            $0.add(letters)
        }
        for (step, round) in rounds.sorted(by: { $0.key < $1.key }) {
            writer.line("r") {
                $0.add(step)
                $0.add(round)
            }
        }
        if let restriction {
            writer.line("o") {
                $0.add(restriction.until)
                $0.add(joined(restriction.members))
            }
        }
        for (role, members) in teams.sorted(by: { $0.key < $1.key }) {
            writer.line("m") {
                $0.add(role.text)
                $0.add(joined(members))
            }
        }
        for id in asked { writer.line("q") { $0.add(id.description) } }
        for task in tasks { writer.line("t") { $0.add(task) } }
        for document in documents { writer.line("d") { $0.add(document) } }
        for answer in answers { writer.line("a") { $0.add(answer) } }
        return writer.text
    }

    /// Reads what `text` writes.
    init(text: [UInt8]) throws {
        var reader = StateReader(bytes: text)
        while let kind = reader.nextLine() { try read(kind, &reader) }
    }

    private mutating func read(_ kind: UInt8, _ line: inout StateReader) throws {
        switch kind {
        case UInt8(ascii: "@"):
            place = try line.place()
            due = line.word().flatMap { Int64($0) }
            dueStep = try line.figure()
            dueRound = try line.figure()
            letters = try line.figure()
        case UInt8(ascii: "r"):
            let step = try line.figure()
            rounds[step] = try line.figure()
        case UInt8(ascii: "o"):
            let until = try line.place()
            restriction = Restriction(members: keys(line.word() ?? ""), until: until)
        case UInt8(ascii: "m"):
            let team = Key<Role>(line.word() ?? "")
            teams[team] = keys(line.word() ?? "")
        case UInt8(ascii: "q"): asked.append(try line.identifier())
        case UInt8(ascii: "t"): tasks.append(try line.task())
        case UInt8(ascii: "d"): documents.append(try line.document())
        case UInt8(ascii: "a"): answers.append(try line.answer())
        default: throw line.fault
        }
    }
}

/// Puts lines together.
private struct StateWriter {
    private var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(1024) }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    mutating func line(_ kind: Unicode.Scalar, _ fields: (inout StateWriter) -> Void) {
        bytes.append(UInt8(ascii: kind))
        fields(&self)
        bytes.append(UInt8(ascii: "\n"))
    }

    mutating func add(_ field: String?) {
        if let field { bytes += field.utf8 }
        bytes.append(UInt8(ascii: "\t"))
    }

    /// A number given from outside may hold anything; other fields are keys, figures and hashes, without control characters.
    mutating func addForeign(_ field: String?) {
        if let field { for byte in field.utf8 { bytes.append(byte < 0x20 ? UInt8(ascii: " ") : byte) } }
        bytes.append(UInt8(ascii: "\t"))
    }

    mutating func add(_ figure: Int) { add(String(figure)) }

    mutating func add(_ flag: Bool) { add(flag ? "1" : nil) }

    mutating func add(_ place: Place?) {
        if let place {
            add(place.step)
            add(place.act)
        } else {
            bytes += [UInt8(ascii: "\t"), UInt8(ascii: "\t")]
        }
    }

    mutating func add(_ document: DocumentName?) {
        add(document?.naskah.text)
        add(document?.member?.text)
    }

    mutating func add(_ task: CaseState.Task) {
        add(task.id.description)
        add(task.kind.rawValue)
        add(task.word.rawValue)
        add(task.place)
        add(task.unit.text)
        add(task.position.text)
        add(task.document)
        add(task.outside?.text)
        add(task.waitsForLetter)
    }

    mutating func add(_ document: CaseState.Document) {
        add(document.name)
        add(document.version)
        add(document.hash)
        addForeign(document.number)
        add(document.archived)
        add(document.composedAt)
        add(document.composer?.text)
        add(document.composerOutside?.text)
        add(document.isSent)
        add(document.isReturned)
    }

    mutating func add(_ answer: CaseState.Answer) {
        add(answer.document)
        add(answer.word.rawValue)
        add(answer.place)
        add(answer.unit.text)
        add(answer.outside?.text)
        add(answer.hash)
    }
}

/// Takes lines apart, field by field.
private struct StateReader {
    let bytes: [UInt8]
    private var index = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var fault: Fault { Fault("a case's state cannot be read at byte \(index)") }

    /// Goes on to the next line, whatever is left of this one, and says of what kind it is; nil after the last.
    mutating func nextLine() -> UInt8? {
        while index > 0, index < bytes.count, bytes[index - 1] != UInt8(ascii: "\n") { index += 1 }
        guard index < bytes.count else { return nil }
        index += 1
        return bytes[index - 1]
    }

    /// The next field; nil where it is empty or there is none.
    mutating func word() -> String? {
        let first = index
        while index < bytes.count, bytes[index] != UInt8(ascii: "\t") {
            if bytes[index] == UInt8(ascii: "\n") { return nil }
            index += 1
        }
        let field = bytes[first..<index]
        index += 1
        return field.isEmpty ? nil : String(decoding: field, as: UTF8.self)
    }

    mutating func figure() throws -> Int {
        guard let figure = word().flatMap({ Int($0) }) else { throw fault }
        return figure
    }

    mutating func place() throws -> Place {
        let step = try figure()
        return Place(step: step, act: try figure())
    }

    mutating func identifier() throws -> Identifier {
        guard let identifier = word().flatMap({ Identifier($0) }) else { throw fault }
        return identifier
    }

    mutating func name() -> DocumentName? {
        let naskah = word()
        let member = word()
        return naskah.map { DocumentName(naskah: Key($0), member: member.map { Key($0) }) }
    }

    mutating func key<Of>(_: Of.Type = Of.self) throws -> Key<Of> {
        guard let word = word() else { throw fault }
        return Key(word)
    }

    mutating func task() throws -> CaseState.Task {
        let id = try identifier()
        guard let kind = word().flatMap(TaskKind.init), let act = word().flatMap(Act.Word.init) else { throw fault }
        return CaseState.Task(
            id: id, kind: kind, word: act, place: try place(), unit: try key(), position: try key(), document: name(),
            outside: word().map { Key($0) }, waitsForLetter: word() != nil)
    }

    mutating func document() throws -> CaseState.Document {
        guard let name = name() else { throw fault }
        let version = try figure()
        let (hash, number, archived, step, act) = (word(), word(), word(), word(), word())
        let composedAt = step.flatMap { Int($0) }.flatMap { step in act.flatMap { Int($0) }.map { Place(step: step, act: $0) } }
        return CaseState.Document(
            name: name, version: version, hash: hash ?? "", number: number, archived: archived, composedAt: composedAt,
            composer: word().map { Key($0) }, composerOutside: word().map { Key($0) }, isSent: word() != nil, isReturned: word() != nil)
    }

    mutating func answer() throws -> CaseState.Answer {
        guard let name = name(), let act = word().flatMap(Act.Word.init) else { throw fault }
        return CaseState.Answer(
            document: name, word: act, place: try place(), unit: try key(), outside: word().map { Key($0) }, hash: word() ?? "")
    }
}
