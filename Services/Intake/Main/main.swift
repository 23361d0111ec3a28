import Intake
import ServiceHost

ServiceProgram.main(.intake) { _ in intake }
