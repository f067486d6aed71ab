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
    .clinic { font-size: 11pt; margin: 0 0 1mm; }
    h1 { font-size: 17pt; margin: 0 0 1mm; }
    h2 { font-size: 13pt; margin: 3mm 0 1.5mm; border-bottom: 0.5mm solid #000; break-after: avoid; }
    h3 { font-size: 11pt; margin: 4mm 0 1mm; border-bottom: 0.2mm solid #000; break-after: avoid; }
    h4 { font-size: 10pt; margin: 2.5mm 0 1mm; break-after: avoid; }
    .person ~ .person, .many { break-before: page; }
    .weeks { margin-top: 3mm; }
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

  static func head(_ people: [HTMLPerson], _ options: ExportOptions, _ text: ReportText) -> String {
    let title = title(people, text)
    let clinic = options.clinic.map { "<p class=\"clinic\">\(XMLText.escaped($0))</p>\n" } ?? ""
    // The name of a file that a browser prints to: without a walker it would be the same for everybody.
    let names = people.compactMap(\.walker).joined(separator: ", ")
    let name = [options.clinic, title, names.isEmpty ? nil : names].compactMap { $0 }.joined(separator: ", ")
    return """
      <!DOCTYPE html>
      <html lang="\(options.language.rawValue)">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>\(XMLText.escaped(name))</title>
      <style>
      \(style)
      </style>
      </head>
      <body>
      <header>
      \(clinic)<h1>\(XMLText.escaped(title))</h1>
      </header>
      <main>

      """
  }

  /// With the period if it is the same for all.
  private static func title(_ people: [HTMLPerson], _ text: ReportText) -> String {
    let periods = people.map { $0.overview?.period }
    guard let first = periods.first, let period = first, periods.allSatisfy({ $0 == period }) else {
      return text(.title)
    }
    return text(.titleOf, text.period(period))
  }

  static func foot(
    _ totals: HTMLTotals, _ bases: HTMLBases, _ options: ExportOptions, _ text: ReportText
  ) -> String {
    let remarks = remarks(totals, text) + bases.list(text) + [text(.remarkRecord)]
    let items = remarks.map { "<li>\(XMLText.escaped($0))</li>" }.joined(separator: "\n")
    return """
      </main>
      <footer>
      <h2>\(text(.aboutFigures))</h2>
      <ul>
      \(items)
      </ul>
      <p>\(XMLText.escaped(text(.writtenBy, options.program)))</p>
      </footer>
      </body>
      </html>

      """
  }

  /// Only what this report needs.
  private static func remarks(_ totals: HTMLTotals, _ text: ReportText) -> [String] {
    func sets(_ number: Int) -> String { text.count(number, .set) }
    var remarks: [String] = []
    if totals.simulatedSets > 0 { remarks.append(text(.remarkSimulated, sets(totals.simulatedSets))) }
    if totals.enteredSets > 0 { remarks.append(text(.remarkEntered, sets(totals.enteredSets))) }
    if totals.suspectSets > 0 { remarks.append(text(.remarkSuspect, sets(totals.suspectSets))) }
    remarks += [text(.remarkSd), text(.remarkDistance), text(.remarkPower)]
    let measured = totals.setsWithWork - totals.estimatedSets
    if measured > 0 { remarks.append(text(.remarkMeasured, sets(measured))) }
    if totals.estimatedSets > 0 { remarks.append(text(.remarkEstimated, sets(totals.estimatedSets))) }
    if totals.unsureSets > 0 { remarks.append(text(.remarkUnsure)) }
    return remarks + [text(.remarkScales), text(.remarkWeeks)]
  }
}
