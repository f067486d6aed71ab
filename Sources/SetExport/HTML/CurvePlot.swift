// SPDX-License-Identifier: Apache-2.0
//
// Owns: figures over the days or weeks of a period, as curves. Must not know: what the figures are, the log.

import SetLog
import Text

/// Up to two curves over a period, told apart by line and mark.
struct CurvePlot {
  struct Curve {
    /// Nil if the plot's title says it.
    var legend: String?
    /// By the position on the horizontal axis, from 0.
    var values: [Int: Double]
    var mark = Mark.disc
  }

  enum Mark {
    case disc
    case square

    var line: SVGPlot.Line { self == .disc ? .course : .dashed }
  }

  var title: String
  var vertical: String
  var horizontal: String
  /// One for each position; empty where there is no room or nothing to say.
  var labels: [String]
  /// Positions before which a thin line is drawn: Mondays.
  var separators: [Int] = []
  var curves: [Curve]
  /// The upper end of the axis if it is the same in all reports.
  var highest: Double?
  var text: ReportText

  func figure(id: String) -> String {
    let largest = highest ?? curves.flatMap(\.values.values).reduce(0, max)
    var plot = SVGPlot(.full, largest: largest, text: text)
    plot.axes(vertical: vertical, horizontal: horizontal)
    let slot = plot.innerWidth / Double(max(1, labels.count))
    func x(_ position: Int) -> Double { SVGPlot.left + slot * (Double(position) + 0.5) }
    for position in separators {
      let at = SVGPlot.left + slot * Double(position)
      plot.line(at, SVGPlot.top, at, plot.height - SVGPlot.bottom, .grid)
    }
    var free = -Double.infinity
    for (position, label) in labels.enumerated() where !label.isEmpty && x(position) >= free {
      plot.text(label, x: x(position), y: plot.height - SVGPlot.bottom + 16)
      free = x(position) + Double(label.count + 1) * 6.5
    }
    for curve in curves { draw(curve, x, &plot) }
    plot.text(title, x: SVGPlot.left, y: 15, anchor: "start", isName: true)
    legend(&plot)
    return plot.figure(id: id, title: title, description: description)
  }

  private func draw(_ curve: Curve, _ x: (Int) -> Double, _ plot: inout SVGPlot) {
    let points = curve.values.sorted { $0.key < $1.key }.map {
      (x: x($0.key), y: plot.y(min($0.value, plot.highest)))
    }
    let line = points.map { "\(SVGPlot.short($0.x)),\(SVGPlot.short($0.y))" }.joined(separator: " ")
    plot.add(
      "<polyline \(curve.mark.line.rawValue) data-curve=\"\(curve.values.count)\" points=\"\(line)\"/>")
    for point in points { mark(curve.mark, point.x, point.y, &plot) }
  }

  private func mark(_ mark: Mark, _ x: Double, _ y: Double, _ plot: inout SVGPlot) {
    switch mark {
    case .disc:
      plot.add("<circle fill=\"#000\" cx=\"\(SVGPlot.short(x))\" cy=\"\(SVGPlot.short(y))\" r=\"2.6\"/>")
    case .square:
      plot.add(
        "<rect fill=\"#fff\" stroke=\"#000\" x=\"\(SVGPlot.short(x - 2.8))\" y=\"\(SVGPlot.short(y - 2.8))\" width=\"5.6\" height=\"5.6\"/>"
      )
    }
  }

  /// At the right, from the last curve to the first.
  private func legend(_ plot: inout SVGPlot) {
    var right = plot.width - SVGPlot.right
    for curve in curves.reversed() {
      guard let legend = curve.legend else { continue }
      plot.text(legend, x: right, y: 15, anchor: "end")
      // An estimate of the text's width that is rather too large.
      let left = right - Double(legend.count) * 5.9 - 8
      plot.line(left - 30, 11, left, 11, curve.mark.line)
      mark(curve.mark, left - 15, 11, &plot)
      right = left - 48
    }
  }

  /// Every value, for who does not see the drawing.
  private var description: String {
    curves.map { curve in
      let values = curve.values.sorted { $0.key < $1.key }.map { position, value in
        let label = labels.indices.contains(position) ? labels[position] : ""
        return "\(label.isEmpty ? "\(position + 1)" : label): \(text.number(value, 2))"
      }
      return (curve.legend.map { $0 + ": " } ?? "") + values.joined(separator: "; ")
    }.joined(separator: ". ")
  }
}
