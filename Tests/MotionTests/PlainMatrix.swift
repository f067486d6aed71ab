// SPDX-License-Identifier: Apache-2.0
//
// Owns: textbook matrices, and the gait's equation of motion in them, as the truth for what the sources write out
// entry by entry. Must not know: closed forms.

@testable import Motion

/// A square matrix, row by row.
struct PlainMatrix {
  let size: Int
  var entries: [Double]

  init(_ size: Int, diagonal: Double = 0) {
    self.size = size
    entries = [Double](repeating: 0, count: size * size)
    for index in 0..<size { self[index, index] = diagonal }
  }

  subscript(_ row: Int, _ column: Int) -> Double {
    get { entries[row * size + column] }
    set { entries[row * size + column] = newValue }
  }

  var transposed: PlainMatrix {
    var result = self
    for row in 0..<size {
      for column in 0..<size { result[row, column] = self[column, row] }
    }
    return result
  }

  static func + (a: PlainMatrix, b: PlainMatrix) -> PlainMatrix { combined(a, b) { $0 + $1 } }
  static func - (a: PlainMatrix, b: PlainMatrix) -> PlainMatrix { combined(a, b) { $0 - $1 } }
  static func * (a: PlainMatrix, factor: Double) -> PlainMatrix { combined(a, a) { x, _ in x * factor } }

  private static func combined(_ a: PlainMatrix, _ b: PlainMatrix, _ of: (Double, Double) -> Double)
    -> PlainMatrix
  {
    var result = a
    for index in a.entries.indices { result.entries[index] = of(a.entries[index], b.entries[index]) }
    return result
  }

  static func * (a: PlainMatrix, b: PlainMatrix) -> PlainMatrix {
    let size = a.size
    var result = PlainMatrix(size)
    for row in 0..<size {
      for inner in 0..<size where a.entries[row * size + inner] != 0 {
        let factor = a.entries[row * size + inner]
        for column in 0..<size {
          result.entries[row * size + column] += factor * b.entries[inner * size + column]
        }
      }
    }
    return result
  }

  static func * (a: PlainMatrix, v: [Double]) -> [Double] {
    (0..<a.size).map { row in (0..<a.size).reduce(0) { $0 + a[row, $1] * v[$1] } }
  }

  /// Gauss-Jordan elimination with the largest pivot, of the matrix scaled to ones on its diagonal.
  var inverse: PlainMatrix {
    let scale = (0..<size).map { 1 / self[$0, $0].magnitude.squareRoot() }
    var left = self
    var right = PlainMatrix(size)
    for row in 0..<size {
      right[row, row] = scale[row]
      for column in 0..<size { left[row, column] *= scale[row] * scale[column] }
    }
    for step in 0..<size {
      let pivot = (step..<size).max { left[$0, step].magnitude < left[$1, step].magnitude } ?? step
      for column in 0..<size {
        left.entries.swapAt(step * size + column, pivot * size + column)
        right.entries.swapAt(step * size + column, pivot * size + column)
      }
      let factor = 1 / left[step, step]
      for column in 0..<size {
        left[step, column] *= factor
        right[step, column] *= factor
      }
      for row in 0..<size where row != step {
        let share = left[row, step]
        for column in 0..<size {
          left[row, column] -= share * left[step, column]
          right[row, column] -= share * right[step, column]
        }
      }
    }
    for row in 0..<size {
      for column in 0..<size { right[row, column] *= scale[row] }
    }
    return right
  }
}

/// A linear equation with noise, ds = A s dt + noise of density W: the effect of a step.
struct PlainStep {
  /// s <- F s.
  var f: PlainMatrix
  /// P <- F P F' + Q.
  var q: PlainMatrix

  /// By the fourth-order Runge-Kutta method for F' = A F and Q' = A Q + Q A' + W over a short enough time, and by
  /// doubling it: F(2t) = F F, Q(2t) = F Q F' + Q.
  init(_ a: PlainMatrix, noise w: PlainMatrix, durationS: Double) {
    let fastest = a.entries.map(\.magnitude).max() ?? 1
    var doublings = 0
    // The omitted terms are (fastest * h)^5 / 120, and (fastest * h)^2 / 20 of the smallest entry of Q.
    while durationS * fastest / Double(1 << doublings) > 1e-4 { doublings += 1 }
    let h = durationS / Double(1 << doublings)
    let identity = PlainMatrix(a.size, diagonal: 1)
    func slope(_ q: PlainMatrix) -> PlainMatrix { a * q + q * a.transposed + w }
    let k1 = a
    let k2 = a * (identity + k1 * (0.5 * h))
    let k3 = a * (identity + k2 * (0.5 * h))
    let k4 = a * (identity + k3 * h)
    f = identity + (k1 + k2 * 2 + k3 * 2 + k4) * (h / 6)
    let n1 = w
    let n2 = slope(n1 * (0.5 * h))
    let n3 = slope(n2 * (0.5 * h))
    let n4 = slope(n3 * h)
    q = (n1 + n2 * 2 + n3 * 2 + n4) * (h / 6)
    for _ in 0..<doublings {
      q = f * q * f.transposed + q
      f = f * f
    }
  }
}

/// One gait model: x' = u + h + i, both harmonics damped rotations, all but x driven by noise.
struct PlainGait {
  var rateHz: Double
  var damping: Double
  var slowNoise: Double
  var firstVariance: Double
  var secondVariance: Double

  /// Rows and columns: x, u, h, g, i, j.
  func step(durationS: Double) -> PlainStep {
    let w = 2 * Double.pi * rateHz
    var a = PlainMatrix(6)
    for column in [1, 2, 4] { a[0, column] = 1 }
    for (position, harmonic) in [(2, 1.0), (4, 2.0)] {
      a[position, position] = -harmonic * damping
      a[position, position + 1] = -harmonic * w
      a[position + 1, position] = harmonic * w
      a[position + 1, position + 1] = -harmonic * damping
    }
    var noise = PlainMatrix(6)
    noise[1, 1] = slowNoise
    for position in [2, 3] { noise[position, position] = 2 * damping * firstVariance }
    for position in [4, 5] { noise[position, position] = 4 * damping * secondVariance }
    return PlainStep(a, noise: noise, durationS: durationS)
  }
}

/// Mean and covariance of one gait model.
struct PlainState {
  var mean: [Double]
  var covariance: PlainMatrix

  mutating func predict(_ step: PlainStep) {
    mean = step.f * mean
    covariance = step.f * covariance * step.f.transposed + step.q
  }

  /// Joseph's form: P <- (I - K H) P (I - K H)' + K R K'. The travel then restarts at the pulse.
  mutating func correct(travelM: Double, noise: Double) {
    let s = covariance[0, 0] + noise
    let gain = (0..<6).map { covariance[$0, 0] / s }
    let residual = travelM - mean[0]
    var kept = PlainMatrix(6, diagonal: 1)
    var told = PlainMatrix(6)
    for row in 0..<6 {
      mean[row] += gain[row] * residual
      kept[row, 0] -= gain[row]
      for column in 0..<6 { told[row, column] = gain[row] * gain[column] * noise }
    }
    mean[0] -= travelM
    covariance = kept * covariance * kept.transposed + told
  }

  var speed: Double { mean[1] + mean[2] + mean[4] }

  var speedVariance: Double {
    var sum = 0.0
    for row in [1, 2, 4] {
      for column in [1, 2, 4] { sum += covariance[row, column] }
    }
    return sum
  }

  /// The largest difference of two states, in standard deviations for means and correlations for covariances.
  static func difference(_ a: PlainState, _ b: PlainState) -> Double {
    var worst = 0.0
    for row in 0..<6 {
      let sd = a.covariance[row, row].squareRoot()
      worst = max(worst, (a.mean[row] - b.mean[row]).magnitude / max(sd, 1e-3 * a.mean[row].magnitude))
      for column in 0..<6 {
        let scale = sd * a.covariance[column, column].squareRoot()
        let off = (a.covariance[row, column] - b.covariance[row, column]).magnitude / scale
        worst = off <= worst ? worst : off
      }
    }
    return worst
  }
}

extension PlainState {
  /// One lane of the sources' state.
  init(_ lanes: GaitLanes, _ lane: Int) {
    let l = lanes
    mean = [l.x, l.u, l.h, l.g, l.i, l.j].map { $0[lane] }
    let upper = [
      l.xx, l.xu, l.xh, l.xg, l.xi, l.xj, l.uu, l.uh, l.ug, l.ui, l.uj, l.hh, l.hg, l.hi, l.hj, l.gg, l.gi,
      l.gj,
      l.ii, l.ij, l.jj,
    ]
    covariance = PlainMatrix(6, upper: upper.map { $0[lane] })
  }
}

extension PlainMatrix {
  /// A symmetric matrix from its upper triangle, row by row.
  init(_ size: Int, upper: [Double]) {
    self.init(size)
    var next = 0
    for row in 0..<size {
      for column in row..<size {
        self[row, column] = upper[next]
        self[column, row] = upper[next]
        next += 1
      }
    }
  }

  /// The smallest pivot of the matrix scaled to ones on its diagonal (Cholesky); above 0 if it is positive definite.
  var leastPivot: Double {
    var factor = PlainMatrix(size)
    var least = 1.0
    for row in 0..<size {
      for column in 0...row {
        var rest = self[row, column] / (self[row, row] * self[column, column]).squareRoot()
        for inner in 0..<column { rest -= factor[row, inner] * factor[column, inner] }
        if row == column {
          guard rest > 0 else { return rest }
          least = min(least, rest)
          factor[row, row] = rest.squareRoot()
        } else {
          factor[row, column] = rest / factor[column, column]
        }
      }
    }
    return least
  }
}
