// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a set can be the best in, and which sets may hold it. Must not know: who asks, how bests are kept.

/// What a set can be the best in.
///
/// What rests on a kind's default drag is a best of its own and never beats a measured one. A set that was recovered after
/// the program had been killed lacks its end: its true duration, distance and work are at least those recorded, so it may
/// be the longest, the farthest and the most work; its means are of a part only and count for nothing. A set that was
/// entered by hand is no best.
public struct BestKind: RawRepresentable, Sendable, Hashable, CaseIterable, Codable {
  private enum Value: String, CaseIterable {
    case longest = "longest"
    case farthest = "farthest"
    case fastest = "fastest"
    case mostWork = "mostWork"
    case mostEstimatedWork = "mostEstimatedWork"
    case strongest = "strongest"
    case strongestEstimated = "strongestEstimated"
  }

  private let value: Value

  private init(_ value: Value) { self.value = value }

  /// A kind by its stored form; nil if this program knows none such.
  public init?(rawValue: String) {
    guard let value = Value(rawValue: rawValue) else { return nil }
    self.value = value
  }

  /// The stored form.
  public var rawValue: String { value.rawValue }

  /// All kinds that there are; later versions may have more.
  public static let allCases = Value.allCases.map { BestKind($0) }

  /// The longest set, seconds.
  public static let longest = BestKind(.longest)
  /// The greatest distance in a set, metres.
  public static let farthest = BestKind(.farthest)
  /// The best mean speed of a set of at least `shortestMeanS` in motion, metres a second.
  public static let fastest = BestKind(.fastest)
  /// The most work in a set on a machine whose drag was measured, joules.
  public static let mostWork = BestKind(.mostWork)
  /// The most work in a set, by a kind's default drag, joules.
  public static let mostEstimatedWork = BestKind(.mostEstimatedWork)
  /// The highest mean power of a set of at least `shortestMeanS` in motion, drag measured, watts.
  public static let strongest = BestKind(.strongest)
  /// The highest mean power of such a set, by a kind's default drag, watts.
  public static let strongestEstimated = BestKind(.strongestEstimated)

  /// A mean over less than this is a shove, not a walk.
  public static let shortestMeanS = 30.0

  /// Unit of the values.
  public var unit: String {
    switch value {
    case .longest: "s"
    case .farthest: "m"
    case .fastest: "m/s"
    case .mostWork, .mostEstimatedWork: "J"
    case .strongest, .strongestEstimated: "W"
    }
  }

  /// Column of totals that holds the greatest value.
  var column: String {
    switch value {
    case .longest: "longestS"
    case .farthest: "farthestM"
    case .fastest: "fastestMps"
    case .mostWork: "mostWorkJ"
    case .mostEstimatedWork: "mostEstimatedWorkJ"
    case .strongest: "strongestW"
    case .strongestEstimated: "strongestEstimatedW"
    }
  }

  /// A set's value in SQL, NULL if the set does not count. Part of the schema: a change needs a migration.
  /// - Parameter row: `NEW.` in a trigger, else nothing.
  func sql(_ row: String = "") -> String {
    let isMeasured = "\(row)endReason <> 'entered'"
    let isWhole = "NOT \(row)recovered AND \(row)movingTimeS >= 30 AND \(isMeasured)"
    return switch value {
    case .longest: "CASE WHEN \(isMeasured) THEN \(row)durationS END"
    case .farthest: "CASE WHEN \(isMeasured) THEN \(row)distanceM END"
    case .fastest: "CASE WHEN \(isWhole) THEN \(row)meanSpeedMps END"
    case .mostWork: "CASE WHEN NOT \(row)powerIsEstimated THEN \(row)workJ END"
    case .mostEstimatedWork: "CASE WHEN \(row)powerIsEstimated THEN \(row)workJ END"
    case .strongest: "CASE WHEN NOT \(row)powerIsEstimated AND \(isWhole) THEN \(row)meanPowerW END"
    case .strongestEstimated: "CASE WHEN \(row)powerIsEstimated AND \(isWhole) THEN \(row)meanPowerW END"
    }
  }
}
