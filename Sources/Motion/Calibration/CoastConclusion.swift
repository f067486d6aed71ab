// SPDX-License-Identifier: Apache-2.0
//
// Owns: the results of a finished fit. Must not know: how it was reached.

extension CoastFit {
  /// Chooses the terms, fixes them and computes the uncertainties.
  mutating func conclude<Store: CoastRunStore>(
    _ timestamps: borrowing Span<Int64>, _ runs: inout Store
  ) -> CoastResult? {
    guard collect(timestamps, &runs) else { return nil }
    let rules = CoastRules()
    for index in 0..<runs.count where runs[index].isUsed {
      var run = runs[index]
      rules.judge(&run, timestamps, model, run.first...run.last)
      runs.set(index, run)
    }
    // Unknowns: the curve, the ripple, all magnets but one, and two per run.
    let unknowns = 3 + (model.hasRipple ? 2 : 0) + model.magnets - 1 + 2 * runsInFit
    let free = Double(rows - unknowns)
    guard free >= 1, let closest = CurveChoice(equations, at: model.curve).closest() else { return nil }
    let scale2 = max(closest.squares, 0) / free
    let spread = Self.spread(runs, scale2: scale2)
    // Without a floor, a simulation without noise would ask for terms that no sensor can resolve.
    let wide2 = max(1, scale2) * spread * spread
    guard let terms = CurveChoice(equations, at: model.curve).bySchwarz(scale2: wide2, pulses: rows)?.terms
    else { return nil }
    for _ in 0..<2 {
      guard let candidate = CurveChoice(equations, at: model.curve).candidate(terms: terms) else {
        return nil
      }
      move(to: candidate)
      guard collect(timestamps, &runs) else { return nil }
    }
    return result(timestamps, runs, terms: terms, scale2: scale2, spread: spread)
  }

  private mutating func result<Store: CoastRunStore>(
    _ timestamps: borrowing Span<Int64>, _ runs: Store, terms: Int, scale2: Double, spread: Double
  ) -> CoastResult? {
    let choice = CurveChoice(equations, at: model.curve)
    let shown2 = max(scale2, 0.05) * spread * spread
    guard let final = choice.candidate(terms: terms) else { return nil }
    var result = CoastResult()
    result.curve = DecelerationCurve(
      a0Mps2: final.values[0], a1PerS: final.values[1], a2PerM: final.values[2])
    result.curve.covariance = choice.covariance(of: final, scale2: shown2, pulses: rows)
    addClock(&result.curve)
    result.terms = terms
    result.magnets = model.magnets
    result.usedPulses = rows
    result.usedRuns = runsInFit
    result.roughness = scale2.squareRoot()
    result.runSpread = spread
    result.slowestMps = .infinity
    for index in 0..<runs.count where runs[index].isUsed {
      let ends = speeds(timestamps, runs[index])
      result.slowestMps = min(result.slowestMps, ends.last)
      result.fastestMps = max(result.fastestMps, ends.first)
    }
    if model.hasRipple {
      let ripple =
        (model.rippleCosine * model.rippleCosine + model.rippleSine * model.rippleSine).squareRoot()
      let middle = 0.5 * (result.slowestMps + result.fastestMps)
      result.rippleShare = ripple / max(result.curve.valueMps2(atMps: middle), 1e-9)
    }
    addArcs(&result, final, scale2: shown2)
    return result
  }

  /// A clock with the relative error e changes a0 by 2 e and a1 by e, both in the same direction.
  private func addClock(_ curve: inout DecelerationCurve) {
    let off = SIMD4(2 * curve.a0Mps2, curve.a1PerS, 0, 0) * Self.clockSd
    for r in 0..<2 { for c in 0...r { curve.covariance.add(r, c, off[r] * off[c]) } }
  }

  /// The crystals of small computers are specified to 20 ppm, plus as much again over their temperature range.
  private static let clockSd = 30e-6

  private func addArcs(_ result: inout CoastResult, _ final: CurveCandidate, scale2: Double) {
    let m = model.magnets
    for magnet in 0..<m {
      let isLast = magnet == m - 1
      let end = isLast ? model.circumferenceM : model.positionsM[magnet + 1]
      result.arcsM[magnet] = end - model.positionsM[magnet]
      var weights = InlineArray<20, Double>(repeating: 0)
      if !isLast { weights[5 + magnet] = 1 }
      if magnet > 0 { weights[4 + magnet] = -1 }
      let variance = equations.variance(weights, curve: final.covariance)
      result.arcSdM[magnet] = m == 1 ? 0 : (variance * scale2).squareRoot()
    }
  }

  /// Speeds at the first and the last pulse of a run.
  package func speeds(_ timestamps: borrowing Span<Int64>, _ run: CoastRun) -> (first: Double, last: Double) {
    var last = run.startMps
    model.walk(timestamps, run) { last = $0.speedMps }
    return (run.startMps, max(0, last))
  }

  /// The ratio of Birge (1932): how much more the runs differ than their own residuals explain; at least 1, and 1 if
  /// the difference may be chance.
  private static func spread<Store: CoastRunStore>(_ runs: Store, scale2: Double) -> Double {
    var sum = 0.0
    var weights = 0.0
    var squares = 0.0
    var count = 0.0
    for index in 0..<runs.count where runs[index].isUsed && runs[index].excessSd > 0 {
      let run = runs[index]
      let weight = 1 / (run.excessSd * run.excessSd * max(scale2, 0.05))
      sum += weight * run.excess
      weights += weight
      squares += weight * run.excess * run.excess
      count += 1
    }
    guard count > 1 else { return 1 }
    let ratio2 = (squares - sum * sum / weights) / (count - 1)
    return ratio2 > 1 + 2 * (2 / (count - 1)).squareRoot() ? ratio2.squareRoot() : 1
  }
}
