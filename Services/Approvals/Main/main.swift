import Approvals
import ServiceHost

ServiceProgram.main(.approvals) { _ in approvals }
