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
  case exertion
  case pain
  case id
  case note

  /// On the narrowest terminal too.
  private static let always: [SetColumn] = [.when, .time, .distance, .id]
  /// A name in fewer columns is not readable.
  private static let shortestName = 7
  private static let longestName = 20
  private static let longestNote = 40
  /// Where lines may be as long as they want, as in a pipe.
  private static let widest = 200

  /// As many columns as there is room for, with their widths, the most useful first: what distinguishes sets, then figures,
  /// then names as long as they are, then what else is known.
  static func chosen(_ look: TerminalLook, _ names: SetNames, _ ids: ShortIDs) -> SetColumns {
    var room = Room(total: look.isTerminal ? look.columns : widest)
    for column in always { room.take(column, column.table(look, ids).width) }
    room.add(.set, 3)
    for (column, list) in names.named { room.add(column, list.isEmpty ? nil : shortestName) }
    room.add(.speed, 6)
    room.add(.power, powerWidth, else: figureWidth)
    for (column, list) in names.named where room.widths[column] != nil {
      room.widen(column, to: min(longestName, list.map(look.width).max() ?? 0))
    }
    room.add(.exertion, names.hasExertion ? 3 : nil)
    room.add(.pain, names.hasPain ? 4 : nil)
    room.add(.work, 7)
    room.add(.cadence, 9)
    room.add(.note, names.hasNotes ? shortestName : nil)
    if room.widths[.note] != nil { room.widen(.note, to: longestNote) }
    let columns = allCases.compactMap { column in
      room.widths[column].map { width in
        var table = column.table(look, ids)
        table.width = width
        return (column: column, table: table)
      }
    }
    let missing = names.named.filter { room.widths[$0.0] == nil && !$0.1.isEmpty }.map(\.0)
    var shown: [String: String] = [:]
    for (column, list) in names.named {
      guard let width = room.widths[column] else { continue }
      shown.merge(look.distinct(list, atMost: width)) { first, _ in first }
    }
    return SetColumns(columns: columns, missingNames: missing, shown: shown)
  }

  /// Columns side by side, and what is left for more.
  private struct Room {
    var total: Int
    private(set) var widths: [SetColumn: Int] = [:]

    init(total: Int) { self.total = total }

    private var left: Int { total - widths.values.reduce(0) { $0 + $1 + ColumnTable.gap } + ColumnTable.gap }

    mutating func take(_ column: SetColumn, _ width: Int) { widths[column] = width }

    /// If there is room. A nil width is a column without content.
    mutating func add(_ column: SetColumn, _ width: Int?, else smaller: Int? = nil) {
      guard let fitting = [width, smaller].compactMap({ $0 }).first(where: { $0 + ColumnTable.gap <= left })
      else { return }
      widths[column] = fitting
    }

    mutating func widen(_ column: SetColumn, to wanted: Int) {
      let width = widths[column] ?? 0
      widths[column] = width + max(0, min(left, wanted - width))
    }
  }

  /// Its head, and how wide it is by itself.
  private func table(_ look: TerminalLook, _ ids: ShortIDs) -> TableColumn {
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
    case .exertion: TableColumn("RPE", 3, isRight: true)
    case .pain: TableColumn("pain", 4, isRight: true)
    case .note: TableColumn("note", Self.shortestName)
    case .id: TableColumn("id", ids.length)
    }
  }

  private static let powerWidth = 10
  /// Without its uncertainty.
  private static let figureWidth = 6

  /// What a set has in it.
  /// - Parameters:
  ///   - kinds: in what it is a best.
  ///   - width: of the column.
  ///   - shown: names as they are shown, where that is not their beginning.
  func cell(
    _ record: SetRecord, when: String, _ kinds: Set<BestKind>, width: Int, _ look: TerminalLook,
    _ ids: ShortIDs, _ shown: [String: String]
  ) -> TableCell {
    switch self {
    case .when: TableCell(when)
    case .set:
      TableCell((record.suspect != nil ? "!" : record.isEntered ? "+" : "") + "\(record.indexInSession)")
    case .walker: TableCell(shown[record.walker ?? ""] ?? look.name(record.walker ?? "-", atMost: width))
    case .machine: TableCell(shown[record.machine] ?? look.name(record.machine, atMost: width))
    case .time: marked(ClockText.minutes(record.durationS), [.longest], kinds)
    case .distance: marked(DecimalText.fixed(record.distanceM, 1), [.farthest], kinds)
    case .speed: marked(DecimalText.fixed(record.meanSpeedMps * 3.6, 2), [.fastest], kinds)
    case .cadence: TableCell(record.cadenceSpm.map { DecimalText.fixed($0, 0) } ?? "-")
    case .power: marked(Self.watts(record, look, width), [.strongest, .strongestEstimated], kinds)
    case .work: marked(Self.kilojoules(record), [.mostWork, .mostEstimatedWork], kinds)
    case .exertion: TableCell(record.rpe.map { DecimalText.plain($0) } ?? "")
    case .pain: TableCell(record.pain.map { "\($0)" } ?? "")
    case .note: TableCell(look.name(record.note ?? "", atMost: width))
    case .id: TableCell(ids.text(record.id))
    }
  }

  /// A best has a star as well as a colour; otherwise a blank keeps the figures aligned.
  private func marked(_ text: String, _ claims: Set<BestKind>, _ kinds: Set<BestKind>) -> TableCell {
    claims.isDisjoint(with: kinds) ? TableCell(text + " ") : TableCell(text + "*", .best)
  }

  private static func watts(_ record: SetRecord, _ look: TerminalLook, _ width: Int) -> String {
    guard let watts = record.meanPowerW else { return "-" }
    let figure = tilde(record) + DecimalText.fixed(watts, 0)
    guard let sd = record.powerSdW.map({ DecimalText.fixed($0, 0) }) else { return figure }
    // As if of two digits, so that the figures before them stay aligned; without room, only `show` has it.
    let pair = figure + " " + look.plusMinus + (sd.count < 2 ? " " : "") + sd
    return pair.count < width ? pair : figure
  }

  private static func kilojoules(_ record: SetRecord) -> String {
    record.workJ.map { tilde(record) + DecimalText.fixed($0 / 1000, 2) } ?? "-"
  }

  private static func tilde(_ record: SetRecord) -> String { record.quality.powerIsEstimated ? "~" : "" }
}

/// The columns of a table of sets.
struct SetColumns {
  var columns: [(column: SetColumn, table: TableColumn)]
  /// Names for which there is no column: they take a line of their own.
  var missingNames: [SetColumn]
  /// Names as they are shown where columns are narrow.
  var shown: [String: String] = [:]

  func has(_ column: SetColumn) -> Bool { columns.contains { $0.column == column } }
}
