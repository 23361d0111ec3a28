import Domain
import Kernel
import Protocol

/// The table of contents of Routing.
public let routing = Service(name: .routing, migrations: [], tables: [], commands: [], events: [], reactions: [])
