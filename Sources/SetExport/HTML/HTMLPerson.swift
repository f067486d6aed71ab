// SPDX-License-Identifier: Apache-2.0
//
// Owns: the first page of a walker: plan, adherence, weeks, curves, totals. Must not know: sessions, the whole page.

import SetLog
import Text
import Training

/// A walker at a glance, before their sessions.
struct HTMLPerson {
  /// Nil for sets without a walker.
  let walker: String?
  let extent: LogExtent
  /// Nil for a single set or session: there is no period to look at.
  let overview: ReportOverview?
  let text: ReportText

  /// With more weeks only the newest are listed, so that a page holds them.
  private static let mostWeeks = 13
  /// A longer period is drawn week by week.
  private static let mostDays = 62

  /// - Parameters:
  ///   - number: how many walkers came before; makes identifiers of this document's own.
  ///   - totals: of all sets that will come.
  func html(number: Int, totals: HTMLTotals) -> String {
    let list = rows.map { "<dt>\($0.0)</dt><dd>\(XMLText.escaped($0.1))</dd>" }.joined(separator: "\n")
    return """
      <h2>\(XMLText.escaped(walker ?? text(.noWalker)))</h2>
      <dl>
      \(list)
      </dl>
      \(overview.map(weeks) ?? "")<div class="plots">\(overview.map { plots($0, number) } ?? "")</div>
      <h3>\(text(.totals))</h3>
      \(totals.table(text))

      """
  }

  private var rows: [(String, String)] {
    var rows = [
      (text(.period), "\(period) (\(ZoneName.current))"),
      (text(extent.machines.count == 1 ? .machine : .machines), extent.machines.joined(separator: ", ")),
    ]
    guard let overview else { return rows }
    let plan = overview.progress.protocol
    rows.append((text(.plan), text.title(plan)))
    rows.append((text(.aim), aim(overview)))
    let judged = overview.weeks.filter { $0.isMet != nil }
    let met = judged.count { $0.isMet == true }
    rows.append(
      (
        text(.adherence),
        judged.isEmpty ? text(.noWeeks) : text(.weeksMet, "\(met)", text.count(judged.count, .week))
      ))
    return rows
  }

  private func aim(_ overview: ReportOverview) -> String {
    let progress = overview.progress
    let now = text.aim(progress.protocol, setDurationS: progress.setDurationS)
    let next = progress.protocol.plan?.buildUp.first { $0.setDurationS > progress.setDurationS }
    return next.map { now + "; " + text(.nextStep, ClockText.minutes($0.setDurationS)) } ?? now
  }

  private var period: String {
    let unsure = extent.unsureSets == 0 ? "" : "; " + text(.unsureDates, text.count(extent.unsureSets, .set))
    if let period = overview?.period { return text.period(period) + unsure }
    let days = [extent.first, extent.last].compactMap { $0.map(LocalDay.init(of:)) }
    guard let first = days.min(), let last = days.max() else { return text(.undated) }
    return text.period(first...last) + unsure
  }
}

extension HTMLPerson {
  private func weeks(_ overview: ReportOverview) -> String {
    guard !overview.weeks.isEmpty else { return "" }
    let shown = overview.weeks.suffix(Self.mostWeeks)
    let heads: [ReportPhrase] = [
      .weekOf, .done, .met, .sets, .time, .distanceM, .workKJ, .meanExertion, .worstPain,
    ]
    let aim = overview.progress.protocol.weekly.fewest
    let lines = shown.map { week in
      let cells = cells(week, aim: aim).map { "<td data-key=\"\($0.0)\">\(XMLText.escaped($0.1))</td>" }
      return
        "<tr data-week=\"\(week.first)\"><th scope=\"row\">\(text.date(week.first))</th>\(cells.joined())</tr>"
    }
    let note =
      shown.count < overview.weeks.count
      ? "<p class=\"small\">\(text(.lastWeeks, text.count(shown.count, .week)))</p>\n" : ""
    return """
      <div class="wide"><table class="weeks">
      <thead><tr>\(heads.map { "<th scope=\"col\">\(text($0))</th>" }.joined())</tr></thead>
      <tbody>
      \(lines.joined(separator: "\n"))
      </tbody></table></div>
      \(note)
      """
  }

  private func cells(_ week: ReportWeek, aim: Int) -> [(String, String)] {
    let figures = week.figures
    let met: ReportPhrase = week.isMet.map { $0 ? .yes : .no } ?? .running
    let tilde = figures.isEstimated ? "~" : ""
    return [
      ("done", text(.doneOf, "\(week.done)", "\(aim)")), ("met", text(met)), ("sets", "\(figures.sets)"),
      ("durationS", figures.sets > 0 ? ClockText.minutes(figures.durationS) : "–"),
      ("distanceM", figures.sets > 0 ? text.number(figures.distanceM, 1) : "–"),
      ("workJ", figures.workJ.map { tilde + text.number($0 / 1000, 2) } ?? "–"),
      ("rpe", text.number(figures.meanExertion, 1)),
      ("pain", figures.worstPain.map { text.short($0) } ?? "–"),
    ]
  }

  private func plots(_ overview: ReportOverview, _ number: Int) -> String {
    guard let period = overview.period, overview.days.count > 1 else { return "" }
    let axis = CurveAxis(period, days: overview.days, isWeekly: period.count > Self.mostDays, text)
    let hasWork = overview.days.values.contains { $0.workJ != nil }
    let output = axis.plot(
      title: text(
        axis.isWeekly
          ? (hasWork ? .workOfWeeks : .distanceOfWeeks) : (hasWork ? .workOfDays : .distanceOfDays)),
      vertical: text(hasWork ? .workAxis : .distanceAxisM),
      curves: [.init(values: axis.values { hasWork ? $0.workJ.map { $0 / 1000 } : $0.distanceM })])
    let exertion = axis.values(\.meanExertion)
    let pain = axis.values(\.worstPain)
    guard !(exertion.isEmpty && pain.isEmpty) else {
      return output.figure(id: "p\(number)-w") + "<p class=\"small\">\(text(.nothingNoted))</p>"
    }
    var feeling = axis.plot(
      title: text(axis.isWeekly ? .feelingOfWeeks : .feelingOfDays), vertical: text(.feelingAxis),
      curves: [
        .init(legend: text(.exertionLegend), values: exertion),
        .init(legend: text(.painLegend), values: pain, mark: .square),
      ].filter { !$0.values.isEmpty })
    feeling.highest = 10
    return output.figure(id: "p\(number)-w") + feeling.figure(id: "p\(number)-f")
  }
}

/// The horizontal axis of a period's curves: a position for each day, or for each week.
private struct CurveAxis {
  let isWeekly: Bool
  private let text: ReportText
  private let period: ClosedRange<LocalDay>
  private let figures: [Int: ReportFigures]

  init(_ period: ClosedRange<LocalDay>, days: [LocalDay: ReportFigures], isWeekly: Bool, _ text: ReportText) {
    self.isWeekly = isWeekly
    self.text = text
    self.period = period
    let first = isWeekly ? period.lowerBound.monday : period.lowerBound
    let grouped = Dictionary(grouping: days.sorted { $0.key < $1.key }) {
      ($0.key.number - first.number) / (isWeekly ? 7 : 1)
    }
    figures = grouped.mapValues { ReportFigures($0.map(\.value)) }
  }

  func values(_ figure: (ReportFigures) -> Double?) -> [Int: Double] { figures.compactMapValues(figure) }

  func plot(title: String, vertical: String, curves: [CurvePlot.Curve]) -> CurvePlot {
    let days = Array(stride(from: period.lowerBound.number, through: period.upperBound.number, by: 1)).map {
      LocalDay(number: $0)
    }
    guard isWeekly else {
      return CurvePlot(
        title: title, vertical: vertical, horizontal: text(.dayAxis, text.period(period)),
        labels: days.map { "\($0.civil.day)" },
        separators: days.indices.filter { days[$0].weekday == 0 && $0 > 0 },
        curves: curves, text: text)
    }
    let mondays = stride(from: period.lowerBound.monday.number, through: period.upperBound.number, by: 7)
    return CurvePlot(
      title: title, vertical: vertical, horizontal: text(.weekAxis),
      labels: mondays.map { text.shortDate(LocalDay(number: $0)) }, curves: curves, text: text)
  }
}

extension ClosedRange<LocalDay> {
  fileprivate var count: Int { upperBound.number - lowerBound.number + 1 }
}
