// SPDX-License-Identifier: Apache-2.0
//
// Owns: everything the stages need to know about one machine, and a walker's load, as numbers. Must not know: names,
// files.

import Pulses

/// The walker's effect on the belt.
package struct WalkerLoad: Sendable, Equatable {
  /// Body mass, kg.
  package var massKg: UncertainValue
  /// Share of the weight on the belt; the hands on the rails carry the rest. Assumed: 10 % on the handles, anything
  /// from none to 20 % being usual.
  package var shareOnBelt: UncertainValue

  /// A walker with a known body mass, which is accurate to a kilogram.
  package init(statedMassKg: Double) { self.init(massKg: UncertainValue(statedMassKg, sd: 1)) }

  package init(
    massKg: UncertainValue = UncertainValue(80, sd: 15),
    shareOnBelt: UncertainValue = UncertainValue(0.9, sd: 0.06)
  ) {
    self.massKg = massKg
    self.shareOnBelt = shareOnBelt
  }

  /// Standard gravity, m/s2 (CGPM 1901).
  package static let gravityMps2 = 9.80665

  /// Normal force on the belt, N.
  package var normalForceN: Double { massKg.value * Self.gravityMps2 * shareOnBelt.value }
}

/// The stages' description of one machine.
package struct MachineProfile: Sendable {
  package var wheel: MagnetWheel
  package var pulseEdge: PulseEdge
  package var sensor: SensorKind = .single
  package var drag: DragModel
  /// Relative standard uncertainty of the belt travel per turn. 0.5 % for a roller measured with a ruler.
  package var relativeLengthSd: Double
  /// Standard uncertainty of a magnet's position on the wheel, metres of belt travel.
  package var magnetPlacementSdM: Double
  /// Standard uncertainty of an edge's timestamp, seconds. 20 us covers interrupt latency and the sensor's own delay.
  package var timestampSdS: Double

  package init(
    wheel: MagnetWheel, pulseEdge: PulseEdge = .falling, sensor: SensorKind = .single, drag: DragModel,
    relativeLengthSd: Double = 0.005, magnetPlacementSdM: Double? = nil, timestampSdS: Double = 20e-6
  ) {
    self.wheel = wheel
    self.pulseEdge = pulseEdge
    self.sensor = sensor
    self.drag = drag
    self.relativeLengthSd = relativeLengthSd
    self.magnetPlacementSdM = magnetPlacementSdM ?? Self.usualPlacementSdM(wheel)
    self.timestampSdS = timestampSdS
  }

  /// How fast a person can change this belt's speed. Only a measured mass is used.
  package var limits: BeltLimits {
    drag.forceIsMeasured ? BeltLimits(massKg: drag.massKg.value - 2 * drag.massKg.sd) : BeltLimits()
  }

  /// 1 % of a turn: magnets glued by hand. A single magnet has no neighbour relative to which it could be misplaced;
  /// discs with more marks than are glued by hand have machined slots, accurate to 2 % of their distance.
  private static func usualPlacementSdM(_ wheel: MagnetWheel) -> Double {
    if wheel.magnets == 1 { return 0 }
    return wheel.magnets <= MagnetWheel.maxUnevenMagnets ? 0.01 * wheel.circumferenceM : 0.02 * wheel.meanArcM
  }
}

extension PulseGate {
  /// The gate of a machine's sensor.
  /// - Parameter knowing: what an earlier pass found out about the contact.
  package init(
    profile: MachineProfile, sequenceBefore: Int64 = 0, knowing: ContactKnowledge = ContactKnowledge()
  ) {
    self.init(
      wheel: profile.wheel, pulseEdge: profile.pulseEdge, sensor: profile.sensor,
      limits: profile.limits,
      placementSdM: profile.magnetPlacementSdM, timestampSdS: profile.timestampSdS,
      sequenceBefore: sequenceBefore,
      knowing: knowing)
  }
}
