import Archival
import ServiceHost

ServiceProgram.run(archival)
