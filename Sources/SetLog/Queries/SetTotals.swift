// SPDX-License-Identifier: Apache-2.0
//
// Owns: what many sets come to, together. Must not know: which sets, SQL.

import GRDB

/// What many sets come to, together.
public struct SetTotals: Sendable, Equatable {
  /// Local days with a set.
  public var days = 0
  /// Sets.
  public var sets = 0
  /// Sessions that began then; where walkers took turns within a session, each has one.
  public var sessions = 0
  /// Sum of the sets' durations.
  public var durationS = 0.0
  /// Sum of the sets' moving times.
  public var movingTimeS = 0.0
  /// Way of the belt in sets.
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
  init(_ row: Row, from first: Int = 0) {
    days = row[first] ?? 0
    sets = row[first + 1] ?? 0
    sessions = row[first + 2] ?? 0
    durationS = row[first + 3] ?? 0
    movingTimeS = row[first + 4] ?? 0
    distanceM = row[first + 5] ?? 0
    workJ = row[first + 6] ?? 0
    estimatedWorkJ = row[first + 7] ?? 0
    setsWithWork = row[first + 8] ?? 0
    for (index, kind) in BestKind.allCases.enumerated() {
      if let value = row[first + 9 + index] as Double? { bests[kind] = value }
    }
  }
}

/// The totals of a day, week or month.
public struct PeriodTotals: Sendable, Equatable {
  /// Its first day.
  public var first: LocalDay
  /// What the sets in it come to.
  public var totals: SetTotals

  /// All fields.
  public init(first: LocalDay, totals: SetTotals) {
    self.first = first
    self.totals = totals
  }
}
