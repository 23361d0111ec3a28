import Drafting
import ServiceHost

ServiceProgram.run(drafting)
