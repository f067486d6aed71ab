// SPDX-License-Identifier: Apache-2.0
//
// Owns: the two plots of a report: speed over time of a set, and bars of distance. Must not know: pages, the database.

import SetLog
import Text

/// Speed over time of one set.
enum SpeedPlot {
  private static let kmhPerMps = 3.6
  private static let mostPoints = 240
  private static let tickSteps: [Double] = [
    5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200,
  ]

  /// The axis that several sets share, so that they compare.
  static func largestKmh(_ sets: [ExportedSet]) -> Double {
    sets.reduce(0) { largest, set in
      set.trace.points.reduce(max(largest, set.record.meanSpeedMps * kmhPerMps)) {
        max($0, $1.speedMps * kmhPerMps)
      }
    }
  }

  static func figure(
    _ set: ExportedSet, id: String, size: SVGPlot.Size, largestKmh: Double, text: ReportText
  ) -> String {
    let record = set.record
    var plot = SVGPlot(size, largest: largestKmh, text: text)
    let durationS = max(record.durationS, 0.001)
    func x(_ timeS: Double) -> Double { SVGPlot.left + plot.innerWidth * min(1, timeS / durationS) }
    plot.axes(
      vertical: text(.speedAxis), horizontal: text(durationS >= 3600 ? .timeAxisHours : .timeAxisMinutes))
    let step = tickSteps.first { durationS / $0 <= (size == .third ? 4 : 6) } ?? 86_400
    var tick = 0.0
    while tick <= durationS {
      plot.line(x(tick), plot.height - SVGPlot.bottom, x(tick), plot.height - SVGPlot.bottom + 4, .axis)
      plot.text(ClockText.minutes(tick), x: x(tick), y: plot.height - SVGPlot.bottom + 16)
      tick += step
    }
    let points = thinned(set.trace.points).map { point in
      "\(SVGPlot.short(x(point.timeS))),\(SVGPlot.short(plot.y(min(plot.highest, max(0, point.speedMps * kmhPerMps)))))"
    }
    plot.add("<polyline \(SVGPlot.Line.course.rawValue) points=\"\(points.joined(separator: " "))\"/>")
    let meanKmh = record.meanSpeedMps * kmhPerMps
    let mean = text.number(meanKmh, 2)
    plot.line(SVGPlot.left, plot.y(meanKmh), plot.width - SVGPlot.right, plot.y(meanKmh), .mean)
    plot.text(
      text(.setNumber, "\(record.indexInSession)"), x: SVGPlot.left, y: 15, anchor: "start", isName: true)
    plot.text(text(.meanOf, mean), x: plot.width - SVGPlot.right, y: 15, anchor: "end")
    plot.line(plot.width - 148, 11, plot.width - 118, 11, .mean)
    return plot.figure(
      id: id, title: text(.speedOfSet, "\(record.indexInSession)"),
      description: text(
        .speedDescription, ClockText.minutes(durationS), mean, text.number(record.maxSpeedMps * kmhPerMps, 2))
    )
  }

  /// Means of neighbours if there are more points than a print shows.
  private static func thinned(_ points: [SetTrace.Point]) -> [SetTrace.Point] {
    guard points.count > mostPoints else { return points }
    let size = (points.count + mostPoints - 1) / mostPoints
    return stride(from: 0, to: points.count, by: size).map { start in
      let some = points[start..<min(points.count, start + size)]
      var mean = some[some.startIndex + some.count / 2]
      mean.speedMps = some.reduce(0) { $0 + $1.speedMps } / Double(some.count)
      return mean
    }
  }
}

/// Distances side by side.
struct BarPlot {
  struct Bar: Equatable {
    var label: String
    var distanceM: Double
  }

  /// Beyond that many the plot takes the page's width.
  private static let mostInHalf = 12
  private static let widestBar = 44.0
  private static let kmFromM = 10_000.0

  var title: String
  var horizontal: String
  var bars: [Bar]
  var text: ReportText

  func figure(id: String) -> String {
    let largestM = bars.reduce(0) { max($0, $1.distanceM) }
    let inKm = largestM >= Self.kmFromM
    let unitM = inKm ? 1000.0 : 1
    let size = bars.count > Self.mostInHalf ? SVGPlot.Size.full : .half
    let isTight = bars.count > Self.mostInHalf
    // Room above the tallest bar for its figure.
    var plot = SVGPlot(size, largest: largestM / unitM * (isTight ? 1.35 : 1.15), text: text)
    plot.axes(vertical: text(inKm ? .distanceAxisKm : .distanceAxisM), horizontal: horizontal)
    let slot = plot.innerWidth / Double(max(1, bars.count))
    let digits = largestM >= 1000 && !inKm ? 0 : 1
    for (index, bar) in bars.enumerated() {
      let centre = SVGPlot.left + slot * (Double(index) + 0.5)
      if slot >= 14 || index % 2 == 0 {
        plot.text(bar.label, x: centre, y: plot.height - SVGPlot.bottom + 16)
      }
      guard bar.distanceM > 0 else { continue }
      let width = min(Self.widestBar, slot * 0.7)
      let y = plot.y(bar.distanceM / unitM)
      plot.add(
        "<rect fill=\"#ccc\" stroke=\"#000\" x=\"\(SVGPlot.short(centre - width / 2))\" y=\"\(SVGPlot.short(y))\" "
          + "width=\"\(SVGPlot.short(width))\" height=\"\(SVGPlot.short(plot.height - SVGPlot.bottom - y))\"/>"
      )
      let figure = text.number(bar.distanceM / unitM, digits)
      if isTight {
        plot.text(figure, x: centre + 4, y: y - 4, anchor: "start", rotated: true)
      } else {
        plot.text(figure, x: centre, y: y - 5)
      }
    }
    plot.text(title, x: SVGPlot.left, y: 15, anchor: "start", isName: true)
    let list = bars.filter { $0.distanceM > 0 }.map {
      "\($0.label): \(text.number($0.distanceM / unitM, digits)) \(inKm ? "km" : "m")"
    }
    return plot.figure(id: id, title: title, description: list.joined(separator: "; "))
  }
}
