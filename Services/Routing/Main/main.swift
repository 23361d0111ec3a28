import Routing
import ServiceHost

ServiceProgram.run { signer in routing(signer: signer) }
