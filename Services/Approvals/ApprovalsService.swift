import Domain
import Kernel
import Protocol
import Tasks
/// The table of contents of Approvals.
public let approvals = Service(name: .approvals, migrations: [TaskRules.migration], tables: [TaskRules.table], commands: TaskRules.commands, events: TaskRules.events, reactions: TaskRules.reactions(of: .approvals))
