import Archival
import ServiceHost

ServiceProgram.main(.archival) { _ in archival }
