// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
//
// The folder names follow the data: edge -> pulse -> motion -> set -> log.
// A stage may look upstream, never downstream; the three pure stages look at nothing else.
// Tests/TidyTests holds the import law as a table and checks every file against it.

import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// The pure modules, optimised in debug builds too if the environment requests it (`make unit` does): without it vectors
/// make the tests ten times slower. Not the default, since a package with such flags cannot be a dependency.
let optimised: [SwiftSetting] =
  Context.environment["OPTIMISE_PURE_MODULES"] == "1"
  ? [.unsafeFlags(["-O"], .when(configuration: .debug))] : []

func pure(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict + optimised)
}

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(
  _ module: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
  .testTarget(
    name: module + "Tests", dependencies: dependencies, exclude: exclude,
    swiftSettings: strict)
}

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let lifecycle: Target.Dependency = .product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS: Target.Dependency = .product(name: "HummingbirdTLS", package: "hummingbird")
let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioHTTP: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioTLS: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioFoundation: Target.Dependency = .product(name: "NIOFoundationEssentialsCompat", package: "swift-nio")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")

let package = Package(
  name: "deadmill",
  products: [
    .library(name: "SetLog", targets: ["SetLog", "Training"]),
    .library(name: "SetExport", targets: ["SetExport"]),
    .executable(name: "deadmill", targets: ["deadmill"]),
    .executable(name: "deadmill-connect", targets: ["deadmill-connect"]),
    .executable(name: "deadmill-hub", targets: ["deadmill-hub"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    // For what speaks to the network; the daemon links none of it.
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    // Pure: no Foundation, no Glibc, no allocation. `make purity` proves it.
    pure("Pulses"),
    pure("Motion", ["Pulses"]),
    pure("Sets", ["Pulses", "Motion"]),

    // How numbers, durations and texts are written, the same everywhere.
    module("Text"),
    // What may be written to a path, and how.
    module("Files", ["Text"]),

    module("Training", ["Pulses", "Sets"]),
    module("SetLog", ["Pulses", "Motion", "Sets", "Training", "Text", grdb]),
    module("SetExport", ["SetLog", "Training", "Text"]),

    .target(name: "CLinux"),
    // How a thread that waits for descriptors is woken.
    module("Waking"),
    .systemLibrary(name: "CGpiod", pkgConfig: "libgpiod", providers: [.apt(["libgpiod-dev"])]),
    .target(name: "CGPIO", dependencies: ["CGpiod"]),
    .systemLibrary(name: "CTimex"),
    .systemLibrary(name: "CUdev", pkgConfig: "libudev", providers: [.apt(["libudev-dev"])]),
    .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),

    pure("Simulation", ["Pulses", "Motion", "Sets"]),
    module(
      "Settings", ["Files", "Pulses", "Motion", "Sets", "Training", "Simulation", "Text", "Words", yams]),
    module("Hardware", ["Pulses", "Settings", "Simulation", "Waking", "CGPIO", "CLinux", "CTimex", "CUdev"]),
    module("SetKeeping", ["Pulses", "Motion", "Sets", "SetLog", "Settings", "Simulation", "Text"]),

    module("LiveFeed", ["Pulses", "Text", "Waking", "CLinux"]),
    module("Words", ["LiveFeed", "Text"]),

    // No pkgConfig: ncursesw's file carries flags that the package manager refuses.
    .target(name: "CNcurses", linkerSettings: [.linkedLibrary("ncursesw")]),
    module("Console", ["LiveFeed", "QR", "Words", "CNcurses"]),

    module(
      "Doctor",
      [
        "Pulses", "Motion", "Sets", "SetLog", "Settings", "SetKeeping", "Hardware", "LiveFeed", "Simulation",
        "Text",
      ]),
    module(
      "Daemon",
      [
        "Pulses", "Motion", "Sets", "Training", "SetLog", "Settings", "SetKeeping", "Hardware", "Simulation",
        "LiveFeed", "Text", "Waking", "CSystemd", lifecycle, logging,
      ]),
    .executableTarget(
      name: "deadmill",
      dependencies: [
        "Pulses", "Motion", "Sets", "Training", "SetLog", "SetExport", "Settings", "SetKeeping", "Hardware",
        "Simulation", "LiveFeed", "Doctor", "Daemon", "Files", "Text", "Words", "Console", argumentParser,
        logging,
        lifecycle,
        signals,
      ],
      swiftSettings: strict),

    // Wings: programs of their own that read the daemon's socket and the log.
    .systemLibrary(name: "CCrypt", providers: [.apt(["libcrypt-dev"])]),
    .systemLibrary(name: "CQrencode", providers: [.apt(["libqrencode-dev"])]),
    // A text as a QR code, for screens and pages.
    module("QR", ["CQrencode"]),
    .target(
      name: "Web",
      dependencies: [
        "CCrypt", "Files", "LiveFeed", "QR", "SetExport", "SetLog", "Settings", "Text", "Training", "Words",
        hummingbird,
        hummingbirdCore, hummingbirdTLS, crypto, httpTypes, lifecycle, logging, nio, nioPosix, nioTLS,
      ],
      resources: [.embedInCode("Assets")], swiftSettings: strict),
    // One request and its answer, for what sends to others.
    module("WebClient", [nio, nioHTTP, nioPosix, nioTLS]),
    .systemLibrary(name: "CMosquitto", providers: [.apt(["libmosquitto-dev"])]),
    module(
      "HomeAutomation",
      ["CMosquitto", "Files", "LiveFeed", "SetLog", "Settings", "Text", "Waking", lifecycle, logging]),
    module(
      "Uploads",
      [
        "Files", "SetExport", "SetLog", "Settings", "Text", "WebClient", crypto, lifecycle, logging, nioHTTP,
      ]),
    module("Bluetooth", ["CSystemd", "LiveFeed", "Settings", lifecycle, logging]),
    // What a gym and its chain say to each other; the gym's side, and the chain's door to its database.
    module("Chain", [crypto]),
    module(
      "Upstream",
      [
        "Chain", "Files", "LiveFeed", "SetLog", "Settings", "Text", "WebClient", crypto, lifecycle, logging,
        nioHTTP,
      ]),
    .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    module(
      "Hub",
      [
        "CPostgres", "Chain", "Text", hummingbird, hummingbirdCore, hummingbirdTLS, crypto, httpTypes,
        lifecycle,
        logging, nio, nioFoundation, nioPosix, nioTLS, signals,
      ]),
    .executableTarget(
      name: "deadmill-hub", dependencies: ["Hub", argumentParser, logging], path: "Sources/deadmill-hub",
      swiftSettings: strict),
    .executableTarget(
      name: "deadmill-connect",
      dependencies: [
        "Bluetooth", "CSystemd", "HomeAutomation", "SetLog", "Settings", "Upstream", "Uploads", "Web",
        argumentParser, logging, lifecycle, signals,
      ],
      path: "Sources/deadmill-connect", swiftSettings: strict),

    // The example of the library's documentation, compiled with everything else.
    .executableTarget(
      name: "log-a-set", dependencies: ["SetLog"], path: "Examples/LogASet", swiftSettings: strict),

    // Not part of the product: accuracy and cost of the core.
    .executableTarget(
      name: "accuracy", dependencies: ["Pulses", "Motion", "Sets", "Simulation"], path: "Benchmarks/Accuracy",
      swiftSettings: strict),
    .target(name: "CBankReference", path: "Benchmarks/CBankReference"),
    .executableTarget(
      name: "bench", dependencies: ["CBankReference", "Pulses", "Motion", "Sets"], path: "Benchmarks/Cost",
      swiftSettings: strict),

    .executableTarget(
      name: "log-bench", dependencies: ["Pulses", "SetLog", "Training", grdb], path: "Benchmarks/Log",
      swiftSettings: strict),

    .executableTarget(
      name: "web-reference", dependencies: [hummingbird], path: "Benchmarks/Web/Reference",
      swiftSettings: strict),

    .executableTarget(
      name: "fuzz", dependencies: ["Pulses", "Motion", "Sets", "Simulation"], path: "Benchmarks/Fuzz",
      swiftSettings: strict),
    .executableTarget(
      name: "torture",
      dependencies: [
        "Pulses", "Motion", "Sets", "SetLog", "SetExport", "Settings", "SetKeeping", "Simulation", "LiveFeed",
        "Daemon", logging, grdb,
      ],
      path: "Benchmarks/Torture", swiftSettings: strict),

    // Helpers for several tests: folders, logs, programs.
    .target(name: "TestSupport", dependencies: ["SetLog"], path: "Tests/Support", swiftSettings: strict),
    tests("Text", ["Text"]),
    tests("Files", ["TestSupport", "Files"]),
    tests("Pulses", ["Pulses"]),
    tests("Motion", ["Motion", "Pulses", "Simulation"]),
    tests("Sets", ["Sets", "Motion", "Pulses", "Simulation"]),
    tests("Training", ["Training", "SetLog"]),
    tests(
      "SetLog", ["TestSupport", "SetLog", "Training", "Pulses", "Motion", "SetExport", "Sets", grdb],
      exclude: ["Samples"]),
    tests("SetExport", ["TestSupport", "SetExport", "SetLog", "Training", "Text", "Pulses", grdb]),
    tests("Settings", ["TestSupport", "Files", "Settings", "Motion", "Pulses", "Training", "Words", "Sets"]),
    tests(
      "SetKeeping",
      ["TestSupport", "SetKeeping", "SetLog", "Sets", "Motion", "Pulses", "Simulation", grdb]),
    tests(
      "Doctor",
      ["Doctor", "Settings", "LiveFeed", "Motion", "Pulses", "Simulation"]),
    tests("Hardware", ["Hardware", "Settings", "Simulation", "Pulses", "Waking", "CGPIO"]),
    tests("LiveFeed", ["TestSupport", "LiveFeed", "Pulses", "Waking"]),
    tests("Words", ["Words"]),
    tests("Console", ["TestSupport", "Console", "LiveFeed", "Words"], exclude: ["Snapshots"]),
    tests(
      "Daemon",
      [
        "TestSupport", "Daemon", "LiveFeed", "Motion", "Pulses", "SetLog", "SetKeeping", "Settings", "Sets",
        "Simulation", "Training", "Waking", logging, grdb,
      ]),
    tests("Simulation", ["Simulation", "Motion", "Pulses"]),
    tests(
      "Replay", ["SetKeeping", "Motion", "Pulses", "SetLog", "Sets", "Simulation"],
      exclude: ["Goldens"]),
    tests(
      "Scenario",
      ["TestSupport", "Console", "SetLog", "deadmill", "Pulses", "Simulation", "Training", grdb]),
    tests(
      "Web",
      [
        "TestSupport", "Web", "LiveFeed", "SetLog", "Settings", "Words",
      ]),
    tests("QR", ["QR"]),
    tests("Chain", ["Chain", crypto]),
    tests("Upstream", ["TestSupport", "Upstream", "Settings"]),
    tests("Hub", ["Hub", "Chain"]),
    tests("HomeAutomation", ["TestSupport", "HomeAutomation", "LiveFeed", "SetLog", "Settings", logging]),
    tests("Uploads", ["TestSupport", "Uploads", "SetLog", "Settings", "WebClient", logging]),
    tests("Tidy"),
    tests("Bluetooth", ["Bluetooth", "LiveFeed", "Settings", logging]),
  ]
)
