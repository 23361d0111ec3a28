import Domain
import Policy

/// The rules as the trade has them, written by hand from its sources and not from the code: subordinates see a letter only after it was disposed to them;
/// who may not know of something is told that there is none; what is rahasia is masked where its line must stand; under a.n. and u.b. one only signs.
enum HandTable {
    /// A verb's line.
    struct Line {
        /// O officials, P operators, S services by themselves, A anyone, M a machine without a grant.
        let who: Set<Character>
        /// What decides beyond that, and so where it is played (`MatrixTests.everyLine`): what lies with a position, the thing looked at, a duty, what is
        /// one's own, or, with `open`, `operator`, `-`, `machine`, `kept` and `file`, nothing but who it is.
        let about: String
        let isSignedSingly: Bool
    }

    /// Every verb of every service, with who may use it at all and what decides the rest.
    static let verbs: [String: Line] = {
        var lines: [String: Line] = [:]
        for row in text.split(separator: "\n") {
            let words = row.split(separator: " ").map(String.init)
            lines[words[0]] = Line(who: Set(words[1]), about: words[2], isSignedSingly: words.contains("signed"))
        }
        return lines
    }()

    private static let text = """
        approval.check O task
        approval.initial O task signed
        approval.sign O task signed
        number.give O task
        number.void O keeper signed
        number.reserve O keeper
        key.register OP own signed
        key.revoke OP own signed
        register.note S -
        approval.list OP case
        register.page OP line
        register.last OP line
        key.list OP open
        archive.copy O task
        archive.dispatch O task
        archive.gather O task
        archive.file O task
        berkas.open O archivist
        berkas.close O archivist
        destruction.propose O archivist
        destruction.approve O head signed
        destruction.decline O archivist
        destruction.carryOut O archivist signed
        destruction.list O archivist
        content.destroy S -
        archive.recordFetch S -
        archive.search O record
        archive.show O record
        archive.case O record
        berkas.list O record
        berkas.show O record
        expedition.page O line
        dispatch.list O line
        draft.compose O task
        draft.save O task
        material.ask O task
        material.deliver O task
        material.chase O task
        material.collect O task
        study.write O task
        meeting.hold O task
        draft.versions O case
        draft.show O case
        draft.diff O case
        material.list O case
        meeting.list O case
        study.list O case
        draft.composers O case
        letter.register O clerk
        letter.amend O clerk
        letter.void O clerk signed
        letter.attach O clerk
        letter.startCase O clerk
        letter.link O clerk
        letter.forward O clerk
        letter.noteReach S -
        case.note S -
        case.noteEnd S -
        agenda.page O letter
        letter.show O letter
        letter.receipt O letter
        agenda.last O open
        seal.witness S -
        seal.list A open
        office.note S -
        reach.note S -
        task.note S -
        task.noteChange S -
        task.skip O task
        catalogue.apply P operator
        calendar.apply P operator
        holder.assign P operator
        holder.end P operator
        mandate.give P operator
        mandate.end P operator
        personKey.note S -
        grant.issue A open
        org.list A open
        org.show A open
        sop.list A open
        sop.show A open
        letter.whereabouts OP letter
        disposisi.open S -
        disposisi.raiseKeamanan S -
        disposisi.advise O disposisi
        disposisi.give O disposisi
        disposisi.record O clerk
        disposisi.read O disposisi
        disposisi.answer O disposisi
        disposisi.cancel O disposisi
        disposisi.decline O disposisi
        disposisi.close O disposisi
        disposisi.tree O letter
        disposisi.inbox O own
        case.start O acting
        case.open S -
        order.give O task
        task.handOver O task
        task.receive O task
        task.acknowledge O task
        task.take O task
        task.release O task
        task.transfer P operator
        task.continueTransfer S -
        holder.follow S -
        case.requestCancel O casework
        case.answerCancel O casework
        task.close S -
        case.noteLetter S -
        case.raiseKeamanan S -
        case.dropNumber S -
        task.noteOverdue S -
        inbox O own
        task.show O case
        case.show O case
        case.list O case
        case.timeline O case
        parked.retry P operator
        parked.discard P operator
        backup.note P operator
        loss.accept P operator
        cursor.accept P operator
        parked.list M machine
        service.status M machine
        service.scrub M machine
        journal.pull M machine
        journal.epochs M machine
        journal.cursor M machine
        journal.kept M kept
        file.put MOP machine
        file.get MO file
        """

    /// The columns of the table of sight.
    enum Role: Int, CaseIterable {
        /// Stands at the top.
        case head
        /// Its position was given it.
        case reached
        /// Another position of its unit was given it.
        case unit
        case clerk, archivist
        /// Of the agency, and nothing to do with it.
        case other
        /// Of another agency, at its top.
        case stranger
        case `operator`
    }

    /// F sees all, M that it is there, - not even that. Columns: head, reached, unit, clerk, archivist, other, stranger, operator.
    private static let sightText = """
        letter biasa             F F M F M M - -
        letter terbatas          F F M F M M - -
        letter rahasia           F F M F M M - -
        letter sangat-rahasia    F F M F M M - -
        worked biasa             F F F F F F - -
        worked terbatas          F F M F M M - -
        worked rahasia           F F M F M M - -
        worked sangat-rahasia    F F M F M M - -
        personal biasa           F F M F M M - -
        personal terbatas        F F M F M M - -
        personal rahasia         F F M F M M - -
        personal sangat-rahasia  F F M F M M - -
        case biasa               F F F F F F - F
        case terbatas            F F F M M - - M
        case rahasia             F F - M M - - M
        case sangat-rahasia      F F - - - - - M
        booked biasa             F F F F F F - F
        booked terbatas          F F F M M - - M
        booked rahasia           F F - M M - - M
        booked sangat-rahasia    F F - M - - - M
        record biasa             F F F F F F - -
        record terbatas          F F F - F - - -
        record rahasia           F F - - F - - -
        record sangat-rahasia    F F - - F - - -
        line biasa               F F F F F F - F
        line terbatas            F F F M M M - M
        line rahasia             F F M M M M - M
        line sangat-rahasia      F F M M M M - M
        """

    static let sight: [String: [Sight]] = {
        var table: [String: [Sight]] = [:]
        for row in sightText.split(separator: "\n") {
            let words = row.split(separator: " ").map(String.init)
            table["\(words[0]) \(words[1])"] = words[2...].map { $0 == "F" ? .full : $0 == "M" ? .masked : .unknown }
        }
        return table
    }()

    /// What a role sees of a thing.
    static func sees(_ thing: String, _ keamanan: Keamanan, _ role: Role) -> Sight {
        sight["\(thing) \(keamanan.rawValue)"]?[role.rawValue] ?? .unknown
    }
}

extension HandTable.Role {
    /// The position that stands for the role in the sketch; what is reached is given to `kabid-a`.
    var position: Key<Position> {
        switch self {
        case .head, .stranger, .operator: "kadis"
        case .reached: "kabid-a"
        case .unit: "staf-a"
        case .clerk: "agendaris"
        case .archivist: "arsiparis"
        case .other: "staf-b"
        }
    }

    /// Who acts so, under a mandate or in the own place.
    func principal(_ mandate: Mandate.Kind? = nil) -> Principal {
        switch self {
        case .operator: .operator(name: "uji")
        case .stranger: OfficeSketch.official(position, mandate: mandate, of: "lain")
        default: OfficeSketch.official(position, mandate: mandate)
        }
    }

    /// Those who act for a position.
    static let officials = allCases.filter { $0 != .operator }
}

extension Mandate.Kind? {
    /// In the own place, and under each mandate.
    static var every: [Mandate.Kind?] { [nil] + Mandate.Kind.allCases.map(Optional.some) }
}
