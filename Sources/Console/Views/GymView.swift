// SPDX-License-Identifier: Apache-2.0
//
// Owns: all machines of one Pi, side by side. Must not know: terminals, sockets.

import LiveFeed
import Words

extension Sheet {
  /// The least space for a machine.
  private static let smallestTile = ScreenSize(rows: 3, columns: 18)

  mutating func gym() {
    var area = canvas.area
    if area.rows >= 8 { head(area.takeTop(1)) }
    if area.rows >= 6 { foot(area.takeBottom(min(footRows(area.columns), 2)), otherwise: totals) }
    let machines = scene.machines.isEmpty ? [thisMachine] : scene.machines
    let (across, down) = grid(machines.count, area)
    let shown = across * down < machines.count ? max(1, across * down - 1) : machines.count
    for (index, machine) in machines.prefix(shown).enumerated() {
      tile(machine, cell(index, across, down, area), isChosen: machines.count > 1 && index == scene.chosen)
    }
    if shown < machines.count {
      let position = cell(shown, across, down, area).inset(columns: 1)
      write(text(.gymMore, "\(machines.count - shown)"), in: position, row: 0, .left, .faint)
    }
  }

  /// Before the daemon has said which machines there are.
  private var thisMachine: MachineStatus {
    var machine = MachineStatus(frame)
    if scene.waitsFor != nil { machine.sensor = .waiting }
    return machine
  }

  /// Columns and rows of the grid that give the largest figures.
  private func grid(_ count: Int, _ area: Area) -> (across: Int, down: Int) {
    let mostAcross = max(1, area.columns / Self.smallestTile.columns)
    let mostDown = max(1, area.rows / Self.smallestTile.rows)
    var best = (across: mostAcross, down: min(mostDown, (count + mostAcross - 1) / mostAcross))
    var bestRows = -1
    for across in 1...min(mostAcross, max(1, count)) {
      let down = (count + across - 1) / across
      if down > mostDown { continue }
      let position = Area(row: 0, column: 0, rows: area.rows / down - 2, columns: area.columns / across - 3)
      let rows = measure([figures.unit.widest], in: position)?.height ?? 0
      if rows > bestRows {
        bestRows = rows
        best = (across, down)
      }
    }
    return best
  }

  private func cell(_ index: Int, _ across: Int, _ down: Int, _ area: Area) -> Area {
    let (rows, columns) = (area.rows / down, area.columns / across)
    return Area(
      row: area.row + index / across * rows, column: area.column + index % across * columns, rows: rows,
      columns: columns)
  }

  /// Name, speed as large as fits, current activity.
  private mutating func tile(_ machine: MachineStatus, _ area: Area, isChosen: Bool) {
    var position = area.inset(columns: 1)
    let isBlind = machine.sensor == .lost || machine.sensor == .waiting
    let isSet = machine.setElapsedS != nil
    let style: Style = isBlind ? .alarm : isSet ? .active : machine.restElapsedS == nil ? .plain : .rest
    var name = machine.name
    if let walker = machine.walker, !walker.isEmpty { name += " · " + walker }
    rule(name, position.takeTop(1), isBlind || machine.health != nil ? .alarm : .title, isChosen: isChosen)
    var state = position.takeBottom(1)
    if machine.health != nil || isBlind {
      write(machine.health ?? text(.gymOff), in: state, .left, .alarm)
    } else {
      if isSet, let distance = machine.setDistanceM {
        let metres = figures.length(distance)
        if state.columns >= width(metres) + 16 {
          write(metres, in: state.takeRight(width(metres)), .right, .plain)
        }
      }
      write(stateText(machine), in: state, .left, style == .plain ? .faint : style)
    }
    let speed = isBlind ? Figures.unknown : figures.speed(machine.displaySpeedMps)
    if measure([figures.unit.widest], in: position) == nil {
      write("\(speed) \(figures.unit.rawValue)", in: position, .left, isBlind ? .plain : style)
    } else {
      figure(speed, widest: figures.unit.widest, in: position, .centre, isBlind ? .plain : style)
    }
  }

  /// A name on a line that separates the tiles.
  /// - Parameter isChosen: whether keys act on it: its line is double, and an arrow points at its name.
  private mutating func rule(_ name: String, _ area: Area, _ style: Style, isChosen: Bool) {
    // The double line is not in the fonts of the Linux console.
    let isPlain = look.glyphs != .unicode
    let line: Character = isChosen ? isPlain ? "=" : "═" : look.glyphs == .ascii ? "-" : "─"
    let name = isChosen ? "> " + name : name
    for column in area.column..<area.end {
      canvas.put(line, row: area.row, column: column, look.depth.ink(isChosen ? .title : .track))
    }
    let text = SafeText.cut(name, to: max(0, area.columns - 4), look.glyphs)
    canvas.write(
      " \(text) ", row: area.row, column: area.column + 1, look.depth.ink(style), before: area.end)
  }

  private func stateText(_ machine: MachineStatus) -> String {
    if let elapsedS = machine.setElapsedS {
      let coasting = machine.isCoasting ? "  " + text(.coasting).lowercased() : ""
      return text(.gymSet, "\(machine.setNumber ?? 0)") + "  " + figures.clock(elapsedS) + coasting
    }
    if let restS = machine.restElapsedS { return text(.gymRest) + "  " + figures.clock(restS) }
    return text(.gymIdle)
  }
}
