// SPDX-License-Identifier: Apache-2.0
//
// Owns: progress as text for people, no wider than 80 columns. Must not know: where it comes from.

import SetLog

enum ProgressText {
  private static let barWidth = 24

  static func text(_ report: ProgressReport) -> String {
    var lines = [title(report), ""]
    lines.append(contentsOf: weeks(report))
    lines.append("")
    lines.append(contentsOf: aim(report.progress))
    lines.append(trend(report.trend))
    lines.append("")
    lines.append(contentsOf: bests(report.bests))
    lines.append("")
    lines.append(TrainingProtocol.advice.joined(separator: " "))
    return lines.joined(separator: "\n") + "\n"
  }

  private static func title(_ report: ProgressReport) -> String {
    let who = report.filter.walker ?? (report.filter.isAnonymous ? "Nobody's sets" : "Everybody")
    let place = report.filter.machine.map { " on \($0)" } ?? ""
    let chosen = report.progress.protocol
    return "\(who)\(place)\n\(chosen.title) (\(chosen.name))"
  }

  /// One line a week: what was done, and a bar for the time in motion.
  private static func weeks(_ report: ProgressReport) -> [String] {
    let done = Dictionary(
      report.progress.weeks.map { ($0.first, $0.sessionsDone) }, uniquingKeysWith: { a, _ in a })
    let longestS = report.weeks.map(\.totals.movingTimeS).max() ?? 0
    let widths = [10, 5, 4, 8, 9, barWidth]
    let right: Set<Int> = [1, 2, 3, 4]
    var lines = [
      TextTable.line(["week of", "done", "sets", "moving", "distance", ""], widths, right: right)
    ]
    for week in report.weeks {
      let totals = week.totals
      let share = longestS > 0 ? totals.movingTimeS / longestS : 0
      // What was walked has a bar, however short.
      let bar = Int((share * Double(barWidth)).rounded(.up))
      let count = done[week.first] ?? 0
      let isMet = count >= report.progress.protocol.weekly.fewest
      lines.append(
        TextTable.line(
          [
            week.first.description, totals.sets == 0 ? "" : "\(count)" + (isMet ? "*" : " "),
            totals.sets == 0 ? "-" : "\(totals.sets)",
            totals.sets == 0 ? "" : Figures.clock(totals.movingTimeS),
            totals.sets == 0 ? "" : Figures.fixed(totals.distanceM, 0) + " m",
            String(repeating: "#", count: bar),
          ], widths, right: right))
    }
    return lines.map { String($0.dropLast()) }
  }

  private static func aim(_ progress: ProtocolProgress) -> [String] {
    let weekly = progress.protocol.weekly
    let many = weekly.fewest == weekly.most ? "\(weekly.fewest)" : "\(weekly.fewest) to \(weekly.most)"
    var lines = [
      "aim       \(many) a week (*), this week \(progress.streak.thisWeek)",
      "in a row  \(weeks(progress.streak.weeks)), the longest \(weeks(progress.streak.longestWeeks))",
    ]
    if let plan = progress.protocol.plan {
      let sets = plan.sets == 1 ? "one set" : "\(plan.sets) sets"
      let rest = plan.sets > 1 && plan.restS > 0 ? ", \(Figures.clock(plan.restS)) of rest between" : ""
      lines.append("session   \(sets) of \(Figures.clock(progress.workS))\(rest)")
      if progress.workS < plan.workS, let next = plan.buildUp.first(where: { $0.workS > progress.workS }) {
        let more = max(1, next.afterWeeks - progress.weeksMet)
        lines.append("          \(Figures.clock(next.workS)) after \(weeks(more)) more that met the aim")
      }
    }
    return lines
  }

  private static func trend(_ trend: Trend?) -> String {
    guard let trend else { return "trend     unknown: fewer than \(Trend.fewestDays) days to tell it from" }
    let change = Figures.fixed(trend.speedMpsPerWeek * 3.6, 3)
    let sd = Figures.fixed(trend.speedSdMpsPerWeek * 3.6, 3)
    let word = trend.isClear ? (trend.speedMpsPerWeek > 0 ? "faster" : "slower") : "no clear change"
    return "trend     \(word): \(change) +- \(sd) km/h a week over \(trend.days) days"
  }

  /// Bests by machine: they do not compare from one to another.
  private static func bests(_ bests: [BestSet]) -> [String] {
    if bests.isEmpty { return ["no sets yet"] }
    var lines: [String] = []
    for machine in Set(bests.map(\.machine)).sorted() {
      lines.append("best on \(machine), as calibrated now")
      var rows: [[String]] = []
      for best in bests where best.machine == machine {
        rows.append([
          "", name(best.kind), value(best), best.day?.description ?? "", String(best.setId.prefix(13)),
        ])
      }
      let widths = [0, 21, 11, 10, 13]
      lines.append(
        contentsOf: rows.map { String(TextTable.line($0, widths, right: [2]).dropLast()) })
    }
    return lines
  }

  private static func name(_ kind: BestKind) -> String {
    switch kind {
    case .longest: "longest set"
    case .farthest: "farthest set"
    case .fastest: "mean speed"
    case .mostWork: "work"
    case .mostEstimatedWork: "work (estimated)"
    case .strongest: "mean power"
    case .strongestEstimated: "mean power (estimated)"
    }
  }

  private static func value(_ best: BestSet) -> String {
    switch best.kind {
    case .longest: Figures.clock(best.value)
    case .farthest: Figures.fixed(best.value, 1) + " m"
    case .fastest: Figures.fixed(best.value * 3.6, 2) + " km/h"
    case .mostWork, .mostEstimatedWork: Figures.fixed(best.value / 1000, 2) + " kJ"
    case .strongest, .strongestEstimated: Figures.fixed(best.value, 0) + " W"
    }
  }

  private static func weeks(_ count: Int) -> String { count == 1 ? "1 week" : "\(count) weeks" }
}
