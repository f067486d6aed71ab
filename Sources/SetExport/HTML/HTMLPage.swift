// SPDX-License-Identifier: Apache-2.0
//
// Owns: the page around a report: its style, its title, and what is to be said of its figures. Must not know: sets.

import SetLog
import Text

enum HTMLPage {
  /// Fits A4 and Letter: no paper is named, only the margins.
  private static let style = """
    @page { margin: 14mm 15mm 16mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; } }
    html { font: 10pt/1.35 "DejaVu Sans", "Liberation Sans", Arial, sans-serif; color: #000; background: #fff; }
    body { margin: 0 auto; max-width: 186mm; padding: 0 4mm; overflow-wrap: anywhere; }
    @media print { body { max-width: none; padding: 0; } }
    h1 { font-size: 17pt; margin: 0 0 2mm; }
    h2 { font-size: 13pt; margin: 5mm 0 1.5mm; border-bottom: 0.5mm solid #000; break-after: avoid; }
    h3 { font-size: 10.5pt; margin: 3mm 0 1mm; break-after: avoid; }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.5mm 4mm; margin: 0; }
    dt { font-weight: bold; }
    dd { margin: 0; }
    table { border-collapse: collapse; width: 100%; font-size: 8.5pt; font-variant-numeric: tabular-nums; }
    thead { display: table-header-group; }
    tr, figure, .small, .together, .sums, footer { break-inside: avoid; }
    .wide { overflow-x: auto; }
    th, td { padding: 0.7mm 1.2mm; text-align: right; vertical-align: top; overflow-wrap: normal; }
    th[scope="row"], .note td { text-align: left; overflow-wrap: anywhere; }
    thead th:first-child { text-align: left; }
    thead th { border-bottom: 0.35mm solid #000; vertical-align: bottom; font-weight: bold; }
    tbody tr { border-bottom: 0.15mm solid #999; }
    td { white-space: nowrap; }
    .note td { white-space: pre-line; font-style: italic; padding-left: 8mm; }
    .sums { width: auto; font-size: 10pt; }
    .sums td { text-align: left; white-space: normal; }
    figure { display: inline-block; margin: 1.5mm 0 0; vertical-align: top; }
    .third { width: 33%; }
    .half { width: 49.6%; }
    .full { width: 100%; }
    @media screen and (max-width: 640px) { figure { width: 100% !important; } }
    svg { display: block; width: 100%; height: auto; overflow: visible; }
    .small, footer { font-size: 7.5pt; }
    .small { margin: 1.5mm 0 0; }
    .sum { font-weight: bold; margin: 2mm 0 0; }
    footer h2 { font-size: 10pt; margin-bottom: 1mm; }
    footer ul { margin: 0; padding-left: 4mm; }
    """

  static func head(_ extent: LogExtent) -> String {
    let machines = extent.machines.joined(separator: ", ")
    let period = period(extent)
    let rows = [
      (extent.machines.count == 1 ? "Machine" : "Machines", machines),
      (extent.walkers.count > 1 ? "Walkers" : "Walker", walkers(extent)),
      ("Period", period), ("Times", "as clocks in \(ZoneName.current) showed them"),
      ("Sets", "\(extent.sets) in \(CountText.of(extent.sessions, "session"))"),
    ]
    let list = rows.map { "<dt>\($0.0)</dt><dd>\(XMLText.escaped($0.1))</dd>" }.joined(separator: "\n")
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>\(XMLText.escaped("Deadmill report: \(machines), \(period)"))</title>
      <style>
      \(style)
      </style>
      </head>
      <body>
      <header>
      <h1>Deadmill report</h1>
      <dl>
      \(list)
      </dl>
      </header>
      <main>

      """
  }

  private static func walkers(_ extent: LogExtent) -> String {
    guard !extent.walkers.isEmpty else { return "no walker" }
    let others =
      extent.anonymousSets == 0 ? "" : "; \(CountText.of(extent.anonymousSets, "set")) without a walker"
    return extent.walkers.joined(separator: ", ") + others
  }

  private static func period(_ extent: LogExtent) -> String {
    let days = [extent.first, extent.last].map { record in
      record.map(CalendarDay.init(of:))?.text ?? "undated"
    }
    let unsure = extent.unsureSets == 0 ? "" : "; ? \(CountText.of(extent.unsureSets, "date")) not sure"
    return (days[0] == days[1] ? days[0] : "\(days[0]) to \(days[1])") + unsure
  }

  static func foot(_ totals: HTMLTotals, program: String) -> String {
    let items = remarks(totals).map { "<li>\(XMLText.escaped($0))</li>" }.joined(separator: "\n")
    return """
      </main>
      <footer>
      <h2>About the figures</h2>
      <ul>
      \(items)
      </ul>
      <p>Written by \(XMLText.escaped(program)).</p>
      </footer>
      </body>
      </html>

      """
  }

  /// Only what this report needs.
  private static func remarks(_ totals: HTMLTotals) -> [String] {
    var remarks: [String] = []
    if totals.simulatedSets > 0 {
      remarks.append("\(CountText.of(totals.simulatedSets, "set")) from a simulated belt; no one walked.")
    }
    if totals.suspectSets > 0 {
      remarks.append(
        "\(CountText.of(totals.suspectSets, "set")) marked suspect: the sensor's pulses are not believed to be a "
          + "person's walk. Suspect sets are in no sum until they are accepted (deadmill accept).")
    }
    remarks += [
      "± is one standard uncertainty; – is unknown, or nothing before the first set.",
      "Distance is the belt's travel, counted with magnets; speed is distance over time in motion.",
      "Power and work are mechanical, on the belt: from its speed and its drag, not from the body.",
    ]
    let measured = totals.setsWithWork - totals.estimatedSets
    if measured > 0 {
      remarks.append(
        "Power of \(CountText.of(measured, "set")) rests on the drag that was measured on the machine.")
    }
    if totals.estimatedSets > 0 {
      remarks.append(
        "~ is estimated: power of \(CountText.of(totals.estimatedSets, "set")) rests on the drag that is usual for such "
          + "machines, since that of this one has not been measured.")
    }
    if totals.unsureSets > 0 {
      remarks.append(
        "? is a time that is not sure: no network had set the clock. Durations do not depend on it.")
    }
    remarks += [
      "RPE is perceived exertion from 0 (rest) to 10 (Borg CR10), pain goes from 0 (none) to 10; both as the walker said.",
      "This is a record of training. It is not a medical assessment and not medical advice.",
    ]
    return remarks
  }
}
