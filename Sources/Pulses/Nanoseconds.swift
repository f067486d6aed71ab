// SPDX-License-Identifier: Apache-2.0
//
// Owns: the span between two timestamps, and its conversion to and from seconds.

/// A span of CLOCK_MONOTONIC in whole nanoseconds. Timestamps and spans are stored as `Int64`, with `Ns` at the end of
/// the name; they are subtracted and converted here only, so that one rule holds for a timestamp that cannot be right.
package struct Nanoseconds: Equatable, Comparable, Sendable {
  /// Nanoseconds; negative if the span goes back in time.
  package var count: Int64

  /// The longest span; also stands for one that does not fit.
  package static let longest = Nanoseconds(.max)

  @inlinable
  package init(_ count: Int64) { self.count = count }

  /// The span between two timestamps. Two that are too far apart, in either order, are the longest span apart: a
  /// hostile timestamp must neither trap nor pass for a short gap.
  @inlinable
  package init(from earlierNs: Int64, to laterNs: Int64) {
    let (difference, overflow) = laterNs.subtractingReportingOverflow(earlierNs)
    count = overflow ? .max : difference
  }

  /// Cut off to whole nanoseconds and to what fits; not a number is no time.
  @inlinable
  package init(seconds: Double) { self.init(nearest: seconds * 1e9) }

  /// Like `init(seconds:)`, rounded to the nearest nanosecond.
  @inlinable
  package init(roundingSeconds seconds: Double) { self.init(nearest: (seconds * 1e9).rounded()) }

  @usableFromInline
  init(nearest exact: Double) {
    if exact < -0x1p63 {
      count = .min
    } else if exact < 0x1p63 {
      count = Int64(exact)
    } else {
      count = exact.isNaN ? 0 : .max
    }
  }

  @inlinable
  package var seconds: Double { Double(count) / 1e9 }

  /// The same span, or none if it goes back in time.
  @inlinable
  package var notNegative: Nanoseconds { Nanoseconds(max(0, count)) }

  @inlinable
  package static func < (one: Self, other: Self) -> Bool { one.count < other.count }
}
