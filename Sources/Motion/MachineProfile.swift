// SPDX-License-Identifier: Apache-2.0
//
// Owns: everything the stages must know of one machine, and the load of a walker, as numbers. Must not know: names, files.

import Pulses

/// The walker as the belt feels it.
package struct WalkerLoad: Sendable, Equatable {
  /// Body mass, kg.
  package var massKg: Uncertain
  /// Share of the weight that rests on the belt; the hands on the rails carry the remainder.
  /// Assumed: 10 % on the handles, anything between none and 20 % being usual.
  package var shareOnBelt: Uncertain

  /// A walker whose body mass is known. A stated body mass is good to a kilogram.
  package init(statedMassKg: Double) { self.init(massKg: Uncertain(statedMassKg, sd: 1)) }

  package init(massKg: Uncertain = Uncertain(80, sd: 15), shareOnBelt: Uncertain = Uncertain(0.9, sd: 0.06)) {
    self.massKg = massKg
    self.shareOnBelt = shareOnBelt
  }

  /// Standard gravity, m/s2 (CGPM 1901).
  package static let gravityMps2 = 9.80665

  /// Normal force on the belt, N.
  package var normalForceN: Double { massKg.value * Self.gravityMps2 * shareOnBelt.value }
}

/// One machine as the stages see it.
package struct MachineProfile: Sendable {
  package var wheel: MagnetWheel
  package var pulseEdge: PulseEdge
  package var sensor: SensorKind = .single
  package var drag: DragModel
  /// Relative standard uncertainty of the belt travel per turn. 0.5 % for a roller measured with a ruler.
  package var relativeLengthSd: Double
  /// Standard uncertainty of a magnet's place on the wheel, metres of belt travel.
  package var magnetPlacementSdM: Double
  /// Standard uncertainty of an edge's time stamp, seconds. 20 us covers interrupt latency and the sensor's own delay.
  package var stampSdS: Double

  package init(
    wheel: MagnetWheel, pulseEdge: PulseEdge = .falling, sensor: SensorKind = .single, drag: DragModel,
    relativeLengthSd: Double = 0.005, magnetPlacementSdM: Double? = nil, stampSdS: Double = 20e-6
  ) {
    self.wheel = wheel
    self.pulseEdge = pulseEdge
    self.sensor = sensor
    self.drag = drag
    self.relativeLengthSd = relativeLengthSd
    self.magnetPlacementSdM = magnetPlacementSdM ?? Self.usualPlacementSdM(wheel)
    self.stampSdS = stampSdS
  }

  /// How fast a person can change this belt's speed. Only a mass that was measured is taken at its word.
  package var limits: BeltLimits {
    drag.forceIsMeasured ? BeltLimits(massKg: drag.massKg.value - 2 * drag.massKg.sd) : BeltLimits()
  }

  /// 1 % of a turn: magnets glued by hand. A single magnet has no neighbour to be misplaced against; the slots of a disc
  /// with more marks than are glued by hand are cut by a machine, to 2 % of their distance.
  private static func usualPlacementSdM(_ wheel: MagnetWheel) -> Double {
    if wheel.magnets == 1 { return 0 }
    return wheel.magnets <= MagnetWheel.maxUnevenMagnets ? 0.01 * wheel.circumferenceM : 0.02 * wheel.meanArcM
  }
}

extension PulseGate {
  /// The gate of a machine's sensor.
  /// - Parameter knowing: what is known of the contact from before.
  package init(
    profile: MachineProfile, sequenceBefore: Int64 = 0, knowing: ContactKnowledge = ContactKnowledge()
  ) {
    self.init(
      wheel: profile.wheel, pulseEdge: profile.pulseEdge, sensor: profile.sensor,
      limits: profile.limits,
      placementSdM: profile.magnetPlacementSdM, stampSdS: profile.stampSdS, sequenceBefore: sequenceBefore,
      knowing: knowing)
  }
}
