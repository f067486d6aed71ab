// SPDX-License-Identifier: Apache-2.0
//
// Owns: a curve from speeds of whole turns, rough but robust. Must not know: positions, fits.

import Pulses

/// The starting point of the fit: decelerations from one turn to the next against speed, by least absolute
/// deviations, so that a few segments in which someone pushed do not bend it.
struct FirstCurve {
  private let model: CoastModel

  init(_ model: CoastModel) { self.model = model }

  private static let rounds = 15

  /// Speed and deceleration near pulse `index`, from the turn that ends there and the previous one.
  private func point(_ index: Int, _ timestamps: borrowing Span<Int64>) -> (v: Double, a: Double, sd: Double)
  {
    let m = model.magnets
    let earlierS = Nanoseconds(from: timestamps[index - 2 * m], to: timestamps[index - m]).seconds
    let laterS = Nanoseconds(from: timestamps[index - m], to: timestamps[index]).seconds
    let earlier = model.circumferenceM / max(earlierS, 1e-6)
    let later = model.circumferenceM / max(laterS, 1e-6)
    let apartS = 0.5 * (earlierS + laterS)
    let sd = 2.45 * earlier * model.timestampSdS / (max(earlierS, 1e-6) * max(apartS, 1e-6))
    return (0.5 * (earlier + later), (earlier - later) / max(apartS, 1e-6), sd)
  }

  func fit<Store: CoastRunStore>(_ timestamps: borrowing Span<Int64>, _ runs: Store) -> DecelerationCurve? {
    var curve: DecelerationCurve?
    for _ in 0..<Self.rounds {
      var matrix = InlineArray<6, Double>(repeating: 0)
      var right = InlineArray<3, Double>(repeating: 0)
      for position in 0..<runs.count where runs[position].isUsed {
        let run = runs[position]
        var index = run.first + 2 * model.magnets
        while index <= run.last {
          let p = point(index, timestamps)
          let expected = curve.map { $0.valueMps2(atMps: p.v) } ?? p.a
          let sd = p.sd + 0.05 * expected.magnitude + 1e-6
          let away = curve == nil ? 1 : max(0.5, (p.a - expected).magnitude / sd)
          let w = 1 / (sd * sd * away)
          let powers = SIMD4(1, p.v, p.v * p.v, 0)
          for r in 0..<3 {
            right[r] += w * powers[r] * p.a
            for c in 0...r { matrix[r * (r + 1) / 2 + c] += w * powers[r] * powers[c] }
          }
          index += 1
        }
      }
      let best = CurveChoice(matrix: matrix, right: right, squares: 0).closest()
      guard let best else { return curve }
      curve = DecelerationCurve(a0Mps2: best.values[0], a1PerS: best.values[1], a2PerM: best.values[2])
    }
    return curve
  }

  /// The longest part of a run in which each turn takes about as long as the curve and the previous turn predict. A
  /// missed pulse makes M of them too long by the M-th part, a doubled one too short.
  func withoutJumps(_ run: CoastRun, _ timestamps: borrowing Span<Int64>, _ curve: DecelerationCurve)
    -> CoastRun
  {
    let m = model.magnets
    let tolerance = min(0.3, max(0.03, 0.35 / Double(m)))
    var best = run
    best.last = run.first
    var from = run.first
    var index = run.first + 2 * m
    while index <= run.last + 1 {
      if index > run.last || jumps(index, timestamps, curve, tolerance) {
        if index - 1 - from > best.last - best.first {
          best.first = from
          best.last = index - 1
          best.endsAtRest = run.endsAtRest && index > run.last
        }
        // The wrong gap is the newest one: what follows is a separate segment.
        from = index
        index += 2 * m
      } else {
        index += 1
      }
    }
    let isCut = best.first != run.first || best.last != run.last
    if best.pulses < max(CoastFinder.leastPulses, 2 * m + 2) {
      best.refusal = isCut ? .pulseMissed : .tooFewPulses
    }
    return best
  }

  private func jumps(
    _ index: Int, _ timestamps: borrowing Span<Int64>, _ curve: DecelerationCurve, _ tolerance: Double
  ) -> Bool {
    let m = model.magnets
    let earlierS = Nanoseconds(from: timestamps[index - 2 * m], to: timestamps[index - m]).seconds
    let laterS = Nanoseconds(from: timestamps[index - m], to: timestamps[index]).seconds
    let earlier = model.circumferenceM / earlierS
    let later = model.circumferenceM / laterS
    let apartS = 0.5 * (earlierS + laterS)
    let half = max(0, earlier - 0.5 * apartS * curve.valueMps2(atMps: earlier))
    let expected = earlier - apartS * curve.valueMps2(atMps: half)
    // About to stop: neither turn nor curve is informative.
    if expected < 0.4 * earlier { return later > earlier }
    return (later - expected).magnitude > tolerance * expected
  }
}
