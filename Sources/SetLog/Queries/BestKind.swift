// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a set can be the best in, and which sets may claim it. Must not know: who asks, how bests are kept.

/// What a set can be the best in.
///
/// What rests on a kind's default drag is a best of its own and never beats a measured one. A set that was put together
/// after the program had been killed lacks its end: it was at least as long, far and hard as it says, so it may be the
/// longest, the farthest and the most work; its means are of a part only and count for nothing.
public enum BestKind: String, Sendable, CaseIterable, Codable {
  /// The longest set, seconds.
  case longest
  /// The greatest distance in a set, metres.
  case farthest
  /// The best mean speed of a set of at least `shortestMeanS` in motion, metres a second.
  case fastest
  /// The most work in a set on a machine whose drag was measured, joules.
  case mostWork
  /// The most work in a set, by a kind's default drag, joules.
  case mostEstimatedWork
  /// The highest mean power of a set of at least `shortestMeanS` in motion, drag measured, watts.
  case strongest
  /// The highest mean power of such a set, by a kind's default drag, watts.
  case strongestEstimated

  /// A mean over less than this is a shove, not a walk.
  public static let shortestMeanS = 30.0

  /// Unit of the values.
  public var unit: String {
    switch self {
    case .longest: "s"
    case .farthest: "m"
    case .fastest: "m/s"
    case .mostWork, .mostEstimatedWork: "J"
    case .strongest, .strongestEstimated: "W"
    }
  }

  /// Column of totals that holds the greatest value.
  var column: String {
    switch self {
    case .longest: "longestS"
    case .farthest: "farthestM"
    case .fastest: "fastestMps"
    case .mostWork: "mostWorkJ"
    case .mostEstimatedWork: "mostEstimatedWorkJ"
    case .strongest: "strongestW"
    case .strongestEstimated: "strongestEstimatedW"
    }
  }

  /// A set's value in SQL, NULL where the set counts for nothing. Part of the schema: a change needs a migration.
  /// - Parameter row: `NEW.` in a trigger, else nothing.
  func sql(_ row: String = "") -> String {
    let isWhole = "NOT \(row)recovered AND \(row)movingTimeS >= 30"
    return switch self {
    case .longest: "\(row)durationS"
    case .farthest: "\(row)distanceM"
    case .fastest: "CASE WHEN \(isWhole) THEN \(row)meanSpeedMps END"
    case .mostWork: "CASE WHEN NOT \(row)powerIsEstimated THEN \(row)workJ END"
    case .mostEstimatedWork: "CASE WHEN \(row)powerIsEstimated THEN \(row)workJ END"
    case .strongest: "CASE WHEN NOT \(row)powerIsEstimated AND \(isWhole) THEN \(row)meanPowerW END"
    case .strongestEstimated: "CASE WHEN \(row)powerIsEstimated AND \(isWhole) THEN \(row)meanPowerW END"
    }
  }
}
