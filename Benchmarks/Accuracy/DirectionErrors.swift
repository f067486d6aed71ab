// SPDX-License-Identifier: Apache-2.0
//
// Owns: how soon and how reliably the direction is known. Must not know: targets, tables.

import Motion
import Pulses
import Simulation

/// Direction from a standstill, magnets misplaced by 1 % of a turn and not corrected.
struct DirectionErrors: Sendable {
  var runs = 0
  var decided = 0
  var wrong = 0
  /// From the first pulse to the decision, inclusive.
  var pulses = Figures()
  var seconds = Figures()

  /// - Parameter arcs: relative lengths of the arcs.
  mutating func add(_ cell: Cell, arcs: [Double], sensor: SensorKind, direction: BeltDirection, seed: UInt64)
    throws
  {
    let wheel = try MagnetWheel(circumferenceM: 0.18, relativeArcs: arcs)
    var profile = MachineProfile(wheel: wheel, sensor: sensor, drag: .standard(for: cell.kind))
    profile.magnetPlacementSdM = arcs.count > 1 ? 0.01 * wheel.circumferenceM : 0
    var scenario = try cell.scenario(durationS: 15, restS: 3)
    scenario.profile = profile
    scenario.faults.placement = 0.01
    scenario.direction = direction
    let run = SimulatedRun(scenario, seed: seed)
    var gate = PulseGate(profile: profile)
    var motion = MotionStage(profile: profile)
    runs += 1
    var count = 0
    var firstNs: Int64 = 0
    var isDecided = false
    for edge in run.recording.edges {
      guard let pulse = gate.step(edge) else { continue }
      motion.step(pulse)
      count += 1
      if count == 1 { firstNs = pulse.timestampNs }
      guard let told = motion.estimate(atNs: pulse.timestampNs).direction else { continue }
      if !isDecided {
        isDecided = true
        decided += 1
        pulses.add(Double(count))
        seconds.add(Double(pulse.timestampNs - firstNs) / 1e9)
      }
      if told != direction {
        wrong += 1
        return
      }
    }
  }
}

extension MagnetWheel {
  /// A wheel with this many arcs of these relative lengths, at most 16.
  init(circumferenceM: Double, relativeArcs: [Double]) throws {
    var relative = InlineArray<16, Double>(repeating: 0)
    for (index, arc) in relativeArcs.enumerated() { relative[index] = arc }
    try self.init(circumferenceM: circumferenceM, magnets: relativeArcs.count, relativeArcs: relative)
  }
}
