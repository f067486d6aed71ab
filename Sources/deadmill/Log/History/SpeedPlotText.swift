// SPDX-License-Identifier: Apache-2.0
//
// Owns: speed over time of one set, drawn with characters. Must not know: the log, where it is shown.
//
// A line of braille characters, two dots by four in each, if the terminal has them; otherwise filled columns.
// Every column is the belt's travel in its time over that time, so the drawing agrees with the set's distance.

import Console
import SetLog
import Text

/// Speed over time of one set.
struct SpeedPlotText {
  let trace: SetTrace
  let durationS: Double
  let meanMps: Double

  private static let kmhPerMps = 3.6
  /// Slower is standing.
  private static let standingMps = 0.02
  /// A shorter stop is a part of a step.
  private static let shortestPauseS = 1.0
  private static let widest = 120
  private static let left = 6
  private static let tickSteps: [Double] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200,
  ]

  /// Times within the set in which the belt stood, seconds.
  var pauses: [ClosedRange<Double>] {
    var found: [ClosedRange<Double>] = []
    var began: Double?
    for (before, point) in zip(trace.points, trace.points.dropFirst()) {
      if point.speedMps < Self.standingMps {
        if began == nil { began = before.timeS }
      } else if let start = began {
        if before.timeS - start >= Self.shortestPauseS { found.append(start...before.timeS) }
        began = nil
      }
    }
    // Standing at the very end is none: the set is over.
    return found
  }

  /// The drawing, line by line without their ends; empty if there is nothing to draw.
  /// - Parameter rows: of the field between the axes.
  func lines(_ look: TerminalLook, rows: Int) -> [String] {
    guard trace.points.count > 1, durationS > 0, rows > 0 else { return [] }
    let dotsAcross = look.glyphs == .unicode ? 2 : 1
    // Labels of the values are at most five characters wide.
    let columns = min(look.columns - 1, Self.widest) - Self.left
    guard columns >= 10 else { return [] }
    let speeds = speeds(columns: columns * dotsAcross)
    let largestKmh = max(meanMps * Self.kmhPerMps, speeds.max() ?? 0)
    let axis = ValueAxis(largest: max(largestKmh, 0.1), rows: rows)
    let stands = (0..<columns).map { column in
      let timeS = (Double(column) + 0.5) / Double(columns) * durationS
      return pauses.contains { $0.contains(timeS) }
    }
    let field =
      look.glyphs == .unicode
      ? braille(speeds, stands, axis, rows, columns) : filled(speeds, stands, axis, rows, columns, look)
    var lines = [look.paint("km/h", .head)]
    for (row, text) in field.enumerated() {
      let label = axis.label(row)
      let mark = look.glyphs == .ascii ? (label.isEmpty ? "|" : "+") : (label.isEmpty ? "│" : "┤")
      let pad = String(repeating: " ", count: max(0, Self.left - 2 - label.count))
      let drawn = String(text.reversed().drop { $0 == " " }.reversed())
      lines.append(pad + label + " " + mark + look.paint(drawn, .drawing))
    }
    return lines + timeAxis(columns: columns, stands, look)
  }

  /// Mean speed of each column, km/h.
  private func speeds(columns: Int) -> [Double] {
    let stepS = durationS / Double(columns)
    return (0..<columns).map { column in
      let travelM =
        trace.distanceM(atS: Double(column + 1) * stepS) - trace.distanceM(atS: Double(column) * stepS)
      return max(0, travelM / stepS) * Self.kmhPerMps
    }
  }

  private func braille(
    _ speeds: [Double], _ stands: [Bool], _ axis: ValueAxis, _ rows: Int, _ columns: Int
  ) -> [String] {
    var grid = BrailleGrid(rows: rows, columns: columns)
    func dot(_ kmh: Double) -> Int {
      let height = Double(rows * 4)
      return min(rows * 4 - 1, max(0, Int(height * (1 - kmh / axis.highest))))
    }
    var last: Int?
    for (x, kmh) in speeds.enumerated() {
      guard !stands[x / 2] else {
        last = nil
        continue
      }
      let y = dot(kmh)
      // From the column before straight up or down, so that the line does not break.
      let from = last ?? y
      for dotted in min(from, y)...max(from, y) where dotted != from || from == y { grid.set(x, dotted) }
      last = y
    }
    let mean = dot(meanMps * Self.kmhPerMps)
    for x in stride(from: 0, to: columns * 2, by: 4) { grid.set(x, mean) }
    return grid.lines
  }

  private func filled(
    _ speeds: [Double], _ stands: [Bool], _ axis: ValueAxis, _ rows: Int, _ columns: Int, _ look: TerminalLook
  ) -> [String] {
    let levels: [Character] = look.glyphs == .ascii ? Array(" .:#") : Array(" ░▒█")
    let mean = min(rows - 1, max(0, Int(Double(rows) * (1 - meanMps * Self.kmhPerMps / axis.highest))))
    return (0..<rows).map { row in
      let text = (0..<columns).map { column -> Character in
        let height = stands[column] ? 0 : speeds[column] / axis.highest * Double(rows)
        let share = max(0, min(1, height - Double(rows - 1 - row)))
        let cell = levels[Int((share * 3).rounded())]
        return cell == " " && row == mean && column % 2 == 0 ? "-" : cell
      }
      return String(text)
    }
  }

  /// The axis of time, with the stops and the times below.
  private func timeAxis(columns: Int, _ stands: [Bool], _ look: TerminalLook) -> [String] {
    let isPlain = look.glyphs == .ascii
    let left = Self.left
    let step = Self.tickSteps.first { durationS / $0 <= Double(max(2, columns / 12)) } ?? 86_400
    var axis: [Character] = stands.map { stands in
      stands ? (isPlain ? "=" : "░") : (isPlain ? "-" : "─")
    }
    var labels = Array(repeating: Character(" "), count: columns + 12)
    var free = 0
    var tick = 0.0
    while tick <= durationS {
      let column = min(columns - 1, Int((tick / durationS * Double(columns)).rounded()))
      if !stands[column] { axis[column] = isPlain ? "+" : "┴" }
      let text = ClockText.minutes(tick)
      if column >= free, column + text.count <= columns + 1 {
        for (offset, letter) in text.enumerated() { labels[column + offset] = letter }
        free = column + text.count + 1
      }
      tick += step
    }
    let corner = String(repeating: " ", count: left - 3) + "0 " + (isPlain ? "+" : "└")
    let name = durationS >= 3600 ? "h:min:s" : "min:s"
    var below = String(repeating: " ", count: left) + String(labels)
    while below.last == " " { below.removeLast() }
    let room = left + columns - below.count - name.count
    if room >= 1 { below += String(repeating: " ", count: room) + name } else { below += " " + name }
    return [corner + String(axis), below]
  }
}

/// The axis of values: round steps from 0.
struct ValueAxis: Equatable {
  let highest: Double
  private let labels: [Int: String]

  /// - Parameter largest: what must have room, above 0.
  init(largest: Double, rows: Int) {
    // Labels two rows apart at least, so that the eye finds them.
    let most = Double(max(1, rows / 2))
    var step = 0.01
    while true {
      if let fitting = [1.0, 2, 5].map({ $0 * step }).first(where: { (largest / $0).rounded(.up) <= most }) {
        step = fitting
        break
      }
      step *= 10
    }
    let count = max(1, (largest / step).rounded(.up))
    highest = count * step
    let digits = step < 0.095 ? 2 : step < 0.95 ? 1 : 0
    var labels: [Int: String] = [:]
    for number in 1...Int(count) {
      let row = Int((Double(rows) * (1 - Double(number) / count)).rounded())
      labels[row] = DecimalText.fixed(Double(number) * step, digits)
    }
    self.labels = labels
  }

  /// The label beside a row; a row's value is at its upper edge.
  func label(_ row: Int) -> String { labels[row] ?? "" }
}

/// Dots in braille characters: two across and four down in each place.
struct BrailleGrid {
  private let columns: Int
  private var cells: [[UInt32]]

  init(rows: Int, columns: Int) {
    self.columns = columns
    cells = Array(repeating: Array(repeating: 0, count: columns), count: rows)
  }

  /// Sets a dot, from the upper left; dots outside are ignored.
  mutating func set(_ x: Int, _ y: Int) {
    guard x >= 0, y >= 0, x / 2 < columns, y / 4 < cells.count else { return }
    // Unicode numbers the dots of the upper three rows first, column by column.
    let bits: [[UInt32]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]
    cells[y / 4][x / 2] |= bits[x % 2][y % 4]
  }

  var lines: [String] {
    cells.map { row in
      String(String.UnicodeScalarView(row.map { $0 == 0 ? " " : Unicode.Scalar(0x2800 + $0) ?? " " }))
    }
  }
}
