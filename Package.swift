// swift-tools-version: 6.2
import PackageDescription

/// Whether all is built for libFuzzer, with its executable; without ALUR_FUZZ nothing of that is seen. ALUR_FUZZ_BUGS plants a mistake for each target.
let isFuzzed = Context.environment["ALUR_FUZZ"] != nil
let fuzzing: [String] = isFuzzed ? ["-sanitize=fuzzer,address"] : []
let planted: [SwiftSetting] = Context.environment["ALUR_FUZZ_BUGS"] != nil ? [.define("ALUR_FUZZ_BUGS")] : []

/// The simulator's planted bugs are only in a build that asks for them: `make simulate-bugs`.
let simulated: [SwiftSetting] = Context.environment["ALUR_PLANTED"] == nil ? [] : [.define("PLANTED")]

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)] + planted + simulated + (isFuzzed ? [.unsafeFlags(fuzzing)] : [])

/// A C library of the system, as a module that only its Swift wrapper imports.
///
/// libzmq goes without pkg-config: Debian's file for it names include folders that the package manager refuses with a warning, and needs none.
func system(_ name: String, pkgConfig: String? = nil, debian: String) -> Target {
    .systemLibrary(name: name, path: "Shared/\(name)", pkgConfig: pkgConfig, providers: [.apt([debian])])
}

/// A module under Shared/.
func shared(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Shared/\(name)", exclude: exclude, swiftSettings: strict)
}

/// A service: its rules as a library the simulator can link, and the executable that hands them to the host.
func service(_ name: String) -> [Target] {
    [
        .target(
            name: name, dependencies: ["Domain", "Linux", "Protocol", "Kernel", "Policy", "Tasks", "SQLite", "Nettle", "Sodium"],
            path: "Services/\(name)", exclude: ["Main"], swiftSettings: strict),
        .executableTarget(
            name: "alur-\(name.lowercased())", dependencies: [.byName(name: name), "Deployment", "Kernel", "ServiceHost"],
            path: "Services/\(name)/Main", swiftSettings: strict),
    ]
}

/// Tests of one promise, in a folder of their own.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies, path: "Tests/\(name)", exclude: exclude, swiftSettings: strict)
}

/// The simulator, its program and its tests.
let simulator: [Target] = [
    .target(
        name: "Simulation",
        dependencies: [
            "Approvals", "Archival", "Client", "Domain", "Drafting", "Intake", "Kernel", "Linux", "Nettle", "Protocol", "Routing", "SQLite",
            "Sodium",
        ], path: "Tests/Simulation", exclude: ["Main", "Suite", "seeds.txt"], swiftSettings: strict),
    .executableTarget(
        name: "alur-simulate", dependencies: ["Domain", "Linux", "Nettle", "Protocol", "Simulation", "Sodium"], path: "Tests/Simulation/Main",
        swiftSettings: strict),
    .testTarget(
        name: "SimulationTests", dependencies: ["Linux", "Scratch", "Simulation", "alur-simulate"], path: "Tests/Simulation/Suite",
        swiftSettings: strict),
]

/// libFuzzer over the functions in Tests/Fuzz/Targets. Debian's default linker cannot link it.
let fuzzer: [Target] = [
    .systemLibrary(name: "CFuzzer", path: "Tests/Fuzz/CFuzzer"),
    .executableTarget(
        name: "alur-fuzz", dependencies: ["CFuzzer", "Fuzzing", "Linux"], path: "Tests/Fuzz/Main",
        swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])], linkerSettings: [.unsafeFlags(fuzzing + ["-use-ld=lld"])]),
]

let package = Package(
    name: "Alur",
    targets: [
        system("CSQLite", pkgConfig: "sqlite3", debian: "libsqlite3-dev"),
        system("CSodium", pkgConfig: "libsodium", debian: "libsodium-dev"),
        system("CNettle", pkgConfig: "nettle", debian: "nettle-dev"),
        system("CZeroMQ", debian: "libzmq3-dev"),
        system("CYAML", pkgConfig: "yaml-0.1", debian: "libyaml-dev"),
        .target(name: "CLinux", path: "Shared/CLinux"),
        shared("SQLite", ["CSQLite"]),
        shared("Nettle", ["CNettle"]),
        shared("Sodium", ["CSodium"]),
        shared("ZeroMQ", ["CZeroMQ"]),
        shared("YAML", ["CYAML"]),
        shared("Linux", ["CLinux"]),
        shared("Domain"),
        shared("JSON"),
        shared("Catalogue", ["Domain", "JSON", "Linux", "YAML"]),
        shared("Blobs", ["Linux", "Nettle", "Sodium"]),
        shared("Protocol", ["Domain", "JSON"], exclude: ["VERBS.md", "WIRE.md"]),
        shared("Policy", ["Domain", "Protocol"]),
        shared("Kernel", ["Domain", "Nettle", "Policy", "Protocol", "SQLite", "Sodium"]),
        shared("Tasks", ["Domain", "Kernel", "Policy", "Protocol", "SQLite"]),
        .target(
            name: "Rehearsal", dependencies: ["Domain", "Kernel", "Nettle", "Protocol", "SQLite", "Sodium"], path: "Tests/Rehearsal",
            swiftSettings: strict),
        .target(name: "Scratch", dependencies: ["Linux"], path: "Tests/Scratch", swiftSettings: strict),
        .target(
            name: "Fuzzing",
            dependencies: [
                "Approvals", "Archival", "Blobs", "Catalogue", "Domain", "Drafting", "Intake", "JSON", "Kernel", "Linux", "Nettle", "Protocol",
                "Rehearsal", "Routing", "SQLite", "Scratch", "ServiceHost", "Sodium", "YAML",
            ], path: "Tests/Fuzz/Targets", swiftSettings: strict),
        tests("Fuzz", ["Fuzzing", "Domain", "Linux"], exclude: ["CFuzzer", "Corpus", "Main", "Targets", "fuzz", "words.dict"]),
        shared("Backup", ["Blobs", "Deployment", "Domain", "Kernel", "Linux", "Nettle", "Protocol", "SQLite", "Sodium"]),
        shared("Deployment", ["Domain", "Linux", "Sodium", "YAML", "ZeroMQ"]),
        shared("Client", ["Deployment", "Domain", "Linux", "Nettle", "Protocol", "Sodium", "ZeroMQ"]),
        shared("ServiceHost", ["Blobs", "Deployment", "Domain", "Kernel", "Linux", "Policy", "Protocol", "SQLite", "Sodium", "ZeroMQ"]),
        .target(
            name: "Console",
            dependencies: [
                "Backup", "Catalogue", "Client", "Deployment", "Domain", "Kernel", "Linux", "Nettle", "Protocol", "SQLite", "Sodium", "ZeroMQ",
            ],
            path: "Services/Console", exclude: ["Main"], swiftSettings: strict),
        .executableTarget(name: "alurctl", dependencies: ["Console", "Linux"], path: "Services/Console/Main", swiftSettings: strict),
        tests("Kernel", ["Kernel", "Linux", "Rehearsal", "Protocol", "Domain", "Nettle", "SQLite", "Scratch", "Sodium"]),
        tests(
            "EndToEnd",
            [
                "Catalogue", "Client", "Deployment", "Domain", "Kernel", "Linux", "Protocol", "SQLite", "Sodium", "ZeroMQ", "alur-intake",
                "alur-routing",
                "alur-drafting", "alur-approvals", "alur-archival", "alurctl",
            ], exclude: ["FifthAgency"]),
        tests(
            "ServiceHost",
            ["Blobs", "Deployment", "Domain", "Kernel", "Linux", "Nettle", "Protocol", "SQLite", "Scratch", "ServiceHost", "Sodium", "ZeroMQ"]),
        tests(
            "Policy",
            [
                "Approvals", "Archival", "Domain", "Drafting", "Intake", "Kernel", "Linux", "Nettle", "Policy", "Protocol", "Rehearsal", "Routing",
                "SQLite", "ServiceHost", "Sodium",
            ]),
        tests(
            "Deployment",
            ["Approvals", "Archival", "Deployment", "Domain", "Drafting", "Intake", "Kernel", "Linux", "Routing", "Scratch", "Sodium", "ZeroMQ"]),
        tests("Domain", ["Domain"]),
        tests("Catalogue", ["Catalogue", "Domain"], exclude: ["facts.txt", "headers.txt"]),
        tests("YAML", ["YAML"]),
        tests("JSON", ["JSON"]),
        tests("Linux", ["Linux", "Scratch"]),
        tests("SQLite", ["Linux", "SQLite", "Scratch"]),
        tests("Sodium", ["Sodium"]),
        tests("Nettle", ["Nettle", "Sodium"]),
        tests("Backup", ["Backup", "Deployment", "Domain", "Kernel", "Linux", "Nettle", "Protocol", "Rehearsal", "SQLite", "Scratch", "Sodium"]),
        tests("Blobs", ["Blobs", "Linux", "Nettle", "Scratch"]),
        tests("ZeroMQ", ["ZeroMQ", "Linux"]),
        tests(
            "Wire", ["Domain", "Kernel", "Nettle", "Protocol", "SQLite", "Sodium"],
            exclude: [
                "Golden", "alur_client.py", "annex.py", "installation.py", "swift_sources.py", "test_annex.py", "test_disk.py", "test_letter.py",
                "test_stopping.py", "test_wire.py",
            ]),
        tests("Intake", ["Intake", "Rehearsal", "Kernel", "Protocol", "SQLite", "Domain"]),
        tests("Routing", ["Routing", "Rehearsal", "Catalogue", "Kernel", "Protocol", "Domain", "SQLite", "Sodium"]),
        tests("Drafting", ["Drafting", "Rehearsal", "Kernel", "Protocol", "Domain", "SQLite", "Tasks"]),
        tests("Approvals", ["Approvals", "Rehearsal", "Kernel", "Protocol", "SQLite", "Domain", "Nettle", "Sodium"]),
        tests("Archival", ["Archival", "Rehearsal", "Kernel", "Protocol", "SQLite", "Domain", "Tasks"]),
        tests(
            "Console",
            [
                "Client", "Console", "Deployment", "Domain", "Kernel", "Linux", "Nettle", "Protocol", "Rehearsal", "SQLite", "Scratch", "Sodium",
                "ZeroMQ",
            ]),
    ] + service("Intake") + service("Routing") + service("Drafting") + service("Approvals") + service("Archival")
        + simulator + (isFuzzed ? fuzzer : []),
    swiftLanguageModes: [.v6]
)
