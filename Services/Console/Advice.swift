import Protocol

/// What a person at the command line may do about a refusal. The services' sentences are for every kind of caller and name no verb of this tool.
enum Advice {
    /// One line; nil where the service's sentence says it all.
    static func line(for rejection: Rejection, of verb: Verb) -> String? {
        switch (rejection.code, rejection.field) {
        case ("duplicate", _): "--accept-duplicate enters it all the same"
        case ("personNeeded", _): "say which with --person NIP; `alurctl org show AGENCY` names them"
        case ("notHolder", _), ("vacant", _): "`alurctl org show AGENCY` says who sits where today"
        case ("registerUnknown", _): lists("register")
        case ("notFound", let field?): verb.name == "disposisi tree" ? undisposed : verb.name.hasPrefix("parked") ? parked : lists(field)
        default: nil
        }
    }

    private static let undisposed = "nothing was disposed about the letter, or not to this position; `alurctl letter show LETTER` says where it lies"
    private static let parked = "`alurctl parked list SERVICE` shows streams and positions"

    /// Where the things that a field names are listed.
    private static func lists(_ field: String) -> String? {
        switch field {
        case "agency": "`alurctl org list` names the agencies"
        case "position", "from", "to", "giver": "`alurctl org show AGENCY` names the positions"
        case "register": "`alurctl org show AGENCY` names the books"
        case "sop": "`alurctl sop list AGENCY` names the SOPs"
        case "letter": "`alurctl letter book BOOK` shows the letters' ids"
        case "case": "`alurctl case list` shows the cases' ids"
        case "task", "disposisi": "`alurctl inbox` shows the ids of what waits"
        case "sheet": "`alurctl disposisi tree LETTER` shows the sheets' ids"
        case "record": "`alurctl archive search WORD` shows the records' ids"
        case "berkas": "`alurctl archive berkas` shows the berkas' ids"
        case "sequence", "external": "`alurctl number book BOOK` shows the numbers"
        default: nil
        }
    }
}
