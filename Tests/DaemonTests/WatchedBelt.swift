// SPDX-License-Identifier: Apache-2.0
//
// Owns: a recording through the stages and a sensor's watch, as the daemon does it. Must not know: what is expected.

import Motion
import Pulses
import Sets
import Simulation

@testable import Daemon

/// An alert, and when it cleared.
struct ToldAlert: Equatable {
  var kind: HealthKind
  /// Seconds of the recording.
  var fromS: Double
  /// Nil where it lasts at the end.
  var toS: Double?
}

/// Follows the alerts of one belt.
struct WatchedBelt {
  private static let lookEveryNs: Int64 = 250_000_000

  private var pipeline: BeltPipeline
  private(set) var watch: SensorWatch
  private var nextLookNs: Int64
  private let startNs: Int64
  var line = LineView(isHeld: true, isActive: false)
  private(set) var now: [HealthAlert] = []
  private(set) var told: [ToldAlert] = []

  init(_ profile: MachineProfile, silentDays: Double = 3, startNs: Int64) {
    pipeline = BeltPipeline(profile: profile)
    watch = SensorWatch(profile: profile, silentDays: silentDays)
    self.startNs = startNs
    nextLookNs = startNs
  }

  /// All alerts that a recording raises.
  static func told(_ edges: [Edge], _ recording: Recording, _ profile: MachineProfile) -> [ToldAlert] {
    var belt = WatchedBelt(profile, startNs: recording.startNs)
    for edge in edges { belt.step(edge) }
    belt.wait(untilNs: recording.endNs)
    return belt.told
  }

  mutating func step(_ edge: Edge) {
    wait(untilNs: edge.timestampNs)
    pipeline.step(edge) { _ in }
    watch.step(edge)
  }

  mutating func wait(untilNs timeNs: Int64, everyNs: Int64 = lookEveryNs) {
    while nextLookNs <= timeNs {
      look(nextLookNs)
      nextLookNs += everyNs
    }
  }

  /// Restarts the stages, as a reloaded profile does.
  mutating func beginAnew(_ profile: MachineProfile) {
    pipeline = BeltPipeline(profile: profile, after: pipeline)
  }

  private mutating func look(_ timeNs: Int64) {
    pipeline.advance(silentUntilNs: timeNs) { _ in }
    now = watch.look(pipeline.snapshot(atNs: timeNs), line)
    let atS = Double(timeNs - startNs) / 1e9
    for alert in now where !told.contains(where: { $0.kind == alert.kind && $0.toS == nil }) {
      told.append(ToldAlert(kind: alert.kind, fromS: atS, toS: nil))
    }
    for index in told.indices
    where told[index].toS == nil && !now.contains(where: { $0.kind == told[index].kind }) {
      told[index].toS = atS
    }
  }
}

/// A walk of one machine, as long and as fast as asked for.
func walkedScenario(
  wheel: MagnetWheel, mps: Double = 0.8, seconds: Double = 120, gait: Gait = .nominal,
  sensor: SensorKind = .single
) -> Scenario {
  var profile = MachineProfile(wheel: wheel, sensor: sensor, drag: DragModel.standard(for: .motorisedOff))
  profile.drag.isCalibrated = true
  var scenario = Scenario(
    name: "walk", summary: "", profile: profile,
    acts: [
      .rest(durationS: 2),
      .work(targetMps: mps, durationS: seconds, load: WalkerLoad(), ending: .standsStill),
      .rest(durationS: 10),
    ])
  scenario.gait = gait
  return scenario
}

/// The edges without those of one magnet, between two instants; numbered again, since the kernel never saw them.
func withoutMagnet(_ edges: [Edge], of magnets: Int, fromS: Double, toS: Double = .infinity) -> [Edge] {
  var number = -1
  var left: [Edge] = []
  for edge in edges {
    if edge.transition == .falling { number += 1 }
    let atS = Double(edge.timestampNs - SimulatedRun.originNs) / 1e9
    if number % magnets == 1, atS >= fromS, atS < toS { continue }
    var kept = edge
    kept.sequence = Int64(left.count + 1)
    left.append(kept)
  }
  return left
}
