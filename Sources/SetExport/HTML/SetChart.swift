// SPDX-License-Identifier: Apache-2.0
//
// Owns: the report's plots for other pages. Must not know: pages.

import SetLog

/// Plots as inline SVG. Lines are black; a page that is dark gives them its own colour by their `stroke`.
package enum SetChart {
  /// Speed over time of one set.
  package static func speed(of record: SetRecord, _ trace: SetTrace, language: ExportLanguage) -> String {
    let set = ExportedSet(record: record, trace: trace)
    guard trace.points.count > 1 else { return "" }
    return SpeedPlot.figure(
      set, id: "speed", size: .half, largestKmh: SpeedPlot.largestKmh([set]), text: ReportText(language))
  }

  /// Distances side by side.
  package static func distances(
    _ bars: [(label: String, distanceM: Double)], title: String, horizontal: String, language: ExportLanguage
  ) -> String {
    let bars = bars.map { BarPlot.Bar(label: $0.label, distanceM: $0.distanceM) }
    return BarPlot(title: title, horizontal: horizontal, bars: bars, text: ReportText(language)).figure(
      id: "bars")
  }
}
