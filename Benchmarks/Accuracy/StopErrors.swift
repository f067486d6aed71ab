// SPDX-License-Identifier: Apache-2.0
//
// Owns: how soon a start and a stop are shown. Must not know: targets, tables.

import Motion
import Pulses
import Simulation

/// Delays in seconds, one per run.
struct StopErrors: Sendable {
  /// From the belt's stop until less than 0.1 m/s is shown permanently.
  var stop = Figures()
  /// The same of the instantaneous speed.
  var stopInstant = Figures()
  /// From the first motion until 70 % of the walker's target is shown.
  var start = Figures()
  /// From the first motion until the belt has that speed.
  var startTrue = Figures()

  private static let shownAsStandingMps = 0.1
  private static let startShare = 0.7

  mutating func add(_ cell: Cell, ending: SetEnding, seed: UInt64) throws {
    let scenario = try cell.scenario(durationS: 20, ending: ending, restS: 8)
    let run = SimulatedRun(scenario, seed: seed)
    let samples = run.truth.samples
    guard let set = run.truth.sets.first, let last = samples.lastIndex(where: { $0.speedMps > 0 }) else {
      return
    }
    let stopNs = samples[last].timeNs
    let targetMps = Self.startShare * cell.speedMps
    var shownStopNs: Int64?
    var shownInstantNs: Int64?
    var shownStartNs: Int64?
    var gate = PulseGate(profile: scenario.profile)
    var motion = MotionStage(profile: scenario.profile, walker: scenario.walker)
    var cursor = 0
    let edges = run.recording.edges
    for sample in samples {
      while cursor < edges.count, edges[cursor].timestampNs <= sample.timeNs {
        if let pulse = gate.step(edges[cursor]) { motion.step(pulse) }
        cursor += 1
      }
      guard sample.timeNs >= set.startNs else { continue }
      let shown = motion.estimate(atNs: sample.timeNs)
      if shown.displaySpeedMps >= targetMps, shownStartNs == nil { shownStartNs = sample.timeNs }
      let isStanding = shown.displaySpeedMps < Self.shownAsStandingMps
      shownStopNs = isStanding ? shownStopNs ?? sample.timeNs : nil
      shownInstantNs = shown.speedMps < Self.shownAsStandingMps ? shownInstantNs ?? sample.timeNs : nil
    }
    func seconds(_ timeNs: Int64?, since originNs: Int64) -> Double {
      timeNs.map { Double($0 - originNs) / 1e9 } ?? .infinity
    }
    stop.add(seconds(shownStopNs, since: stopNs))
    stopInstant.add(seconds(shownInstantNs, since: stopNs))
    start.add(seconds(shownStartNs, since: set.startNs))
    let truly = samples.first { $0.timeNs >= set.startNs && $0.speedMps >= targetMps }
    startTrue.add(seconds(truly?.timeNs, since: set.startNs))
  }
}
