// SPDX-License-Identifier: Apache-2.0
//
// Owns: totals of many sets. Must not know: which sets, SQL.

import GRDB

/// Totals of many sets.
public struct SetTotals: Sendable, Equatable {
  /// Local days with a set.
  public var days = 0
  /// Sets.
  public var sets = 0
  /// Sessions that began then; if walkers took turns within a session, each has one.
  public var sessions = 0
  /// Sum of the sets' durations.
  public var durationS = 0.0
  /// Sum of the sets' moving times.
  public var movingTimeS = 0.0
  /// Distance of the belt in sets.
  public var distanceM = 0.0
  /// Work of the sets whose work is known.
  public var workJ = 0.0
  /// The part of `workJ` that rests on a kind's default drag.
  public var estimatedWorkJ = 0.0
  /// Sets whose work is known.
  public var setsWithWork = 0
  /// The best value of each kind, whatever the machine; kinds that no set counts for are left out. Values of several
  /// machines or calibrations do not compare: see `SetLog.bests`.
  public var bests: [BestKind: Double] = [:]

  /// Of no set.
  public init() {}

  /// Distance over moving time; nil without motion.
  public var meanSpeedMps: Double? { movingTimeS > 0 ? distanceM / movingTimeS : nil }

  /// Totals of sets that share no day.
  public static func + (a: SetTotals, b: SetTotals) -> SetTotals {
    var sum = SetTotals()
    sum.days = a.days + b.days
    sum.sets = a.sets + b.sets
    sum.sessions = a.sessions + b.sessions
    sum.durationS = a.durationS + b.durationS
    sum.movingTimeS = a.movingTimeS + b.movingTimeS
    sum.distanceM = a.distanceM + b.distanceM
    sum.workJ = a.workJ + b.workJ
    sum.estimatedWorkJ = a.estimatedWorkJ + b.estimatedWorkJ
    sum.setsWithWork = a.setsWithWork + b.setsWithWork
    sum.bests = a.bests.merging(b.bests, uniquingKeysWith: max)
    return sum
  }

  /// From a row with all columns of totals, beginning at an index.
  init(_ row: Row, from first: Int) throws {
    days = try row.value(at: first) ?? 0
    sets = try row.value(at: first + 1) ?? 0
    sessions = try row.value(at: first + 2) ?? 0
    durationS = try row.value(at: first + 3) ?? 0
    movingTimeS = try row.value(at: first + 4) ?? 0
    distanceM = try row.value(at: first + 5) ?? 0
    workJ = try row.value(at: first + 6) ?? 0
    estimatedWorkJ = try row.value(at: first + 7) ?? 0
    setsWithWork = try row.value(at: first + 8) ?? 0
    for (index, kind) in BestKind.allCases.enumerated() {
      if let value = try row.value(at: first + 9 + index, Double?.self) { bests[kind] = value }
    }
  }
}

/// The totals of a day, week or month.
public struct PeriodTotals: Sendable, Equatable {
  /// Its first day.
  public var first: LocalDay
  /// Totals of its sets.
  public var totals: SetTotals

  /// All fields.
  public init(first: LocalDay, totals: SetTotals) {
    self.first = first
    self.totals = totals
  }
}
