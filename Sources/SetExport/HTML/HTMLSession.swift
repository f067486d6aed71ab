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

  /// A table and its plots that stay on one page.
  private static let mostSetsTogether = 6

  private static let columns: [(key: String, title: String)] = [
    ("startedAt", "Start"), ("restBeforeS", "Rest"), ("durationS", "Time"), ("distanceM", "Distance,<br>m"),
    ("meanSpeedMps", "Speed,<br>km/h"), ("meanPowerW", "Power,<br>W"), ("workJ", "Work,<br>kJ"),
    ("fade", "Last third<br>to first"), ("rpe", "RPE,<br>0-10"), ("pain", "Pain,<br>0-10"),
  ]

  private var records: [SetRecord] { session.sets.map(\.record) }

  private var walkers: [String] { unique(records.map { $0.walker ?? "no walker" }) }

  var html: String {
    guard let first = records.first else { return "" }
    let time = LocalTime.text(first.startedAt, utcOffsetS: first.utcOffsetS).dropFirst(11).prefix(5)
    let walker = walkers == ["no walker"] ? "" : ", " + walkers.joined(separator: " and ")
    return """
      <article\(records.count > Self.mostSetsTogether ? "" : " class=\"together\"")>
      <h3>\(XMLText.escaped("Session at \(time) on \(first.machine)\(walker)"))</h3>
      \(table)
      <div class="plots">\(plots)</div>
      \(smallPrint)
      </article>

      """
  }

  private var table: String {
    let heads = Self.columns.map { "<th scope=\"col\">\($0.title)</th>" }.joined()
    return """
      <div class="wide"><table>
      <thead><tr><th scope="col">Set</th>\(heads)</tr></thead>
      <tbody>
      \(records.map(row).joined(separator: "\n"))
      </tbody>
      </table></div>
      """
  }

  private func row(_ record: SetRecord) -> String {
    let cells = Self.columns.map { "<td data-key=\"\($0.key)\">\(cell($0.key, record))</td>" }.joined()
    var name = "\(record.indexInSession)"
    if walkers.count > 1 { name += " " + XMLText.escaped(record.walker ?? "no walker") }
    if record.suspect != nil { name += " (suspect)" }
    let id = XMLText.escaped(record.id)
    var row = "<tr data-set=\"\(id)\"><th scope=\"row\">\(name)</th>\(cells)</tr>"
    if let suspect = record.suspect {
      row +=
        "\n<tr class=\"note\"><td colspan=\"\(Self.columns.count + 1)\" data-suspect=\"\(id)\">Suspect: \(XMLText.escaped(suspect)).</td></tr>"
    }
    if let note = record.note, !note.isEmpty {
      row +=
        "\n<tr class=\"note\"><td colspan=\"\(Self.columns.count + 1)\" data-note=\"\(id)\">\(XMLText.escaped(note))</td></tr>"
    }
    return row
  }

  private func cell(_ key: String, _ record: SetRecord) -> String {
    func sd(_ value: Double?, _ digits: Int) -> String {
      value.map { " ± \(DecimalText.fixed($0, digits))" } ?? ""
    }
    let tilde = record.quality.powerIsEstimated ? "~" : ""
    let text: String? =
      switch key {
      case "startedAt": start(record)
      case "restBeforeS": record.restBeforeS.map { ClockText.minutes($0) }
      case "durationS": ClockText.minutes(record.durationS)
      case "distanceM": DecimalText.fixed(record.distanceM, 2) + sd(record.distanceSdM, 2)
      case "meanSpeedMps": DecimalText.fixed(record.meanSpeedMps * 3.6, 2)
      case "meanPowerW": record.meanPowerW.map { tilde + DecimalText.fixed($0, 0) + sd(record.powerSdW, 0) }
      case "workJ": record.workJ.map { tilde + DecimalText.fixed($0 / 1000, 2) }
      case "fade": record.fade.map(FigureText.fade)
      case "rpe": record.rpe.map { DecimalText.plain($0) }
      default: record.pain.map { "\($0)" }
      }
    return text ?? "–"
  }

  /// The time of day; the date too if it differs from the session's.
  private func start(_ record: SetRecord) -> String {
    let local = LocalTime.text(record.startedAt, utcOffsetS: record.utcOffsetS)
    let isSameDay = records.first.map { CalendarDay(of: $0) == CalendarDay(of: record) } ?? true
    let time = isSameDay ? String(local.dropFirst(11).prefix(5)) : String(local.prefix(16))
    return XMLText.escaped(time) + (record.clock.quality.isSynchronised ? "" : " ?")
  }

  private var plots: String {
    let drawn = session.sets.filter { $0.trace.points.count > 1 }
    let largest = SpeedPlot.largestKmh(drawn)
    var plots = drawn.enumerated().map { index, set in
      SpeedPlot.figure(set, id: "s\(number)-\(index)", size: isCompact ? .third : .half, largestKmh: largest)
    }
    if records.count > 1, !isCompact {
      let bars = records.map { BarPlot.Bar(label: "\($0.indexInSession)", distanceM: $0.distanceM) }
      plots.append(
        BarPlot(title: "Distance of each set", horizontal: "set", bars: bars).figure(id: "s\(number)-d"))
    }
    return plots.joined()
  }
}

extension HTMLSession {
  /// What the figures rest on: once for all sets that share it.
  private var smallPrint: String {
    var lines: [String] = []
    for basis in unique(records.map(Basis.init)) {
      let sets = records.filter { Basis($0) == basis }.map { "\($0.indexInSession)" }
      let which =
        sets.count == records.count
        ? "" : "Set\(sets.count == 1 ? "" : "s") \(sets.joined(separator: ", ")): "
      lines.append(which + basis.text)
    }
    let untraced = session.sets.filter { $0.trace.points.count <= 1 }.map { "\($0.record.indexInSession)" }
    if !untraced.isEmpty {
      lines.append(
        "Of set\(untraced.count == 1 ? "" : "s") \(untraced.joined(separator: ", ")) no course over time is stored."
      )
    }
    return "<p class=\"small\">" + lines.map(XMLText.escaped).joined(separator: "<br>\n") + "</p>"
  }

  private struct Basis: Equatable {
    var calibrationId: String
    var softwareVersion: String
    var massKg: Double?
    var isEstimated: Bool
    var isSure: Bool
    var isRecovered: Bool
    var machine: String

    init(_ record: SetRecord) {
      calibrationId = record.calibrationId
      softwareVersion = record.softwareVersion
      massKg = record.walkerMassKg
      isEstimated = record.quality.powerIsEstimated
      isSure = record.clock.quality.isSynchronised
      isRecovered = record.quality.recovered
      machine = record.machine
    }

    var text: String {
      let drag = isEstimated ? "drag estimated" : "drag measured"
      let mass = massKg.map { ", body mass \(DecimalText.fixed($0, 1)) kg" } ?? ""
      let clock = isSure ? "clock sure" : "clock not sure (?)"
      let recovered = isRecovered ? ", recovered after an interruption" : ""
      let simulated = SimulatedMachine.isSimulated(machine) ? ", simulated" : ""
      return
        "Calibration \(calibrationId), \(drag)\(mass); \(clock); deadmill \(softwareVersion)\(recovered)\(simulated)."
    }
  }

  private func unique<Value: Equatable>(_ values: [Value]) -> [Value] {
    values.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
