import Glibc
import Linux
import Simulation

// alur-simulate round --seeds N [--from M] [--workers W] [--kept FILE]
// alur-simulate seed N
// alur-simulate bugs [--seeds N] [--workers W]     (only in a build with planted bugs)

exit(Command(CommandLine.arguments.dropFirst()).run())
