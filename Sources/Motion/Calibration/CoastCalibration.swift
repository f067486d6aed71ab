// SPDX-License-Identifier: Apache-2.0
//
// Owns: a complete coast-down calibration without a heap. Must not know: where timestamps come from.

import Pulses

/// A coast-down calibration with room for a fixed number of segments; it also proves that the fit needs no heap,
/// since the compiler sees it here fully specialised.
package struct CoastCalibration {
  package private(set) var runs = FixedCoastRuns()
  package private(set) var result: CoastResult?

  package init(_ timestamps: borrowing Span<Int64>, wheel: borrowing MagnetWheel, timestampSdS: Double) {
    var fit = CoastFit(wheel: wheel, timestampSdS: timestampSdS)
    result = fit.fit(timestamps, into: &runs)
  }
}
