// SPDX-License-Identifier: Apache-2.0
//
// Owns: the acceleration of a belt under a falling weight. Must not know: weights.

import Pulses

/// Mean acceleration and mean speed of a belt that starts from rest.
package struct FallFit: Sendable, Equatable {
  package var accelerationMps2: UncertainValue
  package var meanMps: Double
  package var pulses: Int
  /// Position of its first pulse in the timestamps.
  package var first: Int

  /// Finds the first start from rest at or after pulse `from` and fits x = x0 + v t + a t^2 / 2 to the pulses within
  /// `fallM` of belt travel from it, except for the last tenth, in which the weight may touch the ground.
  ///
  /// The drag grows with the speed, so the acceleration falls slightly; at the middle of the time the parabola has
  /// the acceleration of the true motion, to third order.
  package init?(_ timestamps: borrowing Span<Int64>, from: Int, fallM: Double, wheel: borrowing MagnetWheel) {
    var index = max(1, from)
    while index < timestamps.count {
      if index == 1 || Nanoseconds(from: timestamps[index - 1], to: timestamps[index]).seconds > Self.restS {
        let first = index == 1 ? 0 : index
        if let found = FallFit(timestamps, first: first, fallM: 0.9 * fallM, wheel: wheel) {
          self = found
          return
        }
      }
      index += 1
    }
    return nil
  }

  /// Seconds without a pulse after which the belt was stopped.
  private static let restS = 2.0
  private static let leastPulses = 5

  private init?(_ timestamps: borrowing Span<Int64>, first: Int, fallM: Double, wheel: borrowing MagnetWheel)
  {
    // Normal equations in t, scaled by the whole duration: 1, s, s^2 against x.
    var last = first
    var travelM = 0.0
    while last + 1 < timestamps.count, travelM + wheel.arcM(last % wheel.magnets) <= fallM,
      Nanoseconds(from: timestamps[last], to: timestamps[last + 1]).seconds < Self.restS
    {
      travelM += wheel.arcM(last % wheel.magnets)
      last += 1
    }
    let count = last - first + 1
    guard count >= Self.leastPulses else { return nil }
    let spanS = Nanoseconds(from: timestamps[first], to: timestamps[last]).seconds
    guard spanS > 0 else { return nil }
    var matrix = InlineArray<6, Double>(repeating: 0)
    var right = InlineArray<3, Double>(repeating: 0)
    var squares = 0.0
    var x = 0.0
    for index in first...last {
      let s = Nanoseconds(from: timestamps[first], to: timestamps[index]).seconds / spanS
      let powers = SIMD4(1, s, s * s, 0)
      for r in 0..<3 {
        right[r] += powers[r] * x
        for c in 0...r { matrix[r * (r + 1) / 2 + c] += powers[r] * powers[c] }
      }
      squares += x * x
      x += wheel.arcM(index % wheel.magnets)
    }
    guard let fit = CurveChoice(matrix: matrix, right: right, squares: squares).candidate(terms: 7) else {
      return nil
    }
    let acceleration = 2 * fit.values[2] / (spanS * spanS)
    guard acceleration > 0 else { return nil }
    // Never better than the position of a magnet: 0.1 % of a turn.
    let leastM = 1e-3 * wheel.circumferenceM
    let variance = max(fit.squares / Double(max(1, count - 3)), leastM * leastM)
    let sd = 2 * (fit.covariance[2, 2] * variance).squareRoot() / (spanS * spanS)
    accelerationMps2 = UncertainValue(acceleration, sd: sd)
    meanMps = (fit.values[1] + fit.values[2]) / spanS
    pulses = count
    self.first = first
  }
}
