import Domain
import Protocol
import Testing

@testable import Console

@Suite struct ArgumentTests {
    private let options = [
        Option("home", "DIR", "where"), Option("json", nil, "as JSON"), Option("help", nil, "help"), Option("file", "FILE", "a file", .many),
        Option("from", "DATE", "the first day"),
    ]

    private func parse(_ words: String..., operands: [Operand] = []) throws -> Arguments {
        try Arguments(words, operands: operands, options: options)
    }

    private func refusal(_ words: String..., operands: [Operand] = [], options: [Option]? = nil) -> String? {
        do throws(WrongCall) {
            _ = try Arguments(words, operands: operands, options: options ?? self.options)
            return nil
        } catch {
            return error.message
        }
    }

    @Test("A value stands behind its option or after an equals sign, and options may stand anywhere")
    func values() throws {
        let arguments = try parse("a", "--home", "/x", "b", "--json", "--from=2026-01-05", operands: [Operand("A", ""), Operand("B", "")])
        #expect(arguments.text("home") == "/x")
        #expect(arguments.flag("json"))
        #expect(arguments.operand("A") == "a")
        #expect(arguments.operand("B") == "b")
        #expect(try arguments.value("from", .date) == CivilDate("2026-01-05"))
        #expect(arguments.texts("file").isEmpty)
        #expect(try parse("--home=a=b").text("home") == "a=b")
        #expect(try parse("--home=").text("home") == "")
    }

    @Test("An option that may be repeated keeps its values in order; another given twice is refused")
    func repetition() throws {
        #expect(try parse("--file", "a", "--file=b").texts("file") == ["a", "b"])
        #expect(refusal("--home", "a", "--home", "b") == "--home is given twice")
        #expect(refusal("--json", "--json") == "--json is given twice")
    }

    @Test("A value that is missing, or that a flag does not take, is refused")
    func missingValue() {
        #expect(refusal("--home") == "--home needs a value: --home DIR")
        #expect(refusal("--home", "--json") == "--home needs a value, and --json is an option; write --home=--json if it is meant")
        #expect(refusal("--json=yes") == "--json takes no value")
    }

    @Test("An unknown option is refused, with the one that was meant if it is near")
    func unknownOption() {
        #expect(refusal("--hme", "x") == "there is no option --hme; is --home meant?")
        #expect(refusal("--entirely", "x") == "there is no option --entirely")
        #expect(refusal("-j") == "there is no option -j")
    }

    @Test("Behind two hyphens everything is an operand, and one hyphen alone is one")
    func hyphens() throws {
        let files = [Operand("FILE", "files", .many)]
        #expect(try parse("-", "--", "--json", "--", operands: files).operands("FILE") == ["-", "--json", "--"])
    }

    @Test("Operands are counted: one too few and one too many are refused")
    func counting() throws {
        let operands = [Operand("TASK", "the task"), Operand("NOTE", "a note", .optional)]
        #expect(refusal(operands: operands) == "TASK is missing: the task")
        #expect(try parse("t", operands: operands).optionalOperand("NOTE") == nil)
        #expect(refusal("t", "n", "x", operands: operands) == "x is a word too many; a text of several words is written in quotation marks")
        #expect(refusal("t", operands: [Operand("TASK", ""), Operand("FILE", "files", .many)]) == "FILE is missing: files")
    }

    @Test("A required option that is missing is refused, but not to one who asks for help")
    func required() {
        let options = self.options + [Option("reason", "TEXT", "why", .required)]
        #expect(refusal(options: options) == "--reason TEXT is missing: why")
        #expect(refusal("--help", operands: [Operand("TASK", "")], options: options) == nil)
    }

    @Test("A value that is not what the option stands for is refused with what is")
    func readings() throws {
        let arguments = try parse("--from", "5 January")
        #expect(throws: WrongCall("--from: 5 January is not a date such as 2026-01-05")) { try arguments.value("from", .date) }
        #expect(throws: WrongCall("--home: plane is not one of caraka, pos, email, srikandi, langsung")) {
            _ = try parse("--home", "plane").value("home", .word) as LetterChannel?
        }
        #expect(throws: WrongCall("--home: 0 is not a whole number from 1 on")) { try parse("--home", "0").value("home", .count) }
    }
}
