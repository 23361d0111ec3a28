import Scratch
import Testing

@testable import Console

@Suite struct CallTests {
    @Test("A call without a verb, or with one that is not there, is a wrong call and says where the verbs are named")
    func noVerb() {
        let nothing = Recording()
        #expect(nothing.code == .wrongCall)
        #expect(nothing.answer.isEmpty)
        #expect(nothing.remarks == "alurctl: no verb is given; `alurctl help` names them\n")
        let unknown = Recording("fly")
        #expect(unknown.code == .wrongCall)
        #expect(unknown.remarks == "alurctl: there is no verb fly; `alurctl help` names them\n")
    }

    @Test("The first word of several verbs alone is a wrong call that names them")
    func group() {
        let group = Recording("journal")
        #expect(group.code == .wrongCall)
        #expect(group.remarks == "alurctl: journal is no verb; there are journal tail\n")
    }

    @Test(
        "A misspelt verb is refused with the one that was meant",
        arguments: [
            (["leter", "book", "surat-masuk"], "alurctl: there is no verb leter; is `alurctl letter book` meant?\n"),
            (["letter", "boook"], "alurctl: letter boook is no verb; is `alurctl letter book` meant?\n"),
            (["INBOX"], "alurctl: there is no verb INBOX; is `alurctl inbox` meant?\n"),
            (["parked", "drop"], "alurctl: parked drop is no verb; there are parked list, parked retry, parked discard\n"),
        ])
    func misspeltVerb(words: [String], remark: String) {
        let call = Recording(words)
        #expect(call.code == .wrongCall)
        #expect(call.remarks == remark)
    }

    @Test("A file that cannot be made is a wrong call, and one that is there is not overwritten")
    func newFile() throws {
        #expect(Recording("key", "make", "/no/such/folder/key").remarks.hasPrefix("alurctl key make: /no/such/folder/key cannot be written: "))
        #expect(Recording("init", "--home", "/proc/alur").code == .wrongCall)
        let directory = try TemporaryDirectory()
        #expect(Recording("key", "make", "\(directory.path)/key").code == .ok)
        let again = Recording("key", "make", "\(directory.path)/key")
        #expect(again.code == .wrongCall)
        #expect(again.remarks.contains("is there already; name a new file"))
    }

    @Test("No line of help is wider than a wide terminal")
    func width() {
        for verb in VerbTable.all {
            let lines = Recording(["help"] + verb.name.split(separator: " ").map(String.init)).answer.split(separator: "\n")
            #expect(lines.allSatisfy { $0.count <= 132 }, "\(verb.name)")
        }
    }

    @Test("Help names every verb, its usage and what each exit code means")
    func help() {
        let overview = Recording("help")
        #expect(overview.code == .ok)
        #expect(overview.remarks.isEmpty)
        for code in ExitCode.allCases { #expect(overview.answer.contains("\(code.rawValue)")) }
        for verb in VerbTable.all {
            #expect(overview.answer.contains("  \(verb.name) "))
            var words = ["help"] + verb.name.split(separator: " ").map(String.init)
            let help = Recording(words)
            #expect(help.code == .ok)
            #expect(help.answer.contains("usage: alurctl \(verb.name)"))
            #expect(help.answer.contains("exit codes:"))
            words = Array(words.dropFirst()) + ["--help"]
            #expect(Recording(words).answer == help.answer, "\(verb.name) --help says the same as help \(verb.name)")
        }
    }

    @Test("No two verbs, and no two options of a verb, have one name")
    func names() {
        #expect(Set(VerbTable.all.map(\.name)).count == VerbTable.all.count)
        for verb in VerbTable.all { #expect(Set(verb.options.map(\.name)).count == verb.options.count, "\(verb.name)") }
    }

    @Test("A wrong call says which word is wrong, shows the usage and has exit code 2")
    func wrongWord() {
        let call = Recording("sop", "check", "x", "--jsn")
        #expect(call.code == .wrongCall)
        #expect(call.answer.isEmpty)
        #expect(
            call.remarks == """
                alurctl sop check: there is no option --jsn; is --json meant?
                usage: alurctl sop check DIR [options]; see `alurctl help sop check`

                """)
    }

    @Test("With --json an error is one object with code, sentence and exit code")
    func jsonError() {
        let call = Recording("status", "--json", "--home", "/no/such/folder")
        #expect(call.code == .wrongCall)
        #expect(call.answer.isEmpty)
        #expect(call.remarks.hasPrefix(#"{"code":"installation","exit":2,"message":"/no/such/folder/alur.yaml: cannot be read"#))
        #expect(call.remarks.hasSuffix("}\n"))
    }

    @Test("An answer that cannot be written whole is a fault")
    func brokenPipe() {
        let call = Recording("help", canWrite: false)
        #expect(call.code == .fault)
        #expect(call.remarks == "alurctl: the answer could not be written whole\n")
    }

    @Test("The home is the option's, else the environment's, else .alur")
    func home() {
        func home(_ words: String..., environment: [String: String]) -> String { Recording(["status"] + words, environment: environment).remarks }
        #expect(home("--home", "/a", environment: ["ALUR_HOME": "/b"]).contains("/a/alur.yaml"))
        #expect(home(environment: ["ALUR_HOME": "/b"]).contains("/b/alur.yaml"))
        #expect(home(environment: ["ALUR_HOME": ""]).contains("./.alur/alur.yaml"))
    }
}
