// SPDX-License-Identifier: Apache-2.0
//
// Owns: the best linear estimate that anyone can make who knows the true statistics. Must not know: our estimators.

import Foundation

/// Speed from pulse positions by Gaussian-process regression with the belt's own autocovariance (LMMSE).
///
/// With v = m + d(t) and R the autocovariance of d, the way between two times is normal with
/// Var = 2 S2(t), S2(t) = int_0^t (t - s) R(s) ds, and Cov(d(t), way since a) = int R: all from R alone.
struct LinearReference {
  static let stepS = 0.01
  private let first: [Double]
  private let second: [Double]
  private let variance: Double

  /// - Parameter runs: speeds about their mean at `stepS`, of runs that are not the ones to be estimated.
  init(runs: [[Double]], lags: Int = 1200) {
    var r = [Double](repeating: 0, count: lags)
    for run in runs {
      for lag in 0..<min(lags, run.count) {
        var sum = 0.0
        for index in lag..<run.count { sum += run[index] * run[index - lag] }
        r[lag] += sum / Double(run.count) / Double(runs.count)
      }
    }
    variance = r[0]
    var s1 = [0.0]
    var s2 = [0.0]
    for lag in 1..<lags {
      let h = Self.stepS
      s1.append(s1[lag - 1] + 0.5 * h * (r[lag - 1] + r[lag]))
      // The integral of a piecewise linear S1, with the trapezoid's error of a curved R put back.
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

  private func halfVariance(_ t: Double) -> Double { value(second, t.magnitude) }

  /// - Parameters:
  ///   - pulses: times in seconds and true places in metres of the pulses that may be used.
  ///   - noiseVariance: of a place, m2.
  /// - Returns: the deviation of the speed from its mean at `timeS`.
  func deviation(
    atS timeS: Double, pulses: [(timeS: Double, placeM: Double)], meanMps: Double, noiseVariance: Double
  )
    -> Double
  {
    guard let anchor = pulses.last, pulses.count > 1 else { return 0 }
    let others = pulses.dropLast()
    let n = others.count
    let times = others.map(\.timeS)
    var matrix = [Double](repeating: 0, count: n * n)
    for row in 0..<n {
      for column in 0...row {
        let (a, b) = (anchor.timeS - times[row], anchor.timeS - times[column])
        let cov = halfVariance(a) + halfVariance(b) - halfVariance(a - b)
        matrix[row * n + column] = cov + noiseVariance * (row == column ? 2.0 : 1.0)
      }
      matrix[row * n + row] += 1e-12
    }
    let observed = others.map { anchor.placeM - $0.placeM - meanMps * (anchor.timeS - $0.timeS) }
    let cross = times.map { integral(timeS - $0) - integral(timeS - anchor.timeS) }
    guard let weights = Self.solve(&matrix, n, cross) else { return 0 }
    return zip(weights, observed).map { $0 * $1 }.reduce(0, +)
  }

  /// Cholesky; the matrix is overwritten.
  private static func solve(_ a: inout [Double], _ n: Int, _ b: [Double]) -> [Double]? {
    for j in 0..<n {
      for k in 0..<j {
        let factor = a[j * n + k]
        for i in j..<n { a[i * n + j] -= a[i * n + k] * factor }
      }
      guard a[j * n + j] > 0 else { return nil }
      let root = a[j * n + j].squareRoot()
      for i in j..<n { a[i * n + j] /= root }
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
