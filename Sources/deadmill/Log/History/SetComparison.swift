// SPDX-License-Identifier: Apache-2.0
//
// Owns: a set beside the previous one and the best, if comparable, as in the console after a set.
// Must not know: how anything else of a set is shown.

import SetLog
import Text

/// A set beside others.
struct SetComparison: Equatable {
  let record: SetRecord
  /// The walker's set of an earlier session on the same machine with the same calibration, at the same position if
  /// there was one: as the console shows it.
  let last: SetRecord?
  /// The walker's best on the same machine with the same calibration.
  let bests: [BestSet]

  private static let kinds: [BestKind] = [
    .longest, .farthest, .fastest, .strongest, .strongestEstimated, .mostWork, .mostEstimatedWork,
  ]

  init(record: SetRecord, last: SetRecord?, bests: [BestSet]) {
    self.record = record
    self.last = last
    self.bests = bests
  }

  init(_ record: SetRecord, in log: SetLog) throws {
    self.record = record
    var filter = SetOwner(walker: record.walker).filter(within: SetFilter())
    filter.machine = record.machine
    bests = try log.bests(filter).filter { $0.calibrationId == record.calibrationId }
    last = try log.newest(
      ComparableSets(before: record), notIn: record.sessionId, position: record.indexInSession)
  }

  /// A table of comparable values; one line if there is nothing to compare with.
  func lines(_ look: TerminalLook, _ ids: ShortIDs = .usual) -> [String] {
    guard record.counts else {
      return [
        "  It is not compared: a \(record.discardedAt == nil ? "suspect" : "discarded") set counts for nothing."
      ]
    }
    let whose = record.walker.map { "of \(look.name($0, atMost: 20)) " } ?? ""
    let others = bests.contains { $0.setId != record.id } || last != nil
    guard others else {
      return ["  The first set \(whose)on this machine with this calibration; nothing to compare yet."]
    }
    let columns = [
      TableColumn("", 11), TableColumn("this set", 10, isRight: true),
      TableColumn("last time", 10, isRight: true), TableColumn("change", 8, isRight: true),
      TableColumn("best", 10, isRight: true), TableColumn("on", 10),
    ]
    let kept = ColumnTable.fitting(columns, order: [0, 1, 4, 2, 5, 3], in: look.columns)
    let table = ColumnTable(columns: kept.map { columns[$0] }, look: look)
    var lines = [table.head]
    for kind in Self.kinds {
      guard let best = bests.first(where: { $0.kind == kind }) else { continue }
      let cells = row(kind, best)
      lines.append(table.line(kept.map { cells[$0] }))
    }
    if let last {
      lines.append(
        "  last time: \(ids.text(last.id)), \(LocalTime.text(last.startedAt).prefix(16))\n")
    }
    return lines.map { String($0.dropLast()) }
  }

  private func row(_ kind: BestKind, _ best: BestSet) -> [TableCell] {
    let own = Self.value(kind, record)
    let before = last.flatMap { Self.value(kind, $0) }
    var change = ""
    if let own, let before { change = Self.difference(kind, own - before) }
    let isBest = best.setId == record.id
    return [
      TableCell("  " + Self.name(kind)),
      TableCell(own.map { Self.text(kind, $0) } ?? "-", isBest ? .best : .plain),
      TableCell(before.map { Self.text(kind, $0) } ?? "-"), TableCell(change),
      TableCell(Self.text(kind, best.value), isBest ? .best : .plain),
      isBest ? TableCell("this one *", .best) : TableCell(best.day?.description ?? ""),
    ]
  }

  static func name(_ kind: BestKind) -> String {
    switch kind {
    case .longest: "time"
    case .farthest: "distance"
    case .fastest: "speed"
    case .mostWork, .mostEstimatedWork: "work"
    case .strongest, .strongestEstimated: "power"
    default: kind.rawValue
    }
  }

  /// A set's value of a kind; nil if the set does not count for it.
  private static func value(_ kind: BestKind, _ record: SetRecord) -> Double? {
    switch kind {
    case .longest: record.durationS
    case .farthest: record.distanceM
    case .fastest: record.meanSpeedMps
    case .mostWork, .mostEstimatedWork: record.workJ
    case .strongest, .strongestEstimated: record.meanPowerW
    default: nil
    }
  }

  static func text(_ kind: BestKind, _ value: Double) -> String {
    switch kind {
    case .longest: ClockText.minutes(value)
    case .farthest: DecimalText.fixed(value, 1) + " m"
    case .fastest: DecimalText.fixed(value * 3.6, 2) + " km/h"
    case .mostWork: DecimalText.fixed(value / 1000, 2) + " kJ"
    case .mostEstimatedWork: "~" + DecimalText.fixed(value / 1000, 2) + " kJ"
    case .strongest: DecimalText.fixed(value, 0) + " W"
    case .strongestEstimated: "~" + DecimalText.fixed(value, 0) + " W"
    default: DecimalText.plain(value) + " " + kind.unit
    }
  }

  private static func difference(_ kind: BestKind, _ value: Double) -> String {
    let sign = value < 0 ? "-" : "+"
    switch kind {
    case .longest: return sign + ClockText.minutes(value.magnitude)
    case .farthest: return sign + DecimalText.fixed(value.magnitude, 1)
    case .fastest: return sign + DecimalText.fixed(value.magnitude * 3.6, 2)
    case .mostWork, .mostEstimatedWork: return sign + DecimalText.fixed(value.magnitude / 1000, 2)
    case .strongest, .strongestEstimated: return sign + DecimalText.fixed(value.magnitude, 0)
    default: return sign + DecimalText.plain(value.magnitude)
    }
  }
}
