import Intake
import ServiceHost

ServiceProgram.run(intake)
