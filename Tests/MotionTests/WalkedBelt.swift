// SPDX-License-Identifier: Apache-2.0
//
// Owns: pulses of belts with known motion: simulated walkers, and speeds given as a function of time. Must not know:
// what the tests expect.

import Foundation
import Motion
import Pulses
import Simulation
import Testing

/// The gait of the tests' simulated walkers.
enum TestGait: CaseIterable, Sendable, CustomTestStringConvertible {
  case nominal, mismatched, sharp, strong

  var gait: Gait {
    var gait = self == .mismatched || self == .sharp ? Gait.mismatched : .nominal
    if self == .sharp { gait.dipWidth = 0.06 }
    if self == .strong { gait.walkRipple = (0.30, 0.06) }
    return gait
  }

  var testDescription: String { "\(self)" }
}

/// A machine with evenly placed magnets, exact except for what a test changes.
func testProfile(magnets: Int = 4, kind: MachineKind = .motorisedOff) throws -> MachineProfile {
  var drag = DragModel.standard(for: kind)
  drag.isCalibrated = true
  return MachineProfile(
    wheel: try MagnetWheel(circumferenceM: 0.18, magnets: magnets), drag: drag, relativeLengthSd: 0,
    magnetPlacementSdM: 0.0002)
}

/// A walk of some seconds, with the walker standing still at its end.
func walk(
  mps: Double, seconds: Double, profile: MachineProfile, gait: Gait = .nominal,
  faults: SensorFaults = SensorFaults(), seed: UInt64
) -> SimulatedRun {
  var scenario = Scenario(
    name: "walk", summary: "", profile: profile,
    acts: [
      .rest(durationS: 1),
      .work(targetMps: mps, durationS: seconds, load: WalkerLoad(), ending: .standsStill),
      .rest(durationS: 4),
    ])
  scenario.gait = gait
  scenario.faults = faults
  if faults == SensorFaults() { scenario.faults.placement = 0.001 }
  return SimulatedRun(scenario, seed: seed)
}

/// The pulses that a machine's gate accepts from a recording.
func pulses(of recording: Recording, _ profile: MachineProfile) -> [Pulse] {
  var gate = PulseGate(profile: profile)
  return recording.edges.compactMap { gate.step($0) }
}

/// A belt whose motion is given as a function of time.
struct GivenBelt {
  /// Timestamps of the pulses of an even wheel, nanoseconds: exact but for a misplacement of each magnet and some jitter.
  static func timestamps(
    profile: MachineProfile, seconds: Double, seed: UInt64, placementM: Double = 0.0002,
    mps: (Double) -> Double
  ) -> [Int64] {
    var noise = TestNoise(seed)
    let wheel = profile.wheel
    let misplaced = (0..<wheel.magnets).map { _ in placementM * noise.normal() }
    let start = wheel.meanArcM * noise.uniform()
    var timestamps: [Int64] = []
    var x = start
    let h = 1e-3
    var next = 1
    for tick in 0..<Int(seconds / h) {
      let t = Double(tick) * h
      let before = x
      x += h * 0.5 * (mps(t) + mps(t + h))
      while true {
        let position = Double(next) * wheel.meanArcM + misplaced[next % wheel.magnets]
        guard position <= x else { break }
        let share = x > before ? min(1, max(0, (position - before) / (x - before))) : 1
        timestamps.append(1_000_000_000 + Int64(((t + share * h + 10e-6 * noise.normal()) * 1e9).rounded()))
        next += 1
      }
    }
    return timestamps.sorted()
  }
}

/// Passes pulses to a stage and expects that the odometer never decreases.
struct WatchedStage {
  var stage: MotionStage
  private var distanceM = 0.0
  private let name: String

  init(_ profile: MachineProfile, _ name: String) {
    stage = MotionStage(profile: profile)
    self.name = name
  }

  mutating func step(_ pulse: Pulse) {
    stage.step(pulse)
    // An estimate costs as much as a pulse; a decrease would persist.
    if stage.pulses % 8 == 0 { look(atNs: pulse.timestampNs) }
  }

  mutating func step(timestamps: [Int64]) {
    for timestamp in timestamps { step(Pulse(timestampNs: timestamp)) }
  }

  mutating func look(atNs timeNs: Int64) {
    let known = stage.estimate(atNs: timeNs)
    #expect(known.distanceM >= distanceM, "\(name)")
    #expect(known.repairs.missed >= 0 && known.repairs.discarded >= 0, "\(name)")
    distanceM = known.distanceM
  }

  /// The estimate after the belt has been stopped for a while.
  mutating func atRest() -> MotionEstimate {
    let timeNs = (stage.lastPulseNs ?? 0) + stage.standstillNs + 1
    look(atNs: timeNs)
    return stage.estimate(atNs: timeNs)
  }
}
