import Domain
import Kernel
import Protocol
import Tasks
/// The table of contents of Drafting.
public let drafting = Service(name: .drafting, migrations: [TaskRules.migration], tables: [TaskRules.table], commands: TaskRules.commands, events: TaskRules.events, reactions: TaskRules.reactions(of: .drafting))
