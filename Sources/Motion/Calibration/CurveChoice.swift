// SPDX-License-Identifier: Apache-2.0
//
// Owns: which of a0, a1, a2 a set of equations supports. Must not know: pulses.

/// A curve with some of the three terms.
struct CurveCandidate {
  /// Bit k set: a_k is in.
  var terms = 0
  var values = SIMD4<Double>(repeating: 0)
  var covariance = Covariance4()
  /// Remaining weighted squares.
  var squares = 0.0
  /// No term is negative: drag does not push.
  var isPhysical = false

  var count: Int { (terms & 1) + (terms &>> 1 & 1) + (terms &>> 2 & 1) }
}

/// Least squares for a0, a1, a2 under matrix * value = right, with some terms omitted.
struct CurveChoice {
  /// The lower triangle by rows.
  let matrix: InlineArray<6, Double>
  let right: InlineArray<3, Double>
  /// Weighted squares at value 0.
  let squares: Double

  /// - Parameter curve: the curve at which the equations were set up; they are for its change.
  init(_ equations: borrowing CurveEquations, at curve: DecelerationCurve) {
    var right = equations.right
    var squares = equations.squares
    for r in 0..<3 {
      var product = 0.0
      for c in 0..<3 { product += Self.entry(equations.matrix, r, c) * curve[c] }
      squares += curve[r] * (2 * equations.right[r] + product)
      right[r] += product
    }
    matrix = equations.matrix
    self.right = right
    self.squares = squares
  }

  init(matrix: InlineArray<6, Double>, right: InlineArray<3, Double>, squares: Double) {
    self.matrix = matrix
    self.right = right
    self.squares = squares
  }

  private static func entry(_ matrix: borrowing InlineArray<6, Double>, _ r: Int, _ c: Int) -> Double {
    r > c ? matrix[r * (r + 1) / 2 + c] : matrix[c * (c + 1) / 2 + r]
  }

  /// The best curve with the given terms (bits); nil if the equations do not determine it.
  func candidate(terms: Int) -> CurveCandidate? {
    // The inverse by columns through a Cholesky root of the scaled block; omitted rows are a unit row.
    var root = InlineArray<9, Double>(repeating: 0)
    var scale = InlineArray<3, Double>(repeating: 1)
    for r in 0..<3 where terms &>> r & 1 == 1 {
      let diagonal = Self.entry(matrix, r, r)
      guard diagonal > 0, diagonal.isFinite else { return nil }
      scale[r] = 1 / diagonal.squareRoot()
    }
    for r in 0..<3 {
      for c in 0...r {
        let isIn = terms &>> r & 1 == 1 && terms &>> c & 1 == 1
        var rest = isIn ? Self.entry(matrix, r, c) * scale[r] * scale[c] : (r == c ? 1 : 0)
        for k in 0..<c { rest -= root[3 * r + k] * root[3 * c + k] }
        if r == c {
          guard rest > 1e-11 else { return nil }
          root[4 * r] = rest.squareRoot()
        } else {
          root[3 * r + c] = rest / root[4 * c]
        }
      }
    }
    var result = CurveCandidate()
    result.terms = terms
    result.squares = squares
    for column in 0..<3 where terms &>> column & 1 == 1 {
      var y = InlineArray<3, Double>(repeating: 0)
      y[column] = 1
      for r in 0..<3 {
        for k in 0..<r { y[r] -= root[3 * r + k] * y[k] }
        y[r] /= root[4 * r]
      }
      for back in 0..<3 {
        let r = 2 - back
        for k in (r + 1)..<3 { y[r] -= root[3 * k + r] * y[k] }
        y[r] /= root[4 * r]
      }
      for r in 0..<3 where terms &>> r & 1 == 1 {
        let inverse = y[r] * scale[r] * scale[column]
        if r >= column { result.covariance.set(r, column, inverse) }
        result.values[r] += inverse * right[column]
      }
    }
    result.isPhysical = true
    for r in 0..<3 where terms &>> r & 1 == 1 {
      result.squares -= right[r] * result.values[r]
      if !(result.values[r] >= 0) { result.isPhysical = false }
    }
    return result
  }

  /// The curve with the least squares among those without negative terms.
  func closest() -> CurveCandidate? {
    var best: CurveCandidate?
    for terms in 1..<8 {
      guard let next = candidate(terms: terms), next.isPhysical else { continue }
      if next.squares < (best?.squares ?? .infinity) { best = next }
    }
    return best
  }

  /// The curve by the information criterion of Schwarz (1978): least squares / scale^2 + terms * ln(pulses), among
  /// those without negative terms.
  func bySchwarz(scale2: Double, pulses: Int) -> CurveCandidate? {
    let penalty = Transcendental.log(Double(max(2, pulses)))
    func score(_ c: CurveCandidate) -> Double { c.squares / scale2 + Double(c.count) * penalty }
    var best: CurveCandidate?
    for terms in 1..<8 {
      guard let next = candidate(terms: terms), next.isPhysical else { continue }
      if let known = best, score(known) <= score(next) { continue }
      best = next
    }
    return best
  }

  /// The covariance of a chosen curve. An omitted term may exist nevertheless, so the uncertainty is that of all
  /// three together; if the choice was close, the difference between the chosen and the full curve is added.
  func covariance(of chosen: CurveCandidate, scale2: Double, pulses: Int) -> Covariance4 {
    guard let full = candidate(terms: 7) else { return chosen.covariance.scaled(by: scale2) }
    var result = full.covariance.scaled(by: scale2)
    guard full.isPhysical, chosen.terms != 7 else { return result }
    let penalty = Double(3 - chosen.count) * Transcendental.log(Double(max(2, pulses)))
    let narrow = Transcendental.exp(min(0, 0.5 * ((chosen.squares - full.squares) / scale2 - penalty)))
    let away = full.values - chosen.values
    for r in 0..<3 { for c in 0...r { result.add(r, c, narrow * away[r] * away[c]) } }
    return result
  }
}
