// SPDX-License-Identifier: Apache-2.0
//
// Owns: one sensor fault, on several belts. Must not know: the stages' results.

import Motion
import Pulses
import Sets
import Simulation

/// A belt and how it is walked.
struct FaultSetup: Sendable {
  var speedMps: Double
  var marks: Int
  /// Belt travel a turn of the wheel or disc, metres.
  var circumferenceM = 0.18
  var isSlotted = false
  var kind = MachineKind.motorisedOff

  var name: String { "\(speedMps) m/s, \(marks) mark\(marks == 1 ? "" : "s")" }

  /// Slots hold the line for half of an arc, the standard magnet does so of a short one.
  var isHeldForHalf: Bool { isSlotted || circumferenceM / Double(marks) <= 0.024 }

  static let walks = [
    FaultSetup(speedMps: 0.3, marks: 1), FaultSetup(speedMps: 0.3, marks: 4),
    FaultSetup(speedMps: 0.8, marks: 1), FaultSetup(speedMps: 0.8, marks: 4),
    FaultSetup(speedMps: 0.8, marks: 8), FaultSetup(speedMps: 1.2, marks: 4),
  ]
  /// If a stop is detected within a tenth of a second.
  static let dense = walks.filter { $0.marks > 1 }
  /// Treadmills' own sensors; the second is on the roller, the others on the motor.
  static let discs = [
    (0.8, 24, 0.072, MachineKind.motorisedOff), (0.8, 64, 0.18, .motorisedOff),
    (0.3, 12, 0.072, .motorisedOff),
    (3, 24, 0.072, .slatBelt),
  ].map { FaultSetup(speedMps: $0, marks: $1, circumferenceM: $2, isSlotted: true, kind: $3) }

  /// Standard deviation of a mark's position, metres: magnets after a calibration, machined slots.
  var placementSdM: Double {
    if isSlotted { return 0.01 * circumferenceM / Double(marks) }
    return marks > 1 ? 0.0002 : 0
  }

  func profile() throws -> MachineProfile {
    var drag = DragModel.standard(for: kind)
    drag.isCalibrated = true
    return MachineProfile(
      wheel: try MagnetWheel(circumferenceM: circumferenceM, magnets: marks), drag: drag,
      relativeLengthSd: 0,
      magnetPlacementSdM: placementSdM)
  }

  /// A walk of a minute; a run of twenty seconds on a slat belt.
  func walk(_ load: WalkerLoad) -> [Act] {
    let isRun = kind == .slatBelt
    return [
      .work(
        targetMps: speedMps, durationS: isRun ? 20 : 60, load: load, ending: isRun ? .stepsOff : .standsStill),
      .rest(durationS: isRun ? 40 : 15),
    ]
  }
}

/// The tables.
enum FaultGroup: CaseIterable, Sendable {
  case contact, emptyBelt, belt

  var title: String {
    switch self {
    case .contact: "Walks with a sensor that errs."
    case .emptyBelt: "An empty belt, and the line reports something. Two minutes each."
    case .belt:
      "Walks with noise before or in them, with the weight shifted on the standing belt, with rests."
    }
  }
}

/// The target of a case.
enum FaultQuestion: Sendable {
  /// The walk's distance.
  case distance
  /// The walk's distance and its end.
  case distanceAndTime
  /// One set with all of the distance.
  case oneSet
  /// No set that is not marked.
  case noSet
  /// None; shown for information.
  case nothing
}

/// A fault, its amount, and the motion of the belt.
struct FaultCase: Sendable {
  var name: String
  var amount: String
  var group = FaultGroup.contact
  var question = FaultQuestion.distance
  /// Whether an alert has to come.
  var mustAlert = false
  var setups = FaultSetup.walks
  /// Two switches need both transitions.
  var needsBoth = false
  /// Whether second closings come as the magnet leaves: at half of an arc that looks like a belt at twice the speed,
  /// and with one transition the two cannot be distinguished.
  var answersAtOpening = false
  var rules = SetRules()
  /// Adds the fault to the scenario of a walk.
  var alter: @Sendable (inout Scenario) -> Void

  init(_ name: String, _ amount: String = "", alter: @escaping @Sendable (inout Scenario) -> Void) {
    self.name = name
    self.amount = amount
    self.alter = alter
  }

  func scenario(_ setup: FaultSetup) throws -> Scenario {
    let profile = try setup.profile()
    var scenario = Scenario(
      name: "faults", summary: name, profile: profile,
      acts: [.rest(durationS: 3)] + setup.walk(WalkerLoad(statedMassKg: 80)))
    scenario.bothTransitions = true
    scenario.faults.placement = setup.placementSdM / setup.circumferenceM
    if setup.isSlotted { scenario.faults.dwell = .slotted }
    alter(&scenario)
    return scenario
  }
}
