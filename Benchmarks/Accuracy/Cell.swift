// SPDX-License-Identifier: Apache-2.0
//
// Owns: one line of the accuracy table: a speed, a number of magnets, a gait. Must not know: estimators.

import Motion
import Pulses
import Simulation

/// How the simulated walker of a cell walks.
enum CellGait: String, Sendable {
  /// The kind of gait that the bank has a model of.
  case matched
  /// A sharp dip at double support, irregular and uneven steps: the bank has no model of it.
  case mismatched
  /// Mismatched, with a dip of six tenths of that length.
  case sharp
  /// Matched, with nearly twice the usual swing.
  case strong

  var gait: Gait {
    switch self {
    case .matched: return .nominal
    case .mismatched: return .mismatched
    case .sharp:
      var gait = Gait.mismatched
      gait.dipWidth = 0.06
      return gait
    case .strong:
      var gait = Gait.nominal
      gait.walkRipple = (0.30, 0.06)
      return gait
    }
  }
}

struct Cell: Sendable {
  var speedMps: Double
  var magnets: Int
  var gait: CellGait
  var kind = MachineKind.motorisedOff

  var name: String { "\(speedMps) m/s, \(magnets) magnet\(magnets == 1 ? "" : "s"), \(gait.rawValue)" }
  var arcM: Double { 0.18 / Double(magnets) }
  var pulsesPerSecond: Double { speedMps / arcM }
  var pulsesPerStep: Double { pulsesPerSecond / Gait.stepRateHz(atMps: speedMps) }

  /// Every cell of a gait: how the tables are divided.
  static func all(_ gait: CellGait) -> [Cell] {
    let speeds = gait == .strong ? [0.8] : [0.3, 0.5, 0.8, 1.2]
    var cells = speeds.flatMap { speed in
      [1, 2, 4, 8].map { Cell(speedMps: speed, magnets: $0, gait: gait) }
    }
    if gait == .matched {
      cells.append(Cell(speedMps: 3, magnets: 1, gait: gait, kind: .slatBelt))
      cells.append(Cell(speedMps: 5, magnets: 4, gait: gait, kind: .slatBelt))
    }
    return cells
  }

  /// One set, magnets known to 0.1 % of a turn: as after a calibration of the arcs.
  func scenario(durationS: Double = 60, ending: SetEnding = .standsStill, restS: Double = 5) throws
    -> Scenario
  {
    let wheel = try MagnetWheel(circumferenceM: 0.18, magnets: magnets)
    var drag = DragModel.standard(for: kind)
    drag.isCalibrated = true
    let profile = MachineProfile(
      wheel: wheel, drag: drag, relativeLengthSd: 0,
      magnetPlacementSdM: 0.0002)
    var scenario = Scenario(
      name: "accuracy", summary: name, profile: profile,
      acts: [
        .rest(durationS: 3),
        .work(targetMps: speedMps, durationS: durationS, load: WalkerLoad(statedMassKg: 80), ending: ending),
        .rest(durationS: restS),
      ])
    scenario.gait = gait.gait
    scenario.faults.placement = 0.0002 / 0.18
    return scenario
  }
}
