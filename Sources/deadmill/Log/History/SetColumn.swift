// SPDX-License-Identifier: Apache-2.0
//
// Owns: the columns of a table of sets: which there is room for, how wide, what is in them. Must not know: lines.

import SetLog
import Text

/// A column of a table of sets, in the order in which they are shown.
enum SetColumn: CaseIterable {
  case when
  case set
  case walker
  case machine
  case time
  case distance
  case speed
  case cadence
  case power
  case work
  case id

  private static let always: [SetColumn] = [.when, .set, .time, .distance, .speed, .power, .id]
  /// A name in fewer columns is not readable.
  private static let shortestName = 7
  private static let longestName = 20

  /// As many columns as there is room for, with their widths: first those that distinguish names, then names as long as
  /// they are, then what else is known.
  static func chosen(_ look: TerminalLook, _ names: SetNames) -> [(column: SetColumn, table: TableColumn)] {
    var widths = [SetColumn: Int]()
    for column in always { widths[column] = column.table(look).width }
    func left() -> Int {
      look.columns - widths.values.reduce(0) { $0 + $1 + ColumnTable.gap } + ColumnTable.gap
    }
    let named: [(SetColumn, [String])] = [(.walker, names.walkers), (.machine, names.machines)]
    for (column, names) in named where !names.isEmpty && left() >= shortestName + ColumnTable.gap {
      widths[column] = shortestName
    }
    for (column, names) in named {
      guard let width = widths[column] else { continue }
      let wanted = min(longestName, names.map(look.width).max() ?? 0)
      widths[column] = width + max(0, min(left(), wanted - width))
    }
    for column in [SetColumn.work, .cadence] {
      let width = column.table(look).width
      if left() >= width + ColumnTable.gap { widths[column] = width }
    }
    return allCases.compactMap { column in
      widths[column].map { width in
        var table = column.table(look)
        table.width = width
        return (column, table)
      }
    }
  }

  /// Its head, and how wide it is by itself.
  private func table(_ look: TerminalLook) -> TableColumn {
    switch self {
    case .when: TableColumn("when", look.isTerminal ? 12 : 16)
    case .set: TableColumn("set", 3, isRight: true)
    case .walker: TableColumn("walker", Self.shortestName)
    case .machine: TableColumn("machine", Self.shortestName)
    case .time: TableColumn("time ", 7, isRight: true)
    case .distance: TableColumn("metres ", 8, isRight: true)
    case .speed: TableColumn("km/h ", 6, isRight: true)
    case .cadence: TableColumn("steps/min", 9, isRight: true)
    case .power: TableColumn("watts ", Self.powerWidth, isRight: true)
    case .work: TableColumn("kJ ", 7, isRight: true)
    case .id: TableColumn("id", SetTable.idLength)
    }
  }

  private static let powerWidth = 10

  /// What a set has in it.
  /// - Parameters:
  ///   - kinds: in what it is a best.
  ///   - width: of the column.
  func cell(
    _ record: SetRecord, when: String, _ kinds: Set<BestKind>, width: Int, _ look: TerminalLook
  ) -> TableCell {
    switch self {
    case .when: TableCell(when)
    case .set:
      TableCell((record.suspect != nil ? "!" : record.isEntered ? "+" : "") + "\(record.indexInSession)")
    case .walker: TableCell(look.name(record.walker ?? "-", atMost: width))
    case .machine: TableCell(look.name(record.machine, atMost: width))
    case .time: marked(ClockText.minutes(record.durationS), [.longest], kinds)
    case .distance: marked(DecimalText.fixed(record.distanceM, 1), [.farthest], kinds)
    case .speed: marked(DecimalText.fixed(record.meanSpeedMps * 3.6, 2), [.fastest], kinds)
    case .cadence: TableCell(record.cadenceSpm.map { DecimalText.fixed($0, 0) } ?? "-")
    case .power: marked(Self.watts(record, look), [.strongest, .strongestEstimated], kinds)
    case .work: marked(Self.kilojoules(record), [.mostWork, .mostEstimatedWork], kinds)
    case .id: TableCell(String(record.id.prefix(SetTable.idLength)))
    }
  }

  /// A best has a star as well as a colour; otherwise a blank keeps the figures aligned.
  private func marked(_ text: String, _ claims: Set<BestKind>, _ kinds: Set<BestKind>) -> TableCell {
    claims.isDisjoint(with: kinds) ? TableCell(text + " ") : TableCell(text + "*", .best)
  }

  private static func watts(_ record: SetRecord, _ look: TerminalLook) -> String {
    guard let watts = record.meanPowerW else { return "-" }
    let figure = tilde(record) + DecimalText.fixed(watts, 0)
    guard let sd = record.powerSdW.map({ DecimalText.fixed($0, 0) }) else { return figure }
    // As if of two digits, so that the figures before them stay aligned; without room, only `show` has it.
    let pair = figure + " " + look.plusMinus + (sd.count < 2 ? " " : "") + sd
    return pair.count < powerWidth ? pair : figure
  }

  private static func kilojoules(_ record: SetRecord) -> String {
    record.workJ.map { tilde(record) + DecimalText.fixed($0 / 1000, 2) } ?? "-"
  }

  private static func tilde(_ record: SetRecord) -> String { record.quality.powerIsEstimated ? "~" : "" }
}
