// SPDX-License-Identifier: Apache-2.0
//
// Owns: weeks in a row that met an aim. Must not know: what counts as done.

/// Weeks in a row that met a weekly aim.
public struct Streak: Sendable, Equatable {
  /// Weeks in a row up to this one. A week that is not over breaks nothing: it counts once its aim is met.
  public var weeks: Int
  /// The longest that there ever was.
  public var longestWeeks: Int
  /// How often this week, from Monday.
  public var thisWeek: Int

  /// - Parameters:
  ///   - counts: how often in the week of each Monday.
  ///   - aim: how often a week must have at least, 1 or more.
  ///   - today: a day of the present week; later weeks, which a wrong clock may have made, do not count.
  public init(counts: [LocalDay: Int], aim: Int, today: LocalDay) {
    let this = today.monday
    thisWeek = counts[this] ?? 0
    var longest = 0
    var run = 0
    var last: LocalDay?
    let met = counts.filter { $0.value >= max(1, aim) && $0.key <= this }.keys.sorted()
    for monday in met {
      run = last.map { $0 + 7 == monday } == true ? run + 1 : 1
      longest = max(longest, run)
      last = monday
    }
    longestWeeks = longest
    weeks = last.map { $0 + 7 >= this } == true ? run : 0
  }
}

extension SetLog {
  /// Weeks in a row with sets on enough days.
  /// - Parameters:
  ///   - filter: whose, or on which machine.
  ///   - daysAWeek: how many days of a week must have a set.
  ///   - today: the present day.
  public func streak(
    _ filter: SetFilter = SetFilter(), daysAWeek: Int, today: LocalDay = .today
  ) throws(SetLogError) -> Streak {
    let weeks = try weeks(filter)
    return Streak(
      counts: Dictionary(weeks.map { ($0.first, $0.totals.days) }, uniquingKeysWith: +), aim: daysAWeek,
      today: today)
  }
}
