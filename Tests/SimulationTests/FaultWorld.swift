// SPDX-License-Identifier: Apache-2.0
//
// Owns: scenarios with one fault each, and properties of their edges. Must not know: what the tests expect.

import Motion
import Pulses
import Simulation

/// A walk of some seconds between two rests, with both transitions recorded.
func faultyScenario(
  magnets: Int = 4, mps: Double = 0.8, seconds: Double = 20, faults: SensorFaults = SensorFaults()
) throws -> Scenario {
  let profile = MachineProfile(
    wheel: try MagnetWheel(circumferenceM: 0.18, magnets: magnets), drag: .standard(for: .motorisedOff))
  var scenario = Scenario(
    name: "faulty", summary: "", profile: profile,
    acts: [
      .rest(durationS: 5),
      .work(targetMps: mps, durationS: seconds, load: WalkerLoad(), ending: .standsStill),
      .rest(durationS: 10),
    ])
  scenario.faults = faults
  scenario.bothTransitions = true
  return scenario
}

extension SensorFaults {
  static func line(_ faults: LineFault...) -> SensorFaults {
    var sensor = SensorFaults()
    sensor.line = faults
    return sensor
  }
}

extension [Edge] {
  func of(_ transition: Transition, line: Int = 0) -> [Edge] {
    filter { $0.transition == transition && $0.line == line }
  }

  /// Seconds from each to the next.
  var gapsS: [Double] { zip(self, dropFirst()).map { Double($1.timestampNs - $0.timestampNs) / 1e9 } }

  func within(_ stretch: Stretch) -> [Edge] { filter { stretch.contains($0.timestampNs) } }

  /// Whether the levels of a line alternate, as on any real line.
  var alternates: Bool { zip(self, dropFirst()).allSatisfy { $0.transition != $1.transition } }
}
