// SPDX-License-Identifier: Apache-2.0
//
// Owns: sums over sets of a report, and how they are written. Must not know: single sets, the page.

import SetLog
import Text

/// Sums over sets.
struct HTMLTotals {
  private(set) var sets = 0
  private(set) var sessions = 0
  private(set) var durationS = 0.0
  private(set) var movingTimeS = 0.0
  private(set) var distanceM = 0.0
  /// All sets share the belt's length: their errors add up at worst.
  private(set) var distanceSdM = 0.0
  private(set) var workJ = 0.0
  private(set) var setsWithWork = 0
  private(set) var estimatedSets = 0
  private(set) var unsureSets = 0
  private(set) var simulatedSets = 0
  /// Shown, but in no sum.
  private(set) var suspectSets = 0
  /// In the order in which they came; sets without a date are in none.
  private(set) var days: [(day: CalendarDay, distanceM: Double)] = []

  mutating func add(_ session: ExportedSession, on day: CalendarDay?) {
    sessions += 1
    for record in session.sets.map(\.record) {
      guard record.counts else {
        suspectSets += 1
        continue
      }
      sets += 1
      durationS += record.durationS
      movingTimeS += record.movingTimeS
      distanceM += record.distanceM
      distanceSdM += record.distanceSdM
      if let work = record.workJ {
        workJ += work
        setsWithWork += 1
        if record.quality.powerIsEstimated { estimatedSets += 1 }
      }
      if !record.clock.quality.isSynchronised { unsureSets += 1 }
      if SimulatedMachine.isSimulated(record.machine) { simulatedSets += 1 }
    }
    guard let day else { return }
    let sum = session.sets.reduce(0) { $0 + ($1.record.counts ? $1.record.distanceM : 0) }
    if let last = days.last, last.day == day {
      days[days.count - 1].distanceM += sum
    } else {
      days.append((day, sum))
    }
  }

  /// One line, for a day.
  var line: String {
    "\(CountText.of(sets, "set")), \(ClockText.minutes(durationS)), \(DecimalText.fixed(distanceM, 1)) m"
  }

  /// Name, machine-readable key and text of each figure.
  private var rows: [(key: String, title: String, text: String)] {
    let speed = movingTimeS > 0 ? DecimalText.fixed(distanceM / movingTimeS * 3.6, 2) + " km/h" : "–"
    let unknown = sets - setsWithWork
    let missing = unknown == 0 ? "" : "; of \(CountText.of(unknown, "set")) unknown"
    let tilde = estimatedSets > 0 ? "~" : ""
    return [
      (
        "sets", "Sets",
        "\(sets) in \(CountText.of(sessions, "session")) on \(CountText.of(days.count, "day"))"
      ),
      ("durationS", "Time", ClockText.minutes(durationS)),
      (
        "distanceM", "Distance",
        "\(DecimalText.fixed(distanceM, 1)) m ± \(DecimalText.fixed(distanceSdM, 1)), worst case: all errors in the same direction"
      ),
      ("meanSpeedMps", "Mean speed in motion", speed),
      (
        "workJ", "Work on the belt",
        setsWithWork == 0 ? "–" : "\(tilde)\(DecimalText.fixed(workJ / 1000, 2)) kJ\(missing)"
      ),
    ]
  }

  var html: String {
    let lines = rows.map { row in
      "<tr><th scope=\"row\">\(row.title)</th><td data-total=\"\(row.key)\">\(XMLText.escaped(row.text))</td></tr>"
    }
    return """
      <section class="totals">
      <h2>Totals</h2>
      <table class="sums"><tbody>
      \(lines.joined(separator: "\n"))
      </tbody></table>
      \(days.count > 1 ? "<div class=\"plots\">\(chart.figure(id: "totals"))</div>" : "")
      </section>

      """
  }

  private static let mostDays: Int64 = 31
  private static let mostMonths = 36

  /// Every day if they fit, so that gaps are visible; else months, or years.
  private var chart: BarPlot {
    guard let first = days.map(\.day.number).min(), let last = days.map(\.day.number).max() else {
      return BarPlot(title: "Distance of each day", horizontal: "day", bars: [])
    }
    if last - first < Self.mostDays {
      let bars = (first...last).map { number in
        let sum = days.reduce(0) { $1.day.number == number ? $0 + $1.distanceM : $0 }
        return BarPlot.Bar(label: "\(CalendarDay(number: number).dayOfMonth)", distanceM: sum)
      }
      let period = "\(CalendarDay(number: first).text) to \(CalendarDay(number: last).text)"
      return BarPlot(title: "Distance of each day", horizontal: "day, \(period)", bars: bars)
    }
    let months = grouped { $0.month }
    return months.count <= Self.mostMonths
      ? BarPlot(title: "Distance of each month", horizontal: "month", bars: months)
      : BarPlot(
        title: "Distance of each year", horizontal: "year", bars: grouped { String($0.text.prefix(4)) })
  }

  private func grouped(_ name: (CalendarDay) -> String) -> [BarPlot.Bar] {
    Dictionary(grouping: days) { name($0.day) }.sorted { $0.key < $1.key }.map { label, days in
      BarPlot.Bar(label: label, distanceM: days.reduce(0) { $0 + $1.distanceM })
    }
  }
}
