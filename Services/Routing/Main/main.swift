import Deployment
import Kernel
import Routing
import ServiceHost

ServiceProgram.main(.routing) { deployment in routing(signer: GrantSigner(key: try Keys.signingKey(deployment))) }
