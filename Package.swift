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

/// The pure modules, optimised in a debug build too where the environment asks for it (`make unit` does): vectors that are
/// not optimised make the tests ten times as slow. Not always, since a package with such flags can be nobody's dependency.
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

let package = Package(
  name: "deadmill",
  products: [
    .library(name: "SetLog", targets: ["SetLog"]),
    .executable(name: "deadmill", targets: ["deadmill"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Pure: no Foundation, no Glibc, no allocation. `make purity` proves it.
    pure("Pulses"),
    pure("Motion", ["Pulses"]),
    pure("Sets", ["Pulses", "Motion"]),

    module("SetLog", ["Pulses", "Motion", "Sets", grdb]),

    .systemLibrary(name: "CGpiod", pkgConfig: "libgpiod", providers: [.apt(["libgpiod-dev"])]),
    .target(name: "CGPIO", dependencies: ["CGpiod"]),
    .systemLibrary(name: "CTimex"),
    .systemLibrary(name: "CUdev", pkgConfig: "libudev", providers: [.apt(["libudev-dev"])]),
    .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
    module("Hardware", ["Pulses", "CGPIO", "CTimex", "CUdev"]),

    pure("Simulation", ["Pulses", "Motion", "Sets"]),
    module("LiveFeed", ["Pulses", "Motion", "Sets"]),

    // No pkgConfig: ncursesw's file carries flags that the package manager refuses.
    .target(name: "CNcurses", linkerSettings: [.linkedLibrary("ncursesw")]),
    module("Console", ["Pulses", "Motion", "Sets", "LiveFeed", "CNcurses"]),

    module(
      "Daemon",
      [
        "Pulses", "Motion", "Sets", "SetLog", "Hardware", "Simulation", "LiveFeed", "CSystemd",
        lifecycle, logging, yams,
      ]),
    .executableTarget(
      name: "deadmill",
      dependencies: [
        "Pulses", "Motion", "Sets", "SetLog", "Hardware", "Simulation", "LiveFeed", "Daemon",
        "Console", argumentParser, logging, lifecycle, signals,
      ],
      swiftSettings: strict),

    // What the library's documentation shows, compiled with everything else.
    .executableTarget(
      name: "log-a-set", dependencies: ["SetLog"], path: "Examples/LogASet", swiftSettings: strict),

    // Not part of the product: what the core is worth, and what it costs.
    .executableTarget(
      name: "accuracy", dependencies: ["Pulses", "Motion", "Sets", "Simulation"], path: "Benchmarks/Accuracy",
      swiftSettings: strict),
    .target(name: "CBankReference", path: "Benchmarks/CBankReference"),
    .executableTarget(
      name: "bench", dependencies: ["CBankReference", "Pulses", "Motion", "Sets"], path: "Benchmarks/Cost",
      swiftSettings: strict),

    .executableTarget(
      name: "log-bench", dependencies: ["Pulses", "SetLog", grdb], path: "Benchmarks/Log",
      swiftSettings: strict),

    .executableTarget(
      name: "fuzz", dependencies: ["Pulses", "Motion", "Sets", "Simulation"], path: "Benchmarks/Fuzz",
      swiftSettings: strict),
    .executableTarget(
      name: "torture",
      dependencies: [
        "Pulses", "Motion", "Sets", "SetLog", "Simulation", "LiveFeed", "Daemon", logging, grdb,
      ],
      path: "Benchmarks/Torture", swiftSettings: strict),

    tests("Pulses", ["Pulses"]),
    tests("Motion", ["Motion", "Pulses", "Simulation"]),
    tests("Sets", ["Sets", "Motion", "Pulses", "Simulation"]),
    tests("SetLog", ["SetLog", "Pulses", grdb], exclude: ["Samples"]),
    tests("Hardware", ["Hardware", "Pulses", "CGPIO"]),
    tests("LiveFeed", ["LiveFeed"]),
    tests("Console", ["Console", "LiveFeed"], exclude: ["Snapshots"]),
    tests("Daemon", ["Daemon", "LiveFeed", "Motion", "Pulses", "SetLog", "Sets", "Simulation", logging]),
    tests("Simulation", ["Simulation", "Motion", "Pulses"]),
    tests(
      "Replay", ["Daemon", "Motion", "Pulses", "SetLog", "Sets", "Simulation"], exclude: ["Goldens"]),
    tests("Scenario", ["Console", "SetLog", "deadmill"]),
    tests("Tidy"),
  ]
)
