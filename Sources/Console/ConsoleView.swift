// SPDX-License-Identifier: Apache-2.0
//
// Owns: a live frame -> cells. A pure function: the same frame, history and size give the same picture.
// Must not know: terminals, sockets.
//
// The walker stands three metres away: one large figure says what matters now, a second one the time.
// In a set these are the belt's speed and the set's time, in a rest the rest's time.

import LiveFeed

/// Draws frames.
package struct ConsoleView: Sendable {
  /// Whether the terminal shows more than ASCII.
  package var isUnicode: Bool

  /// Below this there is no room for large figures.
  package static let smallest = ScreenSize(rows: 20, columns: 64)

  package init(isUnicode: Bool) { self.isUnicode = isUnicode }

  package func draw(_ frame: LiveFrame, _ history: SpeedHistory, _ size: ScreenSize) -> Canvas {
    var canvas = Canvas(size)
    if size.rows < Self.smallest.rows || size.columns < Self.smallest.columns {
      drawSmall(frame, &canvas)
    } else {
      drawLarge(frame, history, &canvas)
    }
    if !isUnicode { canvas.restrictToASCII() }
    return canvas
  }

  /// Words only, the most important first; what does not fit is left out from below.
  private func drawSmall(_ frame: LiveFrame, _ canvas: inout Canvas) {
    var lines: [(String, CellStyle)] = [("\(speed(frame)) km/h", style(frame))]
    if let elapsed = frame.setElapsedS {
      lines.append(("set \(frame.setNumber) \(Figures.clock(elapsed))", .active))
      lines.append(("\(Figures.fixed(frame.setDistanceM ?? 0, 1)) m", .plain))
      lines.append((ascii(Figures.power(frame)), .plain))
    } else if let rest = frame.restElapsedS {
      lines.append(("rest \(Figures.clock(rest))", .rest))
    }
    if let trouble = trouble(frame) { lines.insert((trouble, .alarm), at: min(1, lines.count)) }
    if let last = frame.lastSet { lines.append((ascii(brief(last)), .plain)) }
    if frame.isSimulated { lines.append(("SIMULATED", .warning)) }
    for (row, line) in lines.prefix(canvas.size.rows).enumerated() {
      canvas.write(line.0, row: row, column: 0, line.1)
    }
  }

  private func drawLarge(_ frame: LiveFrame, _ history: SpeedHistory, _ canvas: inout Canvas) {
    let size = canvas.size
    canvas.write(ascii(frame.machine), row: 0, column: 1, .title)
    if frame.isSimulated { canvas.write(" SIMULATED ", row: 0, fromRight: 1, .warning) }
    let main = mainFigures(frame)
    // Two figures, each with a line above, a trace of at least four rows and two lines at the foot.
    let rowsForFigures = size.rows - 10
    let wide = max(BigDigits.width(main.first, scale: 1), BigDigits.width("88:88", scale: 1))
    let scale = max(1, min(rowsForFigures / (2 * BigDigits.dotsHigh), (size.columns - 24) / wide))
    let block: Character = isUnicode ? "█" : "#"
    var row = 1
    let isTwo = rowsForFigures >= 2 * BigDigits.dotsHigh * scale - 2
    canvas.write(main.firstLabel, row: row, column: 2, main.style)
    row += 1
    BigDigits.draw(main.first, on: &canvas, row: row, column: 2, scale: scale, block: block, main.style)
    let side = 2 + max(BigDigits.width(main.first, scale: scale), BigDigits.width("88:88", scale: scale)) + 3
    drawSide(frame, &canvas, row: row, column: side)
    row += BigDigits.dotsHigh * scale
    if isTwo, let second = main.second {
      canvas.write(main.secondLabel, row: row, column: 2, main.style)
      row += 1
      BigDigits.draw(second, on: &canvas, row: row, column: 2, scale: scale, block: block, .plain)
    } else {
      row += 1
    }
    row += isTwo ? BigDigits.dotsHigh * scale : 0
    drawTrace(history, &canvas, top: row + 1, bottom: size.rows - 4)
    drawFoot(frame, &canvas)
  }

  /// What matters now.
  private struct MainFigures {
    var first: String
    var firstLabel: String
    var second: String?
    var secondLabel = ""
    var style: CellStyle
  }

  private func mainFigures(_ frame: LiveFrame) -> MainFigures {
    let speed = speed(frame)
    if let elapsed = frame.setElapsedS {
      let label = frame.phase == "paused" ? "SET \(frame.setNumber)  paused" : "SET \(frame.setNumber)"
      return MainFigures(
        first: speed, firstLabel: "SPEED  km/h", second: Figures.clock(elapsed), secondLabel: label,
        style: .active)
    }
    if let rest = frame.restElapsedS, frame.phase == "idle", frame.setNumber > 0 {
      return MainFigures(
        first: Figures.clock(rest), firstLabel: "REST", second: speed, secondLabel: "SPEED  km/h",
        style: .rest)
    }
    return MainFigures(first: speed, firstLabel: "SPEED  km/h", second: nil, style: style(frame))
  }

  /// The smaller figures beside the large ones.
  private func drawSide(_ frame: LiveFrame, _ canvas: inout Canvas, row: Int, column: Int) {
    var lines: [(String, String)] = []
    if frame.setElapsedS != nil {
      lines.append(("distance", "\(Figures.fixed(frame.setDistanceM ?? 0, 1)) m"))
      lines.append(("speed", "± \(kmh(frame.displaySpeedSdMps)) km/h"))
      lines.append(("power", frame.powerW.map { "\(Figures.fixed($0, 0)) W" } ?? "\(Figures.unknown) W"))
      lines.append(("", frame.powerSdW.map { "± \(Figures.fixed($0, 0)) W" } ?? ""))
      if frame.powerIsEstimated { lines.append(("", "estimated")) }
      lines.append(("cadence", frame.cadenceSpm.map { "\(Figures.fixed($0, 0)) /min" } ?? Figures.unknown))
      if let direction = frame.direction { lines.append(("belt", direction)) }
    } else if let last = frame.lastSet {
      lines.append(("last set", "\(last.indexInSession)"))
      lines.append(("time", Figures.clock(last.durationS)))
      lines.append(("distance", "\(Figures.fixed(last.distanceM, 1)) m"))
      lines.append(("mean", "\(kmh(last.meanSpeedMps)) km/h"))
      lines.append(("fastest", "\(kmh(last.maxSpeedMps)) km/h"))
      lines.append(("power", last.meanPowerW.map { "\(Figures.fixed($0, 0)) W" } ?? "\(Figures.unknown) W"))
      lines.append(("", last.powerSdW.map { "± \(Figures.fixed($0, 0)) W" } ?? ""))
      if frame.powerIsEstimated { lines.append(("", "estimated")) }
      lines.append(("work", last.workJ.map { "\(Figures.fixed($0 / 1000, 2)) kJ" } ?? Figures.unknown))
    } else {
      lines = [("Walk: a set", ""), ("begins by itself", "")]
    }
    for (index, line) in lines.enumerated() {
      canvas.write(line.0, row: row + index, column: column, .faint)
      canvas.write(ascii(line.1), row: row + index, column: column + 9, .plain)
    }
  }

  /// Speed over the last minutes, the newest at the right, as columns from the foot up.
  private func drawTrace(_ history: SpeedHistory, _ canvas: inout Canvas, top: Int, bottom: Int) {
    let rows = bottom - top + 1
    guard rows >= 2 else { return }
    let columns = canvas.size.columns - 4
    let shown = history.speedsMps.suffix(columns)
    // At least walking pace, so that a standing belt does not look lively.
    let fullMps = max(0.5, shown.max() ?? 0)
    let eighths: [Character] = isUnicode ? Array(" ▁▂▃▄▅▆▇█") : Array("  ..::##")
    for (index, speed) in shown.enumerated() {
      let column = 2 + columns - shown.count + index
      let height = max(0, min(1, speed / fullMps)) * Double(rows)
      for row in 0..<rows {
        let share = max(0, min(1, height - Double(row)))
        let cell = eighths[Int((share * Double(eighths.count - 1)).rounded())]
        if cell != " " { canvas[bottom - row, column] = Cell(character: cell, style: .trace) }
      }
    }
    let seconds = Double(shown.count) * Double(SpeedHistory.everyNs) / 1e9
    canvas.write(
      "last \(Figures.clock(seconds)), top \(kmh(fullMps)) km/h", row: bottom + 1, column: 2, .faint)
  }

  private func drawFoot(_ frame: LiveFrame, _ canvas: inout Canvas) {
    let row = canvas.size.rows - 2
    if let trouble = trouble(frame) {
      drawTrouble(trouble, &canvas, row: row)
    } else {
      let backend = frame.backend.map { " by \($0)" } ?? ""
      canvas.write(ascii("sensor: \(frame.sensorText)\(backend)"), row: row, column: 2, .faint)
    }
    let counters = frame.counters
    let rejected = counters.bounces + counters.wentBack
    let lost = counters.kernelLost.map { "\($0)" } ?? "unknown"
    // Shown where there is any: each is a reason to look at the sensor.
    let missed = (counters.missed ?? 0) > 0 ? "missed \(counters.missed ?? 0)   " : ""
    let text =
      "total \(Figures.fixed(frame.totalDistanceM, 1)) m   pulses \(counters.pulses)   rejected \(rejected)   "
      + missed + "lost \(lost)   sets logged \(frame.setsLogged)   q quits"
    canvas.write(text, row: row + 1, column: 2, .faint)
  }

  /// What is wrong and what to do, over the line above as well where one is not enough.
  private func drawTrouble(_ trouble: String, _ canvas: inout Canvas, row: Int) {
    let room = max(1, canvas.size.columns - 4)
    if trouble.count <= room {
      canvas.write(" \(trouble) ", row: row, column: 1, .alarm)
      return
    }
    let cut = trouble.prefix(room).lastIndex(of: " ") ?? trouble.index(trouble.startIndex, offsetBy: room)
    for (offset, part) in [trouble[..<cut], trouble[cut...].prefix(room)].enumerated() {
      let text = part.drop { $0 == " " }
      let blank = String(repeating: " ", count: max(0, room - text.count))
      canvas.write(" \(text)\(blank) ", row: row - 1 + offset, column: 1, .alarm)
    }
  }

  /// What is wrong, in one line; nil where nothing is.
  private func trouble(_ frame: LiveFrame) -> String? {
    switch frame.sensor {
    case .lost: return ascii("SENSOR LOST: " + frame.sensorText)
    case .waiting: return ascii("NO SENSOR: " + frame.sensorText)
    case .ok, .simulated, .replay, .ended: return frame.health.map { ascii("! " + $0) }
    }
  }

  private func brief(_ set: SetSummary) -> String {
    "last \(Figures.clock(set.durationS)) \(Figures.fixed(set.distanceM, 1)) m \(kmh(set.meanSpeedMps)) km/h"
  }

  private func style(_ frame: LiveFrame) -> CellStyle { frame.phase == "idle" ? .plain : .active }

  /// Without a sensor the belt's speed is unknown, not 0.
  private func speed(_ frame: LiveFrame) -> String {
    frame.sensor == .lost || frame.sensor == .waiting ? Figures.unknown : kmh(frame.displaySpeedMps)
  }

  private func kmh(_ mps: Double) -> String { Figures.fixed(mps * 3.6, 2) }

  /// The same in ASCII where the terminal shows nothing else.
  private func ascii(_ text: String) -> String {
    if isUnicode { return text }
    var plain = ""
    for character in text {
      switch character {
      case "±": plain += "+-"
      case "–": plain += "-"
      case _ where character.isASCII: plain.append(character)
      default: plain += "?"
      }
    }
    return plain
  }
}
