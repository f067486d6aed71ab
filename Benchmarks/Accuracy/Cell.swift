// SPDX-License-Identifier: Apache-2.0
//
// Owns: one line of the accuracy table: a speed, a number of magnets, a gait. Must not know: estimators.

import Foundation
import Motion
import Pulses
import Simulation

/// How the simulated walker of a cell walks.
enum CellGait: String {
  /// The kind of gait that the bank has a model of.
  case matched
  /// A sharp dip at double support, irregular and uneven steps: the bank has no model of it.
  case mismatched
  /// Mismatched, with a dip of half that length.
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

struct Cell {
  var speedMps: Double
  var magnets: Int
  var gait: CellGait
  var kind = MachineKind.motorisedOff

  var name: String { "\(speedMps) m/s, \(magnets) magnet\(magnets == 1 ? "" : "s"), \(gait.rawValue)" }

  /// A set of a minute, magnets placed to 0.1 % of a turn: as after a calibration of the arcs.
  func scenario() throws -> Scenario {
    let wheel = try MagnetWheel(circumferenceM: 0.18, magnets: magnets)
    var drag = DragModel.standard(for: kind)
    drag.isCalibrated = true
    let profile = MachineProfile(
      wheel: wheel, drag: drag, walker: WalkerLoad(massKg: Uncertain(80, sd: 1)), relativeLengthSd: 0,
      magnetPlacementSdM: 0.0002)
    var scenario = Scenario(
      name: "accuracy", summary: name, profile: profile,
      acts: [
        .rest(durationS: 3),
        .work(targetMps: speedMps, durationS: 60, load: profile.walker, ending: .standsStill),
        .rest(durationS: 5),
      ])
    scenario.gait = gait.gait
    scenario.faults.placement = 0.0002 / 0.18
    return scenario
  }
}

/// The part of a run that is looked at: steady walking.
struct Steady {
  let run: SimulatedRun
  /// What the estimators are told.
  var profile: MachineProfile
  /// Sample indices.
  let range: Range<Int>
  let meanMps: Double

  /// - Parameter wheel: the wheel as it really is, where it is not even.
  init(_ cell: Cell, seed: UInt64, wheel: MagnetWheel? = nil) throws {
    var scenario = try cell.scenario()
    if let wheel { scenario.profile.wheel = wheel }
    profile = scenario.profile
    run = SimulatedRun(scenario, seed: seed)
    range = 1500..<5900
    let speeds = run.truth.samples[range].map(\.speedMps)
    meanMps = speeds.reduce(0, +) / Double(speeds.count)
  }

  func timeNs(_ sample: Int) -> Int64 { run.truth.samples[sample].timeNs }

  func speedMps(_ sample: Int) -> Double { run.truth.samples[sample].speedMps }

  /// Mean over two steps around a sample, m/s.
  func strideMps(_ sample: Int) -> Double {
    let half = Int((100 / Gait.stepRateHz(atMps: meanMps)).rounded())
    let samples = run.truth.samples
    let (from, to) = (samples[sample - half], samples[sample + half])
    return (to.positionM - from.positionM) / (Double(to.timeNs - from.timeNs) / 1e9)
  }

  /// Steps per second around a sample, over six seconds.
  func stepRateHz(_ sample: Int) -> Double {
    let samples = run.truth.samples
    let (from, to) = (samples[sample - 300], samples[min(samples.count - 1, sample + 300)])
    return (to.steps - from.steps) / (Double(to.timeNs - from.timeNs) / 1e9)
  }

  /// Speeds about their mean: what the linear reference learns from.
  var deviations: [Double] { range.map { speedMps($0) - meanMps } }
}
