// SPDX-License-Identifier: Apache-2.0
//
// Owns: progress as text for people: a walker, the person beside them, a page to print. Must not know: where it comes from.

import Console
import SetLog
import Text
import Training

/// Progress of one walker, or of all together.
struct ProgressText {
  let report: ProgressReport
  let look: TerminalLook

  /// Wider lines are not read better.
  private static let widest = 100

  private var width: Int { min(look.columns, Self.widest) }

  var text: String {
    var lines = title + [""]
    lines += weeks + [""] + aim
    for machine in report.machines { lines += [""] + self.machine(machine) }
    if report.machines.isEmpty { lines += ["", "No sets yet."] }
    return lines.map { look.wrapped($0) + "\n" }.joined()
  }

  /// What applies to all walkers, once at the end.
  static func foot(_ look: TerminalLook) -> String {
    let lines = [
      "", "The figure after \(look.plusMinus) is one standard uncertainty.",
      "A change of more than twice that is called faster or slower.",
      "Bests are all-time, for the current calibration.",
      "A set counts for the day that it was at the machine's place.",
      TrainingProtocol.advice.joined(separator: " "), "",
    ]
    return lines.map { look.wrapped($0) + "\n" }.joined()
  }

  private var title: [String] {
    let who = report.filter.walker ?? (report.filter.isAnonymous ? "No walker" : "All walkers")
    let suffix = report.filter.machine.map { " on \($0)" } ?? ""
    let name = look.name(who + suffix, atMost: width - 12)
    let date = report.today.description
    let gap = String(repeating: " ", count: max(2, width - look.width(name) - date.count))
    let chosen = report.progress.protocol
    return [look.paint(name, .head) + gap + date, "\(chosen.title) (\(chosen.name))"] + plan
  }

  /// What a session of the protocol is, and how often.
  private var plan: [String] {
    let progress = report.progress
    let often = Self.often(progress.protocol)
    guard let plan = progress.protocol.plan else { return ["aim: \(often)"] }
    let sets = plan.sets == 1 ? "one set" : "\(plan.sets) sets"
    let rest = plan.sets > 1 && plan.restS > 0 ? ", \(ClockText.minutes(plan.restS)) of rest between" : ""
    var lines = ["aim: \(sets) of \(ClockText.minutes(progress.setDurationS))\(rest), \(often)"]
    if progress.setDurationS < plan.setDurationS,
      let next = plan.buildUp.first(where: { $0.setDurationS > progress.setDurationS })
    {
      let more = max(1, next.afterWeeks - progress.weeksMet)
      lines.append(
        "next step: \(ClockText.minutes(next.setDurationS)) once \(CountText.of(more, "more week")) "
          + "\(more == 1 ? "meets" : "meet") the aim")
    }
    return lines
  }

  /// Without a plan days are counted: no session is incomplete, and several on one day are one.
  private static func often(_ training: TrainingProtocol) -> String {
    let weekly = training.weekly
    let many = weekly.fewest == weekly.most ? "\(weekly.fewest)" : "\(weekly.fewest) to \(weekly.most)"
    let unit = training.plan == nil ? "day" : "session"
    return "\(many) \(weekly.most == 1 ? unit : unit + "s") a week"
  }

  private static func weeks(_ count: Int) -> String { count == 1 ? "1 week" : "\(count) weeks" }
}

extension ProgressText {
  /// One line a week: what was done, and a bar for the time in motion with the aim in it.
  private var weeks: [String] {
    let said = Dictionary(report.said.map { ($0.first, $0) }, uniquingKeysWith: { a, _ in a })
    var columns = [
      TableColumn("week of", 10), TableColumn("done", 5, isRight: true),
      TableColumn("sets", 4, isRight: true),
      TableColumn("moving", 7, isRight: true), TableColumn("metres", 7, isRight: true),
      TableColumn("km/h", 5, isRight: true),
    ]
    let isSaid = !said.isEmpty
    if isSaid {
      columns += [TableColumn("RPE", 3, isRight: true), TableColumn("pain", 4, isRight: true)]
    }
    let barWidth = max(6, width - ColumnTable.width(columns) - ColumnTable.gap)
    columns.append(TableColumn("", barWidth))
    // On a narrow terminal first the bar goes, then speed and distance, then what walkers said.
    let usefulness = [0, 1, 2, 3] + (isSaid ? [7, 6] : []) + [4, 5, columns.count - 1]
    let kept = ColumnTable.fitting(columns, order: usefulness, in: width)
    let table = ColumnTable(columns: kept.map { columns[$0] }, look: look)
    let longestS = max(report.weeks.map(\.totals.movingTimeS).max() ?? 0, aimS ?? 0)
    var lines = [table.head]
    for week in report.weeks {
      var cells = [TableCell(week.first.description)] + figures(week)
      if isSaid {
        let words = said[week.first]
        cells.append(TableCell(words?.meanRPE.map { DecimalText.fixed($0, 1) } ?? ""))
        cells.append(TableCell(words?.worstPain.map { "\($0)" } ?? ""))
      }
      cells.append(TableCell(bar(week.totals.movingTimeS, of: longestS, in: barWidth), .drawing))
      lines.append(table.line(kept.map { cells[$0] }))
    }
    return lines.map { String($0.dropLast()) }
      + legend(isSaid: isSaid, hasBar: kept.contains(columns.count - 1))
  }

  private func figures(_ week: PeriodTotals) -> [TableCell] {
    let totals = week.totals
    guard totals.sets > 0 else {
      return [TableCell(""), TableCell("-")] + Array(repeating: TableCell(""), count: 3)
    }
    let done = report.done[week.first] ?? 0
    let isMet = done >= report.progress.protocol.weekly.fewest
    return [
      TableCell("\(done)" + (isMet ? "*" : " "), isMet ? .best : .plain), TableCell("\(totals.sets)"),
      TableCell(ClockText.minutes(totals.movingTimeS)), TableCell(DecimalText.fixed(totals.distanceM, 0)),
      TableCell(totals.meanSpeedMps.map { DecimalText.fixed($0 * 3.6, 2) } ?? ""),
    ]
  }

  /// Weekly time in motion of the aim, seconds; nil without a plan.
  private var aimS: Double? {
    guard let plan = report.progress.protocol.plan else { return nil }
    return Double(report.progress.protocol.weekly.fewest * plan.sets) * report.progress.setDurationS
  }

  /// A bar for a time, with a mark where the aim is.
  private func bar(_ timeS: Double, of longestS: Double, in room: Int) -> String {
    guard longestS > 0 else { return "" }
    var cells = Array(look.bar(timeS / longestS * Double(room - 1)))
    guard let aimS else { return String(cells) }
    let at = min(room - 1, Int((aimS / longestS * Double(room - 1)).rounded()))
    while cells.count <= at { cells.append(" ") }
    cells[at] = look.glyphs == .ascii ? "|" : "│"
    return String(cells)
  }

  private func legend(isSaid: Bool, hasBar: Bool) -> [String] {
    var words = ["* met the aim"]
    if aimS != nil, hasBar {
      words.append("bar: time in motion, \(look.glyphs == .ascii ? "|" : "│") the aim")
    }
    var lines = [words.joined(separator: "; ")]
    if isSaid { lines.append("RPE: mean exertion, 0 to 10; pain: the worst, 0 to 10, as the walker said") }
    if report.suspectSets > 0 {
      let isOne = report.suspectSets == 1
      lines.append(
        "not counted: \(isOne ? "1 suspect set" : "\(report.suspectSets) suspect sets"); "
          + "`deadmill sets` marks \(isOne ? "it" : "them") with !")
    }
    return lines
  }

  private var aim: [String] {
    let streak = report.progress.streak
    return [
      "this week   \(streak.thisWeek) of \(Self.often(report.progress.protocol))",
      "in a row    \(Self.weeks(streak.weeks)), the longest \(Self.weeks(streak.longestWeeks))",
    ]
  }
}

extension ProgressText {
  /// Trend and bests on one machine: they do not compare from one to another.
  private func machine(_ machine: ProgressReport.Machine) -> [String] {
    var lines = [
      look.paint(look.name(machine.name, atMost: width), .head), "  trend       " + trend(machine.trend),
    ]
    let columns = [
      TableColumn("", 10), TableColumn("", 11, isRight: true), TableColumn("", 10), TableColumn("", 20),
      TableColumn("", report.ids.length),
    ]
    let kept = ColumnTable.fitting(columns, order: [0, 1, 4, 2, 3], in: width)
    let table = ColumnTable(columns: kept.map { columns[$0] }, look: look)
    for best in machine.bests {
      let whose = report.filter.walker == nil && !report.filter.isAnonymous ? best.walker : nil
      let cells = [
        TableCell("  " + Self.name(best.kind)), TableCell(SetComparison.text(best.kind, best.value), .best),
        TableCell(best.day?.description ?? ""), TableCell(look.name(whose ?? "", atMost: 20)),
        TableCell(report.ids.text(best.setId)),
      ]
      lines.append(String(table.line(kept.map { cells[$0] }).dropLast()))
    }
    if machine.bests.contains(where: { $0.kind == .mostEstimatedWork || $0.kind == .strongestEstimated }) {
      lines.append("  " + SetTable.estimated.dropLast())
    }
    return lines
  }

  private func trend(_ trend: Trend?) -> String {
    guard let trend else { return "not enough data: needs \(Trend.fewestDays) training days" }
    let change = DecimalText.fixed(trend.speedMpsPerWeek.magnitude * 3.6, 3)
    let sd = DecimalText.fixed(trend.speedSdMpsPerWeek * 3.6, 3)
    let word = trend.isClear ? (trend.speedMpsPerWeek > 0 ? "faster" : "slower") : "no clear change"
    let sign = trend.speedMpsPerWeek < 0 ? "-" : "+"
    return "\(word): \(sign)\(change) \(look.plusMinus) \(sd) km/h a week over \(trend.days) days"
  }

  private static func name(_ kind: BestKind) -> String {
    switch kind {
    case .longest: "longest"
    case .farthest: "farthest"
    case .fastest: "fastest"
    case .mostWork, .mostEstimatedWork: "work"
    case .strongest, .strongestEstimated: "power"
    default: kind.rawValue
    }
  }
}
