import Domain
import Kernel
import Protocol
import Tasks
/// The table of contents of Archival.
public let archival = Service(name: .archival, migrations: [TaskRules.migration], tables: [TaskRules.table], commands: TaskRules.commands, events: TaskRules.events, reactions: TaskRules.reactions(of: .archival))
