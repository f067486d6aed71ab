// SPDX-License-Identifier: Apache-2.0
//
// Owns: from a machine's drag back to its deceleration curve. Must not know: files.

extension DragModel {
  /// The curve of the empty belt: a_k = c_k / m, with the covariance J cov J^T, da_k/dc_k = 1/m, da_k/dm = -c_k/m^2.
  package var curve: DecelerationCurve {
    let m = massKg.value
    let values = SIMD4(c0N.value, c1NsPerM.value, c2Ns2PerM2.value, 0) / m
    let joint = covariance
    var result = DecelerationCurve(a0Mps2: values[0], a1PerS: values[1], a2PerM: values[2])
    for row in 0..<3 {
      for column in 0...row {
        let entry =
          joint[row + 1, column + 1] - values[row] * joint[0, column + 1] - values[column] * joint[row + 1, 0]
          + values[row] * values[column] * joint[0, 0]
        result.covariance.set(row, column, entry / (m * m))
      }
    }
    return result
  }
}
