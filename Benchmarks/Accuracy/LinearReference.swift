// SPDX-License-Identifier: Apache-2.0
//
// Owns: the best linear estimate for known true statistics. Must not know: our estimators.

/// When a magnet passed, and the belt's position then.
struct PulsePosition: Sendable {
  var timeS: Double
  var positionM: Double
}

/// Speed from pulse positions by Gaussian-process regression with the belt's own autocovariance (LMMSE).
///
/// With v = m + d(t) and R the autocovariance of d, the travel between two times is normal with
/// Var = 2 S2(t), S2(t) = int_0^t (t - s) R(s) ds, and Cov(d(t), travel since a) = int R: all from R alone.
/// This is valid for pulses on either side of an instant: the same regression filters and smooths.
struct LinearReference: Sendable {
  static let stepS = 0.01
  /// Variance of a magnet's position, m2; for the reference it is independent at every pulse.
  private static let positionVariance = 0.0002 * 0.0002
  private let first: [Double]
  private let second: [Double]

  /// - Parameter runs: speeds minus their mean at `stepS`, of runs other than those to be estimated.
  init(runs: [[Double]], lags: Int = 1200) {
    var r = [Double](repeating: 0, count: lags)
    for run in runs {
      for lag in 0..<min(lags, run.count) {
        var sum = 0.0
        for index in lag..<run.count { sum += run[index] * run[index - lag] }
        r[lag] += sum / Double(run.count) / Double(runs.count)
      }
    }
    var s1 = [0.0]
    var s2 = [0.0]
    for lag in 1..<lags {
      let h = Self.stepS
      s1.append(s1[lag - 1] + 0.5 * h * (r[lag - 1] + r[lag]))
      // The integral of a piecewise linear S1, with the trapezoid's error for a curved R added.
      s2.append(s2[lag - 1] + h * s1[lag - 1] + h * h * (r[lag - 1] / 3 + r[lag] / 6))
    }
    first = s1
    second = s2
  }

  private func value(_ table: [Double], _ t: Double) -> Double {
    let x = min(t / Self.stepS, Double(table.count - 1) - 1e-9)
    let index = Int(x)
    return table[index] + (x - Double(index)) * (table[index + 1] - table[index])
  }

  /// Int_0^t R, odd in t.
  private func integral(_ t: Double) -> Double { t < 0 ? -value(first, -t) : value(first, t) }

  /// S2, even in t.
  private func halfVariance(_ t: Double) -> Double { value(second, t.magnitude) }

  /// The estimate from some pulses. Nil if there are too few.
  func fit(_ pulses: ArraySlice<PulsePosition>, meanMps: Double) -> Fit? {
    guard let anchor = pulses.last, pulses.count > 1 else { return nil }
    let others = pulses.dropLast()
    let times = others.map(\.timeS)
    let n = times.count
    let sinceAnchor = times.map { halfVariance(anchor.timeS - $0) }
    var matrix = [Double](repeating: 0, count: n * n)
    for row in 0..<n {
      for column in 0...row {
        let cov = sinceAnchor[row] + sinceAnchor[column] - halfVariance(times[row] - times[column])
        matrix[row * n + column] = cov + Self.positionVariance * (row == column ? 2.0 : 1.0)
      }
      matrix[row * n + row] += 1e-12
    }
    let observed = others.map { anchor.positionM - $0.positionM - meanMps * (anchor.timeS - $0.timeS) }
    guard let weights = Cholesky.solve(&matrix, n, observed) else { return nil }
    return Fit(reference: self, times: times, anchorS: anchor.timeS, weights: weights, meanMps: meanMps)
  }

  /// The regression on one set of pulses.
  struct Fit {
    fileprivate let reference: LinearReference
    fileprivate let times: [Double]
    fileprivate let anchorS: Double
    fileprivate let weights: [Double]
    fileprivate let meanMps: Double

    /// Speed at an instant, m/s.
    func speedMps(atS timeS: Double) -> Double {
      let own = reference.integral(timeS - anchorS)
      var sum = meanMps
      for (time, weight) in zip(times, weights) { sum += weight * (reference.integral(timeS - time) - own) }
      return sum
    }

    /// Mean speed from `halfS` before to `halfS` after an instant, m/s.
    func meanMps(atS timeS: Double, halfS: Double) -> Double {
      func travel(_ time: Double) -> Double {
        reference.halfVariance(timeS + halfS - time) - reference.halfVariance(timeS - halfS - time)
      }
      let own = travel(anchorS)
      var sum = 0.0
      for (time, weight) in zip(times, weights) { sum += weight * (travel(time) - own) }
      return meanMps + sum / (2 * halfS)
    }
  }
}

enum Cholesky {
  /// Solves a x = b for a symmetric a, of which the lower triangle is read and overwritten. Nil if a is not positive.
  static func solve(_ a: inout [Double], _ n: Int, _ b: [Double]) -> [Double]? {
    for row in 0..<n {
      for column in 0...row {
        var sum = a[row * n + column]
        for k in 0..<column { sum -= a[row * n + k] * a[column * n + k] }
        if column < row {
          a[row * n + column] = sum / a[column * n + column]
        } else {
          guard sum > 0 else { return nil }
          a[row * n + row] = sum.squareRoot()
        }
      }
    }
    var x = b
    for i in 0..<n {
      for k in 0..<i { x[i] -= a[i * n + k] * x[k] }
      x[i] /= a[i * n + i]
    }
    for i in stride(from: n - 1, through: 0, by: -1) {
      for k in (i + 1)..<max(n, i + 1) { x[i] -= a[k * n + i] * x[k] }
      x[i] /= a[i * n + i]
    }
    return x
  }
}
