import Approvals
import ServiceHost

ServiceProgram.run(approvals)
