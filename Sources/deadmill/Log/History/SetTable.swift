// SPDX-License-Identifier: Apache-2.0
//
// Owns: many sets as a table for people. Must not know: where they come from.

import Foundation
import SetLog
import Text

/// A table of sets that grows as they come: by month, day and session on a terminal, line by line elsewhere.
struct SetTable {
  /// What `~` in a line means.
  static let estimated = "~ estimated: the drag of this machine has not been measured.\n"
  /// What `*` in a line means.
  static let best = "* personal best on that machine (current calibration).\n"

  /// What `!` in a line means.
  static let suspect = "! suspect, not counted: `show ID` says why, `accept ID` counts it.\n"

  /// What `+` in a line means.
  static let entered = "+ entered by hand, not measured.\n"

  private let ids: ShortIDs
  private let columns: SetColumns
  private let table: ColumnTable
  private let look: TerminalLook
  /// In what sets are a best, by their identifiers.
  private let bests: [String: Set<BestKind>]
  private var day: [(date: String, record: SetRecord)] = []
  private var month = ""
  private var isAfterGroup = true
  private(set) var count = 0
  private var hasEstimates = false
  private var hasBests = false
  private var hasSuspects = false
  private var hasEntered = false

  init(
    look: TerminalLook, names: SetNames = SetNames(), bests: [String: Set<BestKind>] = [:],
    ids: ShortIDs = .usual
  ) {
    self.look = look
    self.ids = ids
    self.bests = bests
    columns = SetColumn.chosen(look, names, ids)
    table = ColumnTable(columns: columns.columns.map(\.table), look: look)
  }

  /// The heads of the columns.
  var head: String { table.head }

  /// Takes a set, later than those before; gives what can be written now.
  mutating func add(_ record: SetRecord) -> String {
    count += 1
    hasSuspects = hasSuspects || record.suspect != nil
    hasEntered = hasEntered || record.isEntered
    hasEstimates = hasEstimates || record.quality.powerIsEstimated && record.meanPowerW != nil
    let date = LocalTime.text(record.startedAt)
    guard look.isTerminal else { return line(record, when: String(date.prefix(16))) }
    let ended = day.last.map { $0.date.prefix(10) == date.prefix(10) } ?? true ? "" : endDay()
    day.append((date, record))
    return ended
  }

  /// What is left to write, with what the marks mean.
  mutating func end() -> String {
    let rest = endDay()
    let marks =
      (hasEstimates ? Self.estimated : "") + (hasBests ? Self.best : "") + (hasSuspects ? Self.suspect : "")
      + (hasEntered ? Self.entered : "")
    return rest + (look.isTerminal && !isAfterGroup ? "\n" : "") + look.wrapped(marks)
  }

  /// The sets of a day, session by session: those of two machines take turns in time.
  private mutating func endDay() -> String {
    defer { day = [] }
    guard let first = day.first else { return "" }
    var text = heading(first.date)
    var sessions: [String] = []
    // Where walkers took turns each has a session of their own.
    func session(_ record: SetRecord) -> String { record.sessionId + "\n" + (record.walker ?? "") }
    for (_, record) in day where !sessions.contains(session(record)) { sessions.append(session(record)) }
    var isDayTold = false
    for one in sessions {
      let sets = day.filter { session($0.record) == one }
      // A blank line around what belongs together; sets of a session each stay close.
      if !isAfterGroup, sets.count > 1 { text += "\n" }
      for (date, record) in sets {
        let time = date.dropFirst(11).prefix(5)
        text += line(record, when: (isDayTold ? "      " : Self.dayName(date)) + " " + time)
        isDayTold = true
      }
      if sets.count > 1 { text += "\n" }
      isAfterGroup = sets.count > 1
    }
    return text
  }

  /// The month, at its first set.
  private mutating func heading(_ date: String) -> String {
    guard date.prefix(7) != month else { return "" }
    let isFirst = month.isEmpty
    month = String(date.prefix(7))
    let gap = isFirst || isAfterGroup ? "" : "\n"
    isAfterGroup = true
    return gap + look.paint(Self.monthName(date), .head) + "\n"
  }

  private mutating func line(_ record: SetRecord, when: String) -> String {
    let kinds = bests[record.id] ?? []
    hasBests = hasBests || !kinds.isEmpty
    let cells = columns.columns.map { column, table in
      var cell = column.cell(record, when: when, kinds, width: table.width, look, ids, columns.shown)
      // Without its own column the mark goes to the time.
      if column == .time, record.suspect != nil, !columns.has(.set) { cell.text = "!" + cell.text }
      return cell
    }
    return table.line(cells) + namesLine(record)
  }

  /// The names for which a narrow table has no columns.
  private func namesLine(_ record: SetRecord) -> String {
    let names = columns.missingNames.map { column in
      column == .walker ? record.walker ?? "no walker" : record.machine
    }
    guard !names.isEmpty else { return "" }
    let indent = "  "
    return indent + look.name(names.joined(separator: ", "), atMost: max(4, look.columns - indent.count))
      + "\n"
  }

  /// All of some sets at once.
  static func text(_ records: [SetRecord], names: SetNames = SetNames(), ids: ShortIDs = .usual) -> String {
    var table = SetTable(look: .standardOutput, names: names, ids: ids)
    return table.head + records.map { table.add($0) }.joined() + table.end()
  }

  private static func monthName(_ date: String) -> String {
    let months = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
      "November", "December",
    ]
    guard let day = LocalDay(String(date.prefix(10))) else { return String(date.prefix(7)) }
    return "\(months[day.civil.month - 1]) \(day.civil.year)"
  }

  /// `Thu 24`, six places.
  private static func dayName(_ date: String) -> String {
    guard let day = LocalDay(String(date.prefix(10))) else { return "      " }
    let number = day.civil.day
    let name = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][day.number - day.monday.number]
    return name + (number < 10 ? "  " : " ") + "\(number)"
  }

  /// A set in a few words.
  static func short(_ record: SetRecord, _ ids: ShortIDs = .usual) -> String {
    "\(ids.text(record.id)), \(LocalTime.text(record.startedAt).prefix(16)), \(DecimalText.fixed(record.distanceM, 1)) m"
  }

  /// What a new calibration changed, on one line.
  static func difference(_ old: SetRecord, _ new: SetRecord, _ ids: ShortIDs = .usual) -> String {
    let distance = "\(DecimalText.fixed(old.distanceM, 2)) -> \(DecimalText.fixed(new.distanceM, 2)) m"
    let duration = "\(DecimalText.fixed(old.durationS, 1)) -> \(DecimalText.fixed(new.durationS, 1)) s"
    func watts(_ record: SetRecord) -> String {
      record.meanPowerW.map { DecimalText.fixed($0, 0) } ?? "unknown"
    }
    return "\(ids.text(new.id))  \(duration)  \(distance)  \(watts(old)) -> \(watts(new)) W"
  }
}

/// What a table has to show beside figures.
struct SetNames: Equatable {
  /// Empty if all sets are one walker's, or none has a walker.
  var walkers: [String] = []
  /// Empty if all sets are of one machine.
  var machines: [String] = []
  var hasExertion = false
  var hasPain = false
  var hasNotes = false

  init() {}

  /// What sets of a filter may have.
  /// - Parameter newest: only so many will be shown.
  init(_ log: SetLog, _ filter: SetFilter, newest: Int? = nil) throws {
    if filter.walker == nil, !filter.isAnonymous { walkers = try log.walkers().map(\.name) }
    if filter.machine == nil {
      let names = try log.machines().map(\.name)
      if names.count > 1 { machines = names }
    }
    (hasExertion, hasPain, hasNotes) = try log.feedback(in: filter, newest: newest ?? Self.mostLookedAt)
  }

  private static let mostLookedAt = 100_000

  /// The columns that distinguish people and machines.
  var named: [(SetColumn, [String])] { [(.walker, walkers), (.machine, machines)] }
}
