// SPDX-License-Identifier: Apache-2.0
//
// Owns: which wall time to believe within a boot. Must not know: how clocks are read, what is dated by them.
//
// Monotonic time never jumps; wall time is monotonic time plus one offset. That offset is right once the network has
// confirmed it; from then on a wall clock that is set by hand, hours to either side, changes nothing here. Before, the
// latest reading is the best there is, but never one by which this boot would have begun before sets that were logged.

/// Follows a boot's clock.
struct ClockTracker: Sendable, Equatable {
  /// Steps smaller than this are the clock's own adjustment, nanoseconds.
  static let stepNs: Int64 = 1_000_000_000

  /// Wall time at monotonic zero, nanoseconds since 1970.
  private(set) var offsetNs: Int64
  private(set) var isSynchronised: Bool
  /// How far the wall clock is from the trusted time if that exceeds a step; nil if they agree.
  private(set) var disagreementNs: Int64?
  private let earliestOffsetNs: Int64

  /// - Parameters:
  ///   - offsetNs: a first reading.
  ///   - isSynchronised: whether the network has confirmed it.
  ///   - earliestOffsetNs: a clock that is not synchronised is not believed below this.
  init(offsetNs: Int64, isSynchronised: Bool, earliestOffsetNs: Int64 = .min) {
    self.earliestOffsetNs = earliestOffsetNs
    self.isSynchronised = isSynchronised
    self.offsetNs = isSynchronised ? offsetNs : max(offsetNs, earliestOffsetNs)
  }

  /// Takes a reading.
  /// - Returns: whether the trusted time has changed, so that the wall times of this boot's sets must be corrected.
  mutating func observe(offsetNs read: Int64, isSynchronised: Bool) -> Bool {
    let step = read &- offsetNs
    disagreementNs = self.isSynchronised && step.magnitude >= UInt64(Self.stepNs) ? step : nil
    if self.isSynchronised { return false }
    if isSynchronised {
      offsetNs = read
      self.isSynchronised = true
      return true
    }
    let believed = max(read, earliestOffsetNs)
    guard (believed &- offsetNs).magnitude >= UInt64(Self.stepNs) else { return false }
    offsetNs = believed
    return true
  }
}
