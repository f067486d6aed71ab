// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether the bank's numbers are valid for a filter. Must not know: pulses, how they were computed.

/// What must be true after any number of pulses.
package struct BankHealth: Sendable, Equatable, BitwiseCopyable {
  /// The smallest pivot of all covariances, each scaled to ones on its diagonal: above 0 if all are positive
  /// definite.
  package var leastPivot = 1.0
  /// Whether every state, covariance and weight is a finite number.
  package var isFinite = true
  package var weightSum = 0.0

  package var isSound: Bool { leastPivot > 0 && isFinite && (weightSum - 1).magnitude < 1e-12 }
}

extension GaitBank {
  package static var groups: Int { GaitModels.groups }

  /// Whether a lane of a group is a model.
  package static func isUsed(group: Int, lane: Int) -> Bool { group != GaitModels.special || lane < 2 }

  package func weight(group: Int, lane: Int) -> Double { weights[group][lane] }

  /// Belt speed by one model, m/s.
  package func speedMps(group: Int, lane: Int) -> Double { lanes[group].speed[lane] }

  /// Checks all models; slow, for tests.
  package var health: BankHealth {
    var health = BankHealth()
    for group in 0..<GaitModels.groups {
      for lane in 0..<4 where Self.isUsed(group: group, lane: lane) {
        health.weightSum += weights[group][lane]
        let (pivot, isFinite) = lanes[group].leastPivot(lane: lane)
        health.leastPivot = min(health.leastPivot, pivot)
        if !isFinite || !weights[group][lane].isFinite { health.isFinite = false }
      }
    }
    return health
  }
}

extension GaitLanes {
  /// The smallest pivot of one model's covariance, scaled to ones on the diagonal, and whether all is finite.
  func leastPivot(lane: Int) -> (pivot: Double, isFinite: Bool) {
    let rows: InlineArray<21, Lane> = [
      xx, xu, xh, xg, xi, xj, uu, uh, ug, ui, uj, hh, hg, hi, hj, gg, gi, gj, ii, ij, jj,
    ]
    var columns = InlineArray<6, InlineArray<6, Double>>(repeating: InlineArray(repeating: 0))
    var entry = 0
    for row in 0..<6 {
      for column in row..<6 {
        columns[row][column] = rows[entry][lane]
        columns[column][row] = rows[entry][lane]
        entry += 1
      }
    }
    let sum = x[lane] + u[lane] + h[lane] + g[lane] + i[lane] + j[lane]
    var isFinite = sum.isFinite
    for row in 0..<6 {
      for column in 0..<6 where !columns[row][column].isFinite { isFinite = false }
      if !(columns[row][row] > 0) { return (columns[row][row], isFinite) }
    }
    // L D L' of the correlations: the determinant of each leading block is the product of the pivots so far.
    var rest = columns
    for row in 0..<6 {
      for column in 0..<6 {
        rest[row][column] = columns[row][column] / (columns[row][row] * columns[column][column]).squareRoot()
      }
    }
    var least = 1.0
    for step in 0..<6 {
      let pivot = rest[step][step]
      least = min(least, pivot)
      if !(pivot > 0) { return (pivot, isFinite) }
      for row in (step + 1)..<max(6, step + 1) {
        let factor = rest[row][step] / pivot
        for column in (step + 1)..<6 { rest[row][column] -= factor * rest[step][column] }
      }
    }
    return (least, isFinite)
  }
}
