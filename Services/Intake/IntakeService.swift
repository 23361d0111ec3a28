import Domain
import Kernel
import Protocol

/// The table of contents of Intake.
public let intake = Service(name: .intake, migrations: [], tables: [], commands: [], events: [], reactions: [])
