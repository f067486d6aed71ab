// SPDX-License-Identifier: Apache-2.0
//
// Owns: the figures of a set's speed trace. Must not know: pulses, boundaries.

import Motion

/// Integrals and peaks of a speed trace.
struct TraceFigures {
  /// Integrals over the set of v^2 and v^3, m2/s and m3/s2.
  private(set) var speedSquaredIntegral = 0.0
  private(set) var speedCubedIntegral = 0.0
  /// Mean speed of the fastest second, m/s.
  private(set) var fastestSecondMps = 0.0
  /// Mean power of the strongest second, W: drag, plus the acceleration of the moving mass.
  private(set) var strongestSecondW = 0.0
  /// How much slower the last third was than the first, relative; nil for a set of less than three seconds.
  private(set) var fade: Double?

  /// How long the belt was driven, seconds.
  private(set) var drivenS = 0.0

  private static let samplesPerSecond = 50
  /// Deceleration is measured over about a step, so that the step's swing cancels.
  private static let slopeSamples = 30
  /// A belt that slows down by less than this share of the empty belt's deceleration is being driven.
  private static let coastShare = 0.5

  init(_ trace: borrowing Span<TraceSample>, model: PowerModel) {
    let dt = 1 / Double(Self.samplesPerSecond)
    var thirds = InlineArray<3, Double>(repeating: 0)
    let third = max(1, trace.count / 3)
    var travelM = 0.0
    var workJ = 0.0
    for index in 0..<trace.count {
      let v = trace[index].speedMps
      let variance = trace[index].speedSdMps * trace[index].speedSdMps
      // The mean of a square is the square of the mean plus the variance.
      speedSquaredIntegral += (v * v + variance) * dt
      speedCubedIntegral += v * (v * v + 3 * variance) * dt
      let part = min(2, index / third)
      thirds[part] += v
      travelM += v * dt
      workJ += model.steadyForceN(atMps: v) * v * dt
      let before = index >= Self.slopeSamples ? trace[index - Self.slopeSamples].speedMps : 0
      let slope = (v - before) / (dt * Double(min(max(1, index), Self.slopeSamples)))
      if v > 0, slope > -Self.coastShare * model.drag.coastDecelerationMps2(atMps: 0.5 * (v + before)) {
        drivenS += dt
      }
      let leaving = index - Self.samplesPerSecond
      guard leaving >= 0 else { continue }
      let old = trace[leaving].speedMps
      travelM -= old * dt
      workJ -= model.steadyForceN(atMps: old) * old * dt
      let kineticJ = 0.5 * model.drag.massKg.value * (v * v - old * old)
      fastestSecondMps = max(fastestSecondMps, travelM)
      strongestSecondW = max(strongestSecondW, workJ + kineticJ)
    }
    let last = trace.count - 2 * third
    guard trace.count >= 3 * Self.samplesPerSecond, thirds[0] > 0, last > 0 else { return }
    fade = 1 - (thirds[2] / Double(last)) / (thirds[0] / Double(third))
  }
}
