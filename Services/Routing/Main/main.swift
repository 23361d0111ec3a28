import Deployment
import Kernel
import Routing
import ServiceHost

ServiceProgram.main(.routing) { live in
    routing(signer: GrantSigner(key: try Keys.signingKey(live.deployment))) { live.peers?.operatorKeys ?? [] }
}
