// SPDX-License-Identifier: Apache-2.0
//
// Owns: the rules of sets as far as a configuration or a protocol sets them. Must not know: files, how sets are found.

import Pulses
import Sets

/// How sets are found in motion, as far as it is set; nil leaves a rule at its default.
public struct SetRuleSettings: Sendable, Equatable {
  /// Longest pause within a set, seconds; a longer one ends it.
  public var pauseS: Double?
  /// Least duration of a set, seconds.
  public var leastS: Double?
  /// Least distance of a set, metres.
  public var leastM: Double?
  /// Least mean speed of a set without its pauses, metres a second.
  public var leastMps: Double?

  /// What `pauseS` may be.
  public static let pauseRangeS = 0.5...600
  /// What `leastS` may be.
  public static let durationRangeS = 0.5...600
  /// What `leastM` may be.
  public static let distanceRangeM = 0.1...1000
  /// What `leastMps` may be.
  public static let speedRangeMps = 0.01...1

  /// - Parameters: as far as they are set.
  public init(
    pauseS: Double? = nil, leastS: Double? = nil, leastM: Double? = nil, leastMps: Double? = nil
  ) {
    self.pauseS = pauseS
    self.leastS = leastS
    self.leastM = leastM
    self.leastMps = leastMps
  }

  /// These settings, and where they leave something open the other ones.
  public func over(_ other: SetRuleSettings) -> SetRuleSettings {
    SetRuleSettings(
      pauseS: pauseS ?? other.pauseS, leastS: leastS ?? other.leastS, leastM: leastM ?? other.leastM,
      leastMps: leastMps ?? other.leastMps)
  }

  /// The rules, with defaults for what is not set.
  package var rules: SetRules {
    var rules = SetRules()
    if let pauseS { rules.longestPauseNs = Self.nanoseconds(pauseS, Self.pauseRangeS) }
    if let leastS {
      // A short set must be driven for a shorter time too: by default for four fifths of the least duration.
      rules.minimumDrivenS = min(rules.minimumDrivenS, 0.8 * leastS)
      rules.minimumDurationNs = Self.nanoseconds(leastS, Self.durationRangeS)
    }
    if let leastM { rules.minimumDistanceM = leastM }
    if let leastMps { rules.minimumSpeedMps = leastMps }
    return rules
  }

  private static func nanoseconds(_ seconds: Double, _ range: ClosedRange<Double>) -> Int64 {
    Nanoseconds(seconds: min(max(range.lowerBound, seconds), range.upperBound)).count
  }
}
