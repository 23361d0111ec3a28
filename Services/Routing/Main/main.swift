import Routing
import ServiceHost

ServiceProgram.run(routing)
