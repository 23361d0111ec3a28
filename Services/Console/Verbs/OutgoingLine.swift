import Client
import Domain
import Protocol

/// A line of a book of outgoing letters, with what two other services say of its letter.
struct OutgoingLine: Encodable {
    let row: OutgoingBook.Row
    /// To whom it went, by itself or together with another document; Archival says so.
    let dispatches: [Dispatches.Row]
    /// Pengolah: the position that composed it; Drafting says so. Nil where that is kept from whoever asks, or where it was not composed here.
    let composer: Key<Position>?

    private enum CodingKeys: CodingKey { case dispatches, composer }

    func encode(to encoder: any Encoder) throws {
        try row.encode(to: encoder)
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(dispatches, forKey: .dispatches)
        try fields.encodeIfPresent(composer, forKey: .composer)
    }

    /// Those lines, with what Archival and Drafting answer about their cases.
    ///
    /// Throws `Caller.Failure` where one of the two is away: without it the lines would look like those of letters that were never sent.
    static func lines(_ rows: [OutgoingBook.Row], _ conversation: Conversation, as speaker: Caller.Speaker) throws -> [OutgoingLine] {
        var asked: Set<Identifier> = []
        let cases = rows.compactMap(\.caseID).filter { asked.insert($0).inserted }
        var (sent, composed): ([Dispatches.Row], [Composers.Row]) = ([], [])
        for start in stride(from: 0, to: cases.count, by: Limits.pageRows) {
            let some = Array(cases[start..<min(cases.count, start + Limits.pageRows)])
            sent += try readPages(limit: nil) { after, _ in
                let page = try conversation.ask(Dispatches(cases: some, after: after), of: .archival, as: speaker)
                return (page.rows, page.next)
            }
            composed += try readPages(limit: nil) { after, _ in
                let page = try conversation.ask(Composers(cases: some, after: after), of: .drafting, as: speaker)
                return (page.rows, page.next)
            }
        }
        let dispatches = Dictionary(grouping: sent, by: \.caseID)
        let composers = Dictionary(grouping: composed, by: \.caseID)
        return rows.map { row in
            guard let caseID = row.caseID else { return OutgoingLine(row: row, dispatches: [], composer: nil) }
            return OutgoingLine(
                row: row, dispatches: (dispatches[caseID] ?? []).filter(row.wentWith),
                composer: composers[caseID]?.first { $0.document.text == row.document }?.composer)
        }
    }

    // MARK: - In a table

    private var toAddressees: [Dispatches.Row] { dispatches.filter { !$0.isTembusan } }

    /// Tanggal kirim: the first day on which an addressee had it.
    var sent: CivilDate? { toAddressees.filter { $0.outcome == .sampai }.map(\.at).min() }

    /// Kepada: the first two addressees and how many more there are, with a mark at one whom it never reached. The JSON has all, and the tembusan.
    var receivers: String {
        let reached = Set(toAddressees.filter { $0.outcome == .sampai }.map(\.receiver))
        var told: Set<String> = []
        let names = toAddressees.compactMap(\.receiver).filter { told.insert($0).inserted }
        let shown = names.prefix(2).map { reached.contains($0) ? $0 : "\($0) (gagal)" }
        return (shown + (names.count > shown.count ? ["+\(names.count - shown.count)"] : [])).joined(separator: ", ")
    }
}

extension OutgoingBook.Row {
    /// Whether its letter went out in a sending of its case: by itself under this number, as an attachment of what was sent, or with its own attachment.
    /// Of what is masked the number alone tells.
    fileprivate func wentWith(_ sending: Dispatches.Row) -> Bool {
        guard let document, let sent = sending.document, sent.text != document else { return number != nil && sending.number == number }
        // One that was struck out may have had a successor by then, and only that one went along.
        guard state == .given, sent.member.map({ document.hasSuffix("/\($0)") }) ?? true else { return false }
        if attachmentOf == sent.naskah { return true }
        // A document without a number goes out under that of the letter whose attachment it is.
        return sending.number == nil && sending.attachmentOf?.text == String(document.prefix { $0 != "/" })
    }
}
