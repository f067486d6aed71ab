// SPDX-License-Identifier: Apache-2.0
//
// Owns: the joint covariance of up to four numbers. Must not know: what the numbers are.

/// A symmetric matrix of four rows; unused rows stay 0.
package struct Covariance4: Sendable, Equatable {
  /// The lower triangle by rows.
  private var entries = InlineArray<10, Double>(repeating: 0)

  package init() {}

  private static func index(_ row: Int, _ column: Int) -> Int {
    let (high, low) = row > column ? (row, column) : (column, row)
    return high * (high + 1) / 2 + low
  }

  package subscript(_ row: Int, _ column: Int) -> Double { entries[Self.index(row, column)] }

  // Not a setter of the subscript: its access coroutine would need memory in a module without a heap.

  package mutating func set(_ row: Int, _ column: Int, _ value: Double) {
    entries[Self.index(row, column)] = value
  }

  package mutating func add(_ row: Int, _ column: Int, _ value: Double) {
    entries[Self.index(row, column)] += value
  }

  /// The variance of a sum of the four numbers, each times its derivative (first-order propagation of uncertainty,
  /// JCGM 100:2008, eq. 13).
  package func variance(_ derivatives: SIMD4<Double>) -> Double {
    var sum = 0.0
    for row in 0..<4 {
      sum += derivatives[row] * derivatives[row] * self[row, row]
      for column in 0..<row { sum += 2 * derivatives[row] * derivatives[column] * self[row, column] }
    }
    return max(0, sum)
  }

  package func scaled(by factor: Double) -> Covariance4 {
    var result = self
    for index in 0..<10 { result.entries[index] *= factor }
    return result
  }

  /// Whether it is a valid covariance: no negative variance in any direction (Cholesky with a margin for rounding).
  package var isPossible: Bool {
    var factor = InlineArray<16, Double>(repeating: 0)
    for row in 0..<4 {
      for column in 0...row {
        var rest = self[row, column]
        for inner in 0..<column { rest -= factor[row * 4 + inner] * factor[column * 4 + inner] }
        if row == column {
          guard rest.isFinite, rest >= -1e-9 * self[row, row].magnitude else { return false }
          factor[row * 5] = max(0, rest).squareRoot()
        } else {
          let pivot = factor[column * 5]
          let scale = (self[row, row] * self[column, column]).magnitude.squareRoot()
          if pivot * pivot <= 1e-9 * self[column, column].magnitude {
            guard rest.magnitude <= 1e-4 * scale else { return false }
          } else {
            factor[row * 4 + column] = rest / pivot
          }
        }
      }
    }
    return true
  }

  package static func == (a: Covariance4, b: Covariance4) -> Bool {
    for index in 0..<10 where a.entries[index] != b.entries[index] { return false }
    return true
  }
}
