// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether walks become faster or slower over the days. Must not know: weeks, aims.
//
// A straight line through each day's mean speed by least squares, each day weighted with its time in motion. Each
// machine has a level of its own and all share the slope, so that changing machines is no progress. Days are means of
// several sets already; sums over them are all that is needed, so it takes no time with many.

import GRDB

/// How mean speed changes over the days.
public struct Trend: Sendable, Equatable {
  /// Change of mean speed in a week, metres a second.
  public var speedMpsPerWeek: Double
  /// Standard uncertainty of the change.
  public var speedSdMpsPerWeek: Double
  /// Mean speed of all the days.
  public var meanSpeedMps: Double
  /// Days that it rests on; each machine counts its own.
  public var days: Int

  /// Fewest days for which there is a trend.
  public static let fewestDays = 5

  /// Whether the change is more than chance: above twice its uncertainty.
  public var isClear: Bool { speedMpsPerWeek.magnitude > 2 * speedSdMpsPerWeek }
}

/// Weighted sums over the days of one machine: x is the day, y the mean speed.
struct TrendSums {
  var days = 0
  var w = 0.0
  var wx = 0.0
  var wy = 0.0
  var wxx = 0.0
  var wxy = 0.0
  var wyy = 0.0
}

extension Trend {
  /// A common slope through machines, each with its own level; nil with too few days.
  init?(_ machines: [TrendSums]) {
    let used = machines.filter { $0.days > 0 && $0.w > 0 }
    days = used.reduce(0) { $0 + $1.days }
    let freedom = days - used.count - 1
    guard days >= Self.fewestDays, freedom >= Self.fewestDays - 2 else { return nil }
    var xx = 0.0
    var xy = 0.0
    var yy = 0.0
    for sums in used {
      xx += sums.wxx - sums.wx * sums.wx / sums.w
      xy += sums.wxy - sums.wx * sums.wy / sums.w
      yy += sums.wyy - sums.wy * sums.wy / sums.w
    }
    guard xx > 0 else { return nil }
    let slope = xy / xx
    let variance = max(0, yy - slope * xy) / Double(freedom)
    speedMpsPerWeek = 7 * slope
    speedSdMpsPerWeek = 7 * (variance / xx).squareRoot()
    meanSpeedMps = used.reduce(0) { $0 + $1.wy } / used.reduce(0) { $0 + $1.w }
    guard speedMpsPerWeek.isFinite, speedSdMpsPerWeek.isFinite else { return nil }
  }
}

extension SetLog {
  /// How mean speed changed over the days of a filter; nil with too few of them.
  public func trend(_ filter: SetFilter = SetFilter()) throws(SetLogError) -> Trend? {
    let cover = TotalsCover(filter)
    return try read { db in
      var parts: [SQL] = []
      if let days = cover.days {
        parts.append(
          """
          SELECT machineId, day, movingTimeS, distanceM FROM dayTotal
          WHERE \(cover.scopeByMachine) AND day BETWEEN \(days.lowerBound) AND \(days.upperBound)
          """)
      }
      for edge in cover.edges {
        parts.append(
          """
          SELECT machineId, localDay AS day, sum(movingTimeS) AS movingTimeS, sum(distanceM) AS distanceM
          FROM countedSet WHERE \(cover.condition(edge, on: .sets)) GROUP BY machineId, localDay
          """)
      }
      // Days are counted from a near one, so that squares keep their digits.
      let rows = try SQLRequest<Row>(
        literal: """
          SELECT count(*), sum(movingTimeS), sum(x * movingTimeS), sum(distanceM), sum(x * x * movingTimeS),
            sum(x * distanceM), sum(distanceM * distanceM / movingTimeS)
          FROM (
            SELECT machineId, day - 20000.0 AS x, movingTimeS, distanceM FROM (\(parts.joined(separator: " UNION ALL ")))
          )
          WHERE movingTimeS > 0 GROUP BY machineId
          """
      ).fetchAll(db)
      return Trend(
        try rows.map { row in
          try TrendSums(
            days: row.value(at: 0), w: row.value(at: 1), wx: row.value(at: 2), wy: row.value(at: 3),
            wxx: row.value(at: 4), wxy: row.value(at: 5), wyy: row.value(at: 6))
        })
    }
  }
}
