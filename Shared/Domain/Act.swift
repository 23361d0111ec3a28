/// One thing done in a step, with everything the step said for all its acts already filled in.
public struct Act: Hashable, Sendable, Codable {
    /// The kinds of act; raw values are the catalogue's words.
    public enum Word: String, CaseIterable, Hashable, Sendable, Codable {
        /// A direction or order to one or more roles, downward in rank.
        case disposisi
        /// An internal hand-over; each receiver acknowledges.
        case sampaikan
        /// Waits for a hand-over, or for an incoming letter linked to the case.
        case terima
        /// Asks units for material; does not wait.
        case minta
        /// Waits until what was asked for has been delivered.
        case kumpul
        /// Composes or revises a naskah: a new version.
        case susun
        /// Studies: a note, no yes or no, no new version.
        case telaah
        /// A meeting.
        case rapat
        /// Checks: yes goes on, no returns.
        case periksa
        /// Initials.
        case paraf
        /// Signs or ratifies one version.
        case tandaTangan = "tanda-tangan"
        /// Enters in the register and gives the number.
        case nomor
        /// Makes copies.
        case gandakan
        /// Dispatches, with proof for each addressee and tembusan.
        case kirim
        /// An outside office gathers the documents of all agencies; closed by recorded proof.
        case himpunLuar = "himpun-luar"
        /// Files into a berkas.
        case arsip

        /// The service that carries the act out.
        public var owner: ServiceName {
            switch self {
            case .disposisi, .sampaikan, .terima: .routing
            case .minta, .kumpul, .susun, .telaah, .rapat: .drafting
            case .periksa, .paraf, .tandaTangan, .nomor: .approvals
            case .gandakan, .kirim, .himpunLuar, .arsip: .archival
            }
        }

        /// Whether it is nothing without a document.
        public var needsNaskah: Bool {
            switch self {
            case .susun, .periksa, .paraf, .tandaTangan, .nomor, .gandakan, .kirim, .arsip: true
            case .disposisi, .sampaikan, .terima, .minta, .kumpul, .telaah, .rapat, .himpunLuar: false
            }
        }
    }

    /// How an initial is given; raw values are the catalogue's words.
    public enum ParafKind: String, CaseIterable, Hashable, Sendable, Codable {
        /// By the line of superiors.
        case hierarchy = "hierarki"
        /// By units the matter touches.
        case coordination = "koordinasi"
    }

    /// Which kind of act.
    public let word: Word
    /// Who does it: the step's actor, or the role the act itself names.
    public let actor: Key<Role>
    /// To whom; empty for acts without a receiver.
    public let to: [Key<Role>]
    /// On a kirim: who gets a tembusan besides; nil for nobody. The archive's own copy, the pertinggal, is the record that `arsip` makes.
    public let tembusan: [Key<Role>]?
    /// The document it is about.
    public let naskah: Key<Naskah>?
    /// May be passed over ("apabila masih perlu").
    public let isOptional: Bool
    /// Who takes part in a meeting.
    public let participants: [Key<Role>]
    /// The naskah that invites to a meeting, possibly made in an earlier step.
    public let invitation: Key<Naskah>?
    /// The team that this order or signature appoints for the case.
    public let appoints: Key<Role>?
    /// `berjenjang`: each member signs a document of his own and his superior countersigns.
    public let isTiered: Bool
    /// Set on a paraf only.
    public let parafKind: ParafKind?
    /// On a terima: waits for a letter from outside.
    public let fromOutside: Bool
    /// On a kumpul: how many deliveries are enough; nil for all.
    public let quorum: Int?

    /// Takes a word and its actor; the rest is empty unless given.
    public init(
        word: Word, actor: Key<Role>, to: [Key<Role>] = [], tembusan: [Key<Role>]? = nil, naskah: Key<Naskah>? = nil,
        isOptional: Bool = false, participants: [Key<Role>] = [], invitation: Key<Naskah>? = nil, appoints: Key<Role>? = nil, isTiered: Bool = false,
        parafKind: ParafKind? = nil, fromOutside: Bool = false, quorum: Int? = nil
    ) {
        self.word = word
        self.actor = actor
        self.to = to
        self.tembusan = tembusan
        self.naskah = naskah
        self.isOptional = isOptional
        self.participants = participants
        self.invitation = invitation
        self.appoints = appoints
        self.isTiered = isTiered
        self.parafKind = parafKind
        self.fromOutside = fromOutside
        self.quorum = quorum
    }
}
