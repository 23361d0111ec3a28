import Drafting
import ServiceHost

ServiceProgram.main(.drafting) { _ in drafting }
