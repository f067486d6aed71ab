// SPDX-License-Identifier: Apache-2.0
//
// Owns: the part of a run with a steady walk, and its truth. Must not know: estimators.

import Motion
import Pulses
import Simulation

/// The part of a run that is evaluated: steady walking.
struct Steady: Sendable {
  let run: SimulatedRun
  /// The profile given to the estimators.
  var profile: MachineProfile
  /// Sample indices.
  let range: Range<Int>
  let meanMps: Double

  /// - Parameter wheel: the true wheel, if it is not even.
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

  /// Samples of a step: half of a stride.
  private var stepSamples: Int { Int((100 / Gait.stepRateHz(atMps: meanMps)).rounded()) }

  var stepS: Double { Double(stepSamples) / 100 }

  /// Mean over two steps around a sample, m/s.
  func strideMps(_ sample: Int) -> Double {
    let half = stepSamples
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

  /// Speeds minus their mean: the linear reference learns from them.
  var deviations: [Double] { range.map { speedMps($0) - meanMps } }
}
