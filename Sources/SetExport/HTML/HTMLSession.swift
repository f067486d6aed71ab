// SPDX-License-Identifier: Apache-2.0
//
// Owns: one session in a report: its table, its plots and its small print. Must not know: days, totals, the page.

import SetLog
import Text

/// A session as HTML.
struct HTMLSession {
  let session: ExportedSession
  /// How many came before; makes identifiers of this document's own.
  let number: Int
  /// Among many sessions: plots are small, and bars are left to the days.
  let isCompact: Bool
  let text: ReportText

  /// A table and its plots that stay on one page.
  private static let mostSetsTogether = 6

  private static let columns: [(key: String, title: ReportPhrase)] = [
    ("startedAt", .start), ("restBeforeS", .rest), ("durationS", .time), ("distanceM", .distanceM),
    ("meanSpeedMps", .speedKmh), ("meanPowerW", .powerW), ("workJ", .workKJ), ("fade", .lastThird),
    ("rpe", .exertion), ("pain", .pain),
  ]

  /// A heart rate has a column only if a strap was worn.
  private var columns: [(key: String, title: ReportPhrase)] {
    let isKnown = session.sets.contains { $0.heartRate?.meanBpm != nil }
    return Self.columns + (isKnown ? [("meanHeartRateBpm", .heartRate)] : [])
  }

  private var records: [SetRecord] { session.sets.map(\.record) }

  /// - Parameter bases: what was said before of what figures rest on.
  func html(_ bases: inout HTMLBases) -> String {
    guard let first = records.first else { return "" }
    let time = LocalTime.text(first.startedAt, utcOffsetS: first.utcOffsetS).dropFirst(11).prefix(5)
    let lines = bases.remarks(records, text) + smallPrint
    let small =
      lines.isEmpty
      ? "" : "\n<p class=\"small\">" + lines.map(XMLText.escaped).joined(separator: "<br>\n") + "</p>"
    return """
      <article\(records.count > Self.mostSetsTogether ? "" : " class=\"together\"")>
      <h4>\(XMLText.escaped(text(.sessionAt, String(time), first.machine)))</h4>
      \(table)
      <div class="plots">\(plots)</div>\(small)
      </article>

      """
  }

  private var table: String {
    let heads = columns.map { "<th scope=\"col\">\(text($0.title))</th>" }.joined()
    return """
      <div class="wide"><table>
      <thead><tr><th scope="col">\(text(.set))</th>\(heads)</tr></thead>
      <tbody>
      \(session.sets.map(row).joined(separator: "\n"))
      </tbody>
      </table></div>
      """
  }

  private func row(_ set: ExportedSet) -> String {
    let record = set.record
    let cells = columns.map { "<td data-key=\"\($0.key)\">\(cell($0.key, record, set.heartRate))</td>" }
      .joined()
    var name = "\(record.indexInSession)"
    if record.isEntered { name += " " + text(.enteredMark) }
    if record.suspect != nil { name += " " + text(.suspectMark) }
    let id = XMLText.escaped(record.id)
    var row = "<tr data-set=\"\(id)\"><th scope=\"row\">\(name)</th>\(cells)</tr>"
    let span = columns.count + 1
    if let suspect = record.suspect {
      let reason = XMLText.escaped(text(.suspectBecause, text.reason(suspect)))
      row += "\n<tr class=\"note\"><td colspan=\"\(span)\" data-suspect=\"\(id)\">\(reason)</td></tr>"
    }
    if let note = record.note, !note.isEmpty {
      row +=
        "\n<tr class=\"note\"><td colspan=\"\(span)\" data-note=\"\(id)\">\(XMLText.escaped(note))</td></tr>"
    }
    return row
  }

  private func cell(_ key: String, _ record: SetRecord, _ heartRate: HeartRateTrace?) -> String {
    func sd(_ value: Double?, _ digits: Int) -> String {
      value.map { " ± \(text.number($0, digits))" } ?? ""
    }
    let tilde = record.quality.powerIsEstimated ? "~" : ""
    let cell: String? =
      switch key {
      case "startedAt": start(record)
      case "restBeforeS": record.restBeforeS.map { ClockText.minutes($0) }
      case "durationS": ClockText.minutes(record.durationS)
      case "distanceM": text.number(record.distanceM, 2) + sd(record.distanceSdM, 2)
      case "meanSpeedMps": text.number(record.meanSpeedMps * 3.6, 2)
      case "meanPowerW": record.meanPowerW.map { tilde + text.number($0, 0) + sd(record.powerSdW, 0) }
      case "workJ": record.workJ.map { tilde + text.number($0 / 1000, 2) }
      case "fade": record.fade.map(text.fade)
      case "rpe": record.rpe.map(text.short)
      case "meanHeartRateBpm":
        heartRate?.meanBpm.map { text.number($0, 0) + (heartRate?.maxBpm.map { " (\($0))" } ?? "") }
      default: record.pain.map { text.short(Double($0)) }
      }
    return cell ?? "–"
  }

  /// The time of day; the date too if it differs from the session's.
  private func start(_ record: SetRecord) -> String {
    let local = LocalTime.text(record.startedAt, utcOffsetS: record.utcOffsetS)
    let isSameDay = records.first.map { LocalDay(of: $0) == LocalDay(of: record) } ?? true
    let time = isSameDay ? String(local.dropFirst(11).prefix(5)) : String(local.prefix(16))
    return XMLText.escaped(time) + (record.clock.quality.isSynchronised ? "" : " ?")
  }

  private var plots: String {
    let drawn = session.sets.filter { $0.trace.points.count > 1 }
    let largest = SpeedPlot.largestKmh(drawn)
    var plots = drawn.enumerated().map { index, set in
      SpeedPlot.figure(
        set, id: "s\(number)-\(index)", size: isCompact ? .third : .half, largestKmh: largest, text: text)
    }
    if records.count > 1, !isCompact {
      let bars = records.map { BarPlot.Bar(label: "\($0.indexInSession)", distanceM: $0.distanceM) }
      let plot = BarPlot(title: text(.distanceOfSets), horizontal: text(.setAxis), bars: bars, text: text)
      plots.append(plot.figure(id: "s\(number)-d"))
    }
    return plots.joined()
  }

  /// What is to be said of single sets.
  private var smallPrint: [String] {
    func remark(_ one: ReportPhrase, _ many: ReportPhrase, _ isMeant: (ExportedSet) -> Bool) -> [String] {
      let names = session.sets.filter(isMeant).map { "\($0.record.indexInSession)" }
      return names.isEmpty ? [] : [text(names.count == 1 ? one : many, names.joined(separator: ", "))]
    }
    return remark(.untracedSet, .untracedSets) { $0.trace.points.count <= 1 && !$0.record.isEntered }
      + remark(.recoveredSet, .recoveredSets) { $0.record.quality.recovered }
  }
}
