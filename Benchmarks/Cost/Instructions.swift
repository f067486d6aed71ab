// SPDX-License-Identifier: Apache-2.0
//
// Owns: machine instructions per pulse, from a second run of this program under a counting tool. Must not know: targets.

import Foundation
import Motion
import Sets

/// Instructions per pulse with the name of the tool that counted.
struct Instructions {
  var perPulse: [String: Double] = [:]
  var tool = "none"
  private static let fewer = 4_000
  private static let more = 12_000
  static let kinds = ["c-bank", "swift-bank", "motion", "pipeline", "levels", "window"]

  /// Runs `kinds` for two lengths each; the difference excludes the cost of the program's start.
  init(program: String) {
    // Valgrind cannot read this compiler's debug information.
    let stripped = FileManager.default.temporaryDirectory.appending(path: "bench-\(getpid())").path()
    defer { try? FileManager.default.removeItem(atPath: stripped) }
    let program = Self.run(["strip", "-S", "-o", stripped, program]) == nil ? program : stripped
    for (name, count) in [("perf stat", Self.perf), ("callgrind", Self.callgrind)] {
      for kind in Self.kinds {
        guard let low = count(program, kind, Self.fewer), let high = count(program, kind, Self.more) else {
          break
        }
        perPulse[kind] = Double(high - low) / Double(Self.more - Self.fewer)
      }
      if perPulse.count == Self.kinds.count {
        tool = name
        return
      }
      perPulse = [:]
    }
  }

  /// The part that is counted: only pulses.
  static func load(_ kind: String, pulses: Int) throws -> Double {
    // The same track for both lengths, so that creating it costs the same.
    let timestamps = Track.steady(more).timestampsNs
    let range = 1..<min(pulses, more)
    let profile = try Track.profile()
    switch kind {
    case "c-bank":
      let bank = CBank()
      bank.start(speedMps: 1, travelVariance: Contenders.travelVariance)
      return Contenders.cBank(bank, timestamps.span, range)
    case "swift-bank":
      var bank = GaitBank()
      bank.start(speedMps: 1, travelVariance: Contenders.travelVariance)
      return Contenders.swiftBank(&bank, timestamps.span, range)
    case "motion":
      var stage = MotionStage(profile: profile)
      return Contenders.motion(&stage, timestamps.span, range)
    case "pipeline":
      var pipeline = BeltPipeline(profile: profile)
      return Contenders.pipeline(&pipeline, timestamps.span, range)
    case "levels":
      var pipeline = BeltPipeline(profile: profile)
      return Contenders.levels(&pipeline, timestamps.span, range)
    default:
      var window = WindowSpeed(profile: profile)
      window.restart(timestamps[0], positionM: 0)
      return Contenders.window(&window, timestamps.span, range)
    }
  }

  private static func perf(_ program: String, _ kind: String, _ pulses: Int) -> Int64? {
    let said = run(["perf", "stat", "-x", ",", "-e", "instructions:u", program, "--load", kind, "\(pulses)"])
    let line = said?.split(separator: "\n").first { $0.contains("instructions:u") }
    return line?.split(separator: ",").first.flatMap { Int64($0) }
  }

  private static func callgrind(_ program: String, _ kind: String, _ pulses: Int) -> Int64? {
    let said = run([
      "valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, "--load", kind, "\(pulses)",
    ])
    let line = said?.split(separator: "\n").last { $0.contains("Collected :") }
    return line?.split(separator: ":").last.flatMap { Int64($0.trimmingCharacters(in: .whitespaces)) }
  }

  /// A command's standard error; nil if it is missing or fails.
  private static func run(_ command: [String]) -> String? {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    let pipe = Pipe()
    process.standardError = pipe
    process.standardOutput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(data: data, encoding: .utf8) : nil
  }
}
