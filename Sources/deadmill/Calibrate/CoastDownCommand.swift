// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill calibrate coast-down` and `deadmill calibrate magnets`.

import ArgumentParser
import Daemon
import Foundation
import Motion
import Pulses
import Settings
import Simulation
import Text

struct CoastDownCalibration: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coast-down", abstract: "Measure how the empty belt slows down.")

  @OptionGroup var options: CalibrateOptions

  @Option(help: "Number of good spins to collect.")
  var spins = 3

  func validate() throws {
    guard (1...20).contains(spins) else { throw ValidationError("--spins must be 1 to 20") }
  }

  func run() async throws {
    let source = try options.source()
    let coast = try await CoastDownSession.run(source, spins: spins)
    Output.line(
      options.json
        ? CalibrationText.coastDownJSON(coast, source.profile)
        : CalibrationText.coastDown(coast, source.profile))
    guard let result = coast.result else { throw CoastDownSession.failure(coast) }
    let drag = source.profile.drag.after(result)
    let massIsKnown = source.profile.drag.isCalibrated
    let method =
      (source.isSimulated ? "coast-down of a simulated belt" : "coast-down")
      + (massIsKnown ? "" : ", mass assumed")
    try options.save(
      [.drag(drag, method: method, date: Date.now)]
        + CalibrationChange.arcs(result, like: source.profile.wheel))
  }
}

struct MagnetCalibration: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "magnets", abstract: "Measure where the magnets are on the wheel, from a coast-down.")

  @OptionGroup var options: CalibrateOptions

  func run() async throws {
    let source = try options.source()
    let wheel = source.profile.wheel
    guard wheel.magnets > 1 else {
      throw CalibrationFailure("one magnet passes once per turn, wherever it is; there is nothing to measure")
    }
    guard wheel.magnets <= CoastDown.mostMarks else {
      throw CalibrationFailure(
        "a disc with \(wheel.magnets) marks: positions can be measured for up to \(CoastDown.mostMarks), "
          + "and those of a disc are even")
    }
    let coast = try await CoastDownSession.run(source, spins: 1)
    guard let result = coast.result else { throw CoastDownSession.failure(coast) }
    let arcs = result.arcs(like: wheel)
    if options.json {
      Output.line(
        CalibrationText.json(["arcs": arcs, "arcSdM": result.largestArcSdM, "magnets": wheel.magnets]))
    } else {
      for (index, arcM) in arcs.enumerated() {
        let share = 100 * arcM / wheel.circumferenceM
        Output.line(
          "  magnet \(index + 1) to the next: \(DecimalText.fixed(arcM * 1000, 2)) mm, \(DecimalText.fixed(share, 2)) % of the turn"
        )
      }
      Output.line("  each within \(DecimalText.fixed(result.largestArcSdM * 1000, 3)) mm")
      Output.line(
        wheel.isChiral
          ? "The profile says which direction is forward; a coast-down cannot find out."
          : "The magnets are too evenly spaced to show the direction of travel."
      )
    }
    try options.save(CalibrationChange.arcs(result, like: wheel))
  }
}

/// Spins, one after the other.
enum CoastDownSession {
  static func run(_ source: CalibrationSource, spins: Int) async throws -> CoastDown {
    let profile = source.profile
    if !source.isLive, let recording = source.recording {
      let heard = CoastDown.timestamps(of: recording.edges, profile: profile)
      if heard.lost > 0 { Output.error("the kernel lost \(heard.lost) edges of this recording") }
      return CoastDown(timestamps: heard.timestamps, profile: profile, originNs: recording.startNs)
    }
    let instructions = """
      Take everything off the belt. Spin it by hand as fast as you can, if possible faster than 2 m/s, release it at \
      once, and keep away until it has stopped.
      \(spins == 1 ? "One spin is enough." : "Do this \(spins) times; wait five seconds after each stop.")
      Ctrl-C cancels; nothing is written then.
      """
    var told = 0
    let heard = try await CalibrationListening.gather(source, instructions) { timestamps in
      let coast = CoastDown(timestamps: timestamps, profile: profile, originNs: timestamps.first ?? 0)
      if coast.reports.count <= told {
        Output.error("\n  not a spin: too slow or too short; spin faster, and let it roll out")
      }
      let news = CalibrationText.runLines(coast.reports, from: told)
      if !news.isEmpty { Output.error("\n" + news.dropLast()) }
      told = coast.reports.count
      let good = coast.reports.count { $0.refusal == nil }
      if good < spins { Output.error("  \(good) of \(spins) good; spin once more") }
      return good >= spins
    }
    if heard.lostEdges > 0 { Output.error("the kernel lost \(heard.lostEdges) edges while you spun") }
    return CoastDown(timestamps: heard.timestamps, profile: profile, originNs: heard.timestamps.first ?? 0)
  }

  static func failure(_ coast: CoastDown) -> CalibrationFailure {
    guard let first = coast.reports.first else {
      return CalibrationFailure(
        "no usable run: the belt never slowed down freely for at least two turns; spin faster, and let it roll out"
      )
    }
    let reason = first.refusal?.text ?? "too few pulses"
    return CalibrationFailure("no usable run among \(coast.reports.count); the first one: \(reason)")
  }
}
