// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the first page of a walker says: period, plan, adherence week by week, figures day by day.
// Must not know: how it is written.

import SetLog
import Training

/// Figures of a day or of a week: of sets that count.
struct ReportFigures: Equatable {
  private(set) var sets = 0
  private(set) var durationS = 0.0
  private(set) var distanceM = 0.0
  /// Nil if it is unknown of every set.
  private(set) var workJ: Double?
  private(set) var isEstimated = false
  /// The worst that was noted.
  private(set) var worstPain: Double?
  private var exertions: [Double] = []

  /// Of the sets with one noted.
  var meanExertion: Double? {
    exertions.isEmpty ? nil : exertions.reduce(0, +) / Double(exertions.count)
  }

  mutating func add(_ record: SetRecord) {
    sets += 1
    durationS += record.durationS
    distanceM += record.distanceM
    if let work = record.workJ {
      workJ = (workJ ?? 0) + work
      isEstimated = isEstimated || record.quality.powerIsEstimated
    }
    if let rpe = record.rpe { exertions.append(rpe) }
    if let pain = record.pain { worstPain = max(worstPain ?? 0, Double(pain)) }
  }
}

/// A week of the plan.
struct ReportWeek: Equatable {
  /// Its Monday.
  var first: LocalDay
  /// Sessions of the whole week that fulfilled the plan.
  var done: Int
  /// Whether the aim was met; nil for a week that is not over and may still meet it.
  var isMet: Bool?
  /// Of the days that are in the report.
  var figures: ReportFigures
}

/// A walker's period at a glance.
struct ReportOverview {
  /// Nil if no set has a date.
  var period: ClosedRange<LocalDay>?
  var progress: ProtocolProgress
  var weeks: [ReportWeek] = []
  var days: [LocalDay: ReportFigures] = [:]
  var totals = HTMLTotals()

  /// What came from a clock that was never set has no date.
  private static let earliest = LocalDay(number: 10_957)

  /// - Parameters:
  ///   - filter: the sets of one walker, or those without a walker.
  ///   - today: weeks after it did not begin yet.
  init(_ log: SetLog, _ filter: SetFilter, _ options: ExportOptions, today: LocalDay) throws {
    var totals = HTMLTotals()
    var days: [LocalDay: ReportFigures] = [:]
    try log.forEachSet(filter) { record in
      totals.add(record)
      guard record.counts else { return }
      let day = LocalDay(of: record)
      if day >= Self.earliest { days[day, default: ReportFigures()].add(record) }
    }
    self.totals = totals
    self.days = days
    let plan = try options.plan ?? Self.plan(log, filter, options.protocols)
    // Weeks are judged as a whole, and steps of a plan by all weeks before.
    var always = filter
    (always.since, always.until) = (nil, nil)
    progress = try log.progress(plan, always, today: today)
    period = Self.period(filter, days.keys.min(), days.keys.max(), today: today)
    weeks = period.map { weeks(in: $0, today: today) } ?? []
  }

  /// What the walker's newest set was walked by, unless it is a protocol that is no longer there.
  private static func plan(
    _ log: SetLog, _ filter: SetFilter, _ known: [TrainingProtocol]
  ) throws -> TrainingProtocol {
    let name = try log.newestProtocol(filter)
    return known.first { $0.name == name } ?? .free
  }

  /// The days that were asked for, else those that have sets; not further into the future than this month.
  private static func period(
    _ filter: SetFilter, _ first: LocalDay?, _ last: LocalDay?, today: LocalDay
  ) -> ClosedRange<LocalDay>? {
    guard let first, let last else { return nil }
    let begin = filter.since.map { day($0.unixMs) } ?? first
    let until = filter.until.map { min(day($0.unixMs - 1), max(last, today).lastOfMonth) } ?? last
    return min(begin, first)...max(until, last)
  }

  private static func day(_ unixMs: Int64) -> LocalDay {
    let localMs = unixMs + Int64(WallTime.utcOffsetS(unixMs: unixMs)) * 1000
    return LocalDay(number: Int((Double(localMs) / 86_400_000).rounded(.down)))
  }

  /// From the week in which the walker began to the present one.
  private func weeks(in period: ClosedRange<LocalDay>, today: LocalDay) -> [ReportWeek] {
    let done = Dictionary(progress.weeks.map { ($0.first, $0.sessionsDone) }, uniquingKeysWith: +)
    let began = progress.weeks.first?.first ?? period.lowerBound.monday
    let first = max(period.lowerBound.monday, began)
    let last = min(period.upperBound, today).monday
    guard first <= last else { return [] }
    let ofWeek = Dictionary(grouping: days.keys) { $0.monday }
    return stride(from: first.number, through: last.number, by: 7).map { number in
      let monday = LocalDay(number: number)
      let count = done[monday] ?? 0
      let isMet = count >= progress.protocol.weekly.fewest
      return ReportWeek(
        first: monday, done: count, isMet: isMet ? true : monday + 6 >= today ? nil : false,
        figures: ReportFigures((ofWeek[monday] ?? []).compactMap { days[$0] }))
    }
  }
}

extension ReportFigures {
  /// Days together.
  init(_ days: [ReportFigures]) {
    for day in days {
      sets += day.sets
      durationS += day.durationS
      distanceM += day.distanceM
      if let work = day.workJ { workJ = (workJ ?? 0) + work }
      isEstimated = isEstimated || day.isEstimated
      exertions += day.exertions
      if let pain = day.worstPain { worstPain = max(worstPain ?? 0, pain) }
    }
  }
}
