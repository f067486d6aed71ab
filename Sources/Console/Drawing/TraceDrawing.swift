// SPDX-License-Identifier: Apache-2.0
//
// Owns: the speed of the last minutes as columns. Must not know: units.

import LiveFeed

/// Draws a trace.
enum TraceDrawing {
  /// At least a slow walk, so that the trace of a stopped belt does not look lively, metres per second.
  private static let leastMps = 0.5

  /// Slots per column, chosen so that the trace spans a whole set: the target, what was walked so far, or a minute.
  private static func slots(_ columns: Int, targetS: Double?, elapsedS: Double?) -> Int {
    let walkedS = elapsedS.map { $0.isFinite ? $0 : 0 } ?? 0
    let spanS = max(60, min(targetS ?? 60, 600), min(walkedS, 3600))
    let wanted = spanS / SpeedHistory.everyS / Double(max(1, columns))
    return [1, 2, 4, 8, 20, 40, 80, 160, 320, 720].first { Double($0) >= wanted } ?? 720
  }

  /// Draws the newest value at the right; returns the duration that the full width represents.
  static func draw(
    _ history: SpeedHistory, on canvas: inout Canvas, _ area: Area, _ ink: Ink, targetS: Double?,
    elapsedS: Double? = nil
  ) -> Double {
    let slots = slots(area.columns, targetS: targetS, elapsedS: elapsedS)
    let spanS = Double(slots * area.columns) * SpeedHistory.everyS
    guard area.rows > 0, area.columns > 0 else { return spanS }
    let shown = history.means(over: slots, atMost: area.columns)
    let fullMps = top(history, spanS: spanS)
    let levels = levels(canvas.glyphs)
    for (index, speed) in shown.enumerated() {
      let column = area.column + area.columns - shown.count + index
      let height = max(0, min(1, speed / fullMps)) * Double(area.rows)
      for row in 0..<area.rows {
        let share = max(0, min(1, height - Double(row)))
        let cell = levels[Int((share * Double(levels.count - 1)).rounded())]
        if cell != " " { canvas.put(cell, row: area.bottom - 1 - row, column: column, ink) }
      }
    }
    return spanS
  }

  /// The speed at the upper edge.
  static func top(_ history: SpeedHistory, spanS: Double) -> Double {
    let count = Int(spanS / SpeedHistory.everyS)
    return max(leastMps, history.speedsMps.suffix(max(0, count)).max() ?? 0)
  }

  private static func levels(_ glyphs: GlyphSet) -> [Character] {
    switch glyphs {
    case .unicode: Array(" ▁▂▃▄▅▆▇█")
    case .console: Array(" ░▒█")
    case .ascii: Array(" .:#")
    }
  }
}
