import Domain

/// One thing the holder of a task may do with it: a verb and the service that takes it.
public struct TaskAction: Codable, Sendable, Equatable {
    /// The verb of the command.
    public var verb: String
    /// The service it is sent to.
    public var service: ServiceName
    /// For a decision: what its field `approve` says; nil for other verbs.
    public var approve: Bool?
    /// Whether it ends the task.
    public var endsTask: Bool

    /// Something that may be done.
    public init(verb: String, service: ServiceName, approve: Bool? = nil, endsTask: Bool = true) {
        self.verb = verb
        self.service = service
        self.approve = approve
        self.endsTask = endsTask
    }
}

extension TaskOpened {
    /// What the holder may do with the task, the usual thing first; so that a client needs to know acts, and no SOP.
    ///
    /// Empty for a `terima` that waits for a letter: Intake ends it (`letter.link`).
    public var actions: [TaskAction] {
        if kind == .acknowledgement { return [TaskAction(verb: Acknowledge.verb, service: .routing)] }
        if kind == .delivery { return [TaskAction(verb: DeliverMaterial.verb, service: .drafting)] }
        var actions = regularActions
        if isOptional { actions.append(TaskAction(verb: SkipTask.verb, service: owner)) }
        return actions
    }

    private var regularActions: [TaskAction] {
        func one(_ verb: String) -> [TaskAction] { [TaskAction(verb: verb, service: owner)] }
        func decision(_ verb: String) -> [TaskAction] { [true, false].map { TaskAction(verb: verb, service: owner, approve: $0) } }
        switch word {
        case .disposisi: return one(GiveOrder.verb)
        case .sampaikan: return one(HandOver.verb)
        case .terima: return fromOutside ? [] : one(Receive.verb)
        case .minta: return one(AskMaterial.verb)
        case .kumpul: return one(CollectMaterial.verb) + [TaskAction(verb: ChaseMaterial.verb, service: owner, endsTask: false)]
        case .susun: return one(ComposeVersion.verb) + [TaskAction(verb: SaveVersion.verb, service: owner, endsTask: false)]
        case .telaah: return one(WriteStudy.verb)
        case .rapat: return one(HoldMeeting.verb)
        case .periksa: return decision(Check.verb)
        case .paraf: return decision(Initial.verb)
        case .tandaTangan: return decision(Sign.verb)
        case .nomor: return one(GiveNumber.verb)
        case .gandakan: return one(MakeCopies.verb)
        case .kirim: return one(DispatchDocument.verb)
        case .himpunLuar: return one(RecordGathering.verb)
        case .arsip: return one(FileDocument.verb)
        }
    }
}
