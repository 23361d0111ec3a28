import Console
import Glibc
import Linux

let environment = environmentVariables()
let tool = OperatorTool(environment: environment, terminal: .standard(environment: environment))
exit(tool.run(Array(CommandLine.arguments.dropFirst())).rawValue)
