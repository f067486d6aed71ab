// SPDX-License-Identifier: Apache-2.0
//
// Owns: the normal equations of the fit. Must not know: timestamps, speeds.

/// The equations of one run in its own unknowns: position and speed at its beginning, and its excess.
struct CoastRunEquations {
  /// By unknown (0 position, 1 speed, 2 excess): the lower triangle by rows.
  var own = InlineArray<6, Double>(repeating: 0)
  var right = InlineArray<3, Double>(repeating: 0)
  /// Common unknown by own unknown 0 and 1.
  var cross = InlineArray<40, Double>(repeating: 0)
  var squares = 0.0
  var rows = 0

  mutating func add(_ row: borrowing CoastRow) {
    let w = row.weight
    let s = row.perStartSpeed
    let g = row.perExcess
    let e = row.residualM
    own[0] += w
    own[1] += w * s
    own[2] += w * s * s
    own[3] += w * g
    own[4] += w * g * s
    own[5] += w * g * g
    right[0] += w * e
    right[1] += w * s * e
    right[2] += w * g * e
    squares += w * e * e
    rows += 1
  }

  private var determinant: Double { own[0] * own[2] - own[1] * own[1] }

  /// The inverse of the block of position and speed; nil if the run does not determine them.
  var inverse: (Double, Double, Double)? {
    let d = determinant
    guard d > 1e-12 * own[0] * own[2], d.isFinite else { return nil }
    return (own[2] / d, -own[1] / d, own[0] / d)
  }

  /// The corrections of position and speed at the beginning.
  var step: (positionM: Double, speedMps: Double)? {
    guard let i = inverse else { return nil }
    return (i.0 * right[0] + i.1 * right[1], i.1 * right[0] + i.2 * right[1])
  }

  /// The squares that remain after `step`.
  var remainingSquares: Double {
    guard let step else { return squares }
    return max(0, squares - step.positionM * right[0] - step.speedMps * right[1])
  }

  /// The excess with position and speed free: its value and its variance for residuals of the expected size.
  var excess: (value: Double, variance: Double)? {
    guard let i = inverse else { return nil }
    let p = i.0 * own[3] + i.1 * own[4]
    let q = i.1 * own[3] + i.2 * own[4]
    let information = own[5] - p * own[3] - q * own[4]
    guard information > 1e-9 * own[5] else { return nil }
    return ((right[2] - p * right[0] - q * right[1]) / information, 1 / information)
  }
}

/// The normal equations of all runs in the common unknowns, the runs' own unknowns eliminated one run at a time
/// (Schur complement), so that their number does not matter.
///
/// Common unknowns: 0...2 the curve, 3 and 4 the ripple, 4 + k the position of magnet k > 0.
struct CoastEquations {
  static let size = 20
  var matrix = InlineArray<400, Double>(repeating: 0)
  var right = InlineArray<20, Double>(repeating: 0)
  var squares = 0.0
  var rows = 0
  var runs = 0

  /// Adds one pulse, to the common equations and to those of its run.
  mutating func add(_ row: borrowing CoastRow, _ run: inout CoastRunEquations) {
    run.add(row)
    // A pulse involves one magnet only: six of the twenty columns.
    let values: InlineArray<6, Double> = [
      row.perCurve.0, row.perCurve.1, row.perCurve.2, row.perRipple.0, row.perRipple.1, -1,
    ]
    let columns = row.magnet == 0 ? 5 : 6
    for i in 0..<columns {
      let r = i < 5 ? i : 4 + row.magnet
      let weighted = row.weight * values[i]
      right[r] += weighted * row.residualM
      run.cross[2 * r] += weighted
      run.cross[2 * r + 1] += weighted * row.perStartSpeed
      for j in 0...i { matrix[r * Self.size + (j < 5 ? j : 4 + row.magnet)] += weighted * values[j] }
    }
  }

  /// Eliminates a run's own unknowns.
  mutating func close(_ run: borrowing CoastRunEquations) {
    guard let i = run.inverse else { return }
    for r in 0..<Self.size {
      let p = run.cross[2 * r] * i.0 + run.cross[2 * r + 1] * i.1
      let q = run.cross[2 * r] * i.1 + run.cross[2 * r + 1] * i.2
      right[r] -= p * run.right[0] + q * run.right[1]
      for c in 0...r { matrix[r * Self.size + c] -= p * run.cross[2 * c] + q * run.cross[2 * c + 1] }
    }
    squares += run.remainingSquares
    rows += run.rows
    runs += 1
  }

  /// Adds the prior that an unknown is 0 with this standard uncertainty, if its present value is `value`.
  mutating func expect(_ unknown: Int, value: Double, sd: Double) {
    let weight = 1 / (sd * sd)
    matrix[unknown * Self.size + unknown] += weight
    right[unknown] -= weight * value
    squares += weight * value * value
  }
}

/// What remains for the curve once ripple and magnets are eliminated as well.
struct CurveEquations {
  /// The lower triangle by rows, and the right-hand side for the *change* of a0, a1, a2.
  var matrix = InlineArray<6, Double>(repeating: 0)
  var right = InlineArray<3, Double>(repeating: 0)
  /// The weighted squares that remain without any change of the curve.
  var squares = 0.0
  /// Lower triangular root of the block of ripple and magnets, by rows of `CoastEquations.size`.
  private var root = InlineArray<400, Double>(repeating: 0)
  /// Their coupling to the curve and their own right-hand side, both multiplied by the inverse root: by row.
  private var coupling = InlineArray<60, Double>(repeating: 0)
  private var own = InlineArray<20, Double>(repeating: 0)
  private let size: Int

  private static let n = CoastEquations.size

  /// - Parameter magnets: only the positions of magnets 1..<magnets are unknown.
  init(_ equations: borrowing CoastEquations, magnets: Int) {
    size = 4 + max(1, magnets)
    let n = Self.n
    squares = equations.squares
    for r in 3..<size {
      for c in 3...r {
        var rest = equations.matrix[r * n + c]
        for k in 3..<c { rest -= root[r * n + k] * root[c * n + k] }
        if r == c {
          // An unknown without data keeps its value.
          root[r * n + r] = rest > 1e-10 * equations.matrix[r * n + r] ? rest.squareRoot() : 1e30
        } else {
          root[r * n + c] = rest / root[c * n + c]
        }
      }
      for a in 0..<3 {
        var rest = equations.matrix[r * n + a]
        for k in 3..<r { rest -= root[r * n + k] * coupling[3 * k + a] }
        coupling[3 * r + a] = rest / root[r * n + r]
      }
      var rest = equations.right[r]
      for k in 3..<r { rest -= root[r * n + k] * own[k] }
      own[r] = rest / root[r * n + r]
    }
    for a in 0..<3 {
      right[a] = equations.right[a]
      for k in 3..<size { right[a] -= coupling[3 * k + a] * own[k] }
      for b in 0...a {
        var entry = equations.matrix[a * n + b]
        for k in 3..<size { entry -= coupling[3 * k + a] * coupling[3 * k + b] }
        matrix[a * (a + 1) / 2 + b] = entry
      }
    }
    for k in 3..<size { squares -= own[k] * own[k] }
  }

  /// The change of ripple and magnets that goes with a change of the curve.
  func nuisances(curve change: SIMD4<Double>) -> InlineArray<20, Double> {
    var result = InlineArray<20, Double>(repeating: 0)
    var r = size - 1
    while r >= 3 {
      var rest = own[r]
      for a in 0..<3 { rest -= coupling[3 * r + a] * change[a] }
      for k in (r + 1)..<max(size, r + 1) { rest -= root[k * Self.n + r] * result[k] }
      result[r] = rest / root[r * Self.n + r]
      r -= 1
    }
    return result
  }

  /// The variance of a weighted sum of ripple and magnets, given the covariance of the curve.
  func variance(_ weights: borrowing InlineArray<20, Double>, curve: Covariance4) -> Double {
    // y = root^-1 weights; the variance is |y|^2 plus the curve's contribution through its coupling.
    var y = InlineArray<20, Double>(repeating: 0)
    var through = SIMD4<Double>(repeating: 0)
    var sum = 0.0
    for r in 3..<size {
      var rest = weights[r]
      for k in 3..<r { rest -= root[r * Self.n + k] * y[k] }
      y[r] = rest / root[r * Self.n + r]
      sum += y[r] * y[r]
      for a in 0..<3 { through[a] += coupling[3 * r + a] * y[r] }
    }
    return sum + curve.variance(through)
  }
}
