// SPDX-License-Identifier: Apache-2.0
//
// Owns: the whole coast-down on a machine without a heap. Must not know: where timestamps come from.

import Pulses

/// A coast-down calibration with room for a fixed number of stretches; also the proof that the fit needs no heap, since
/// the compiler sees it here with everything filled in.
package struct CoastCalibration {
  package private(set) var runs = FixedCoastRuns()
  package private(set) var result: CoastResult?

  package init(_ timestamps: borrowing Span<Int64>, wheel: borrowing MagnetWheel, timestampSdS: Double) {
    var fit = CoastFit(wheel: wheel, timestampSdS: timestampSdS)
    result = fit.fit(timestamps, into: &runs)
  }
}
