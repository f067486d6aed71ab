// SPDX-License-Identifier: Apache-2.0
//
// Owns: steps in a smoothed speed trace. Must not know: pulses, magnets.

import Motion

/// Counts steps: each makes the belt swing once above and below its mean over a step.
enum StepCounter {
  /// Share of the local mean speed that the swing must exceed on either side to count.
  private static let hysteresis = 0.01

  /// - Parameter rateHz: the mean step rate, which gives the width of the moving mean.
  static func steps(_ trace: borrowing Span<TraceSample>, sampleS: Double, rateHz: Double) -> Int64 {
    let half = max(1, Int((0.5 / (rateHz * sampleS)).rounded()))
    guard trace.count > 2 * half else { return 0 }
    var sum = 0.0
    for index in 0..<(2 * half) { sum += trace[index].speedMps }
    var steps: Int64 = 0
    var isAbove = false
    for index in half..<(trace.count - half) {
      let mean = sum / Double(2 * half)
      let swing = trace[index].speedMps - mean
      if isAbove {
        if swing < -hysteresis * mean { isAbove = false }
      } else if swing > hysteresis * mean {
        isAbove = true
        steps &+= 1
      }
      sum += trace[index + half].speedMps - trace[index - half].speedMps
    }
    return steps
  }
}
