// SPDX-License-Identifier: Apache-2.0
//
// Owns: sets as a table that a spreadsheet opens by a double click. Must not know: how a cell is written.
//
// Excel takes a file for UTF-8 only with a byte order mark, and takes numbers and separators as its own language has them:
// where the decimal mark is a comma, columns are separated by semicolons. Times are local and in the one form that Excel
// knows in every language. Clock readings are left out: with more than 15 digits Excel would change them.

import SetLog
import Text

struct ExcelTableWriter: ExportWriter {
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private let text: ReportText
  private let mark: DecimalMark

  init(_ options: ExportOptions) {
    text = ReportText(options.language)
    mark = options.decimalMark
  }

  private var separator: String { mark == .comma ? ";" : "," }

  mutating func begin(_ sink: ([UInt8]) throws -> Void) throws {
    let heads = Self.columns.map { CSVCell.word(text.head($0.head)) }
    try sink(Self.byteOrderMark + Array(CSVText.line(heads, separator: separator).utf8))
  }

  mutating func write(_ session: ExportedSession, _ sink: ([UInt8]) throws -> Void) throws {
    for set in session.sets {
      let cells = Self.columns.map { $0.cell(set.record, text) }
      try sink(Array(CSVText.line(cells, separator: separator, decimalMark: mark).utf8))
    }
  }

  private struct Column: Sendable {
    var head: ReportPhrase
    var cell: @Sendable (SetRecord, ReportText) -> CSVCell

    init(_ head: ReportPhrase, _ cell: @escaping @Sendable (SetRecord, ReportText) -> CSVCell) {
      self.head = head
      self.cell = cell
    }

    /// A number with so many decimals at most.
    init(_ head: ReportPhrase, _ decimals: Int, _ value: @escaping @Sendable (SetRecord) -> Double?) {
      self.init(head) { record, _ in .number(value(record).map { DecimalText.rounded($0, decimals) }) }
    }
  }

  private static let columns: [Column] = identity + motion + effort + remarks

  private static let identity: [Column] = [
    Column(.date) { record, _ in .word(String(local(record).prefix(10))) },
    Column(.start) { record, _ in .word(String(local(record).suffix(8))) },
    Column(.walker) { record, _ in .text(record.walker) },
    Column(.machine) { record, _ in .text(record.machine) },
    Column(.protocolName) { record, _ in .text(record.protocol) },
    Column(.set) { record, _ in .whole(Int64(record.indexInSession)) },
  ]

  private static let motion: [Column] = [
    Column(.restS, 1) { $0.restBeforeS },
    Column(.timeS, 1) { $0.durationS },
    Column(.motionS, 1) { $0.movingTimeS },
    Column(.distanceM, 2) { $0.distanceM },
    Column(.distanceSdM, 2) { $0.distanceSdM },
    Column(.speedKmh, 2) { $0.meanSpeedMps * 3.6 },
    Column(.topKmh, 2) { $0.maxSpeedMps * 3.6 },
    Column(.change, 1) { $0.fade.map { $0 * 100 } },
    Column(.steps) { record, _ in .whole(record.steps.map { Int64($0) }) },
    Column(.cadence, 1) { $0.cadenceSpm },
  ]

  private static let effort: [Column] = [
    Column(.powerW, 1) { $0.meanPowerW },
    Column(.powerSdW, 1) { $0.powerSdW },
    Column(.workKJ, 3) { $0.workJ.map { $0 / 1000 } },
    Column(.drag) { record, text in .word(basis(record).map { text($0) } ?? "") },
    Column(.exertion, 1) { $0.rpe },
    Column(.pain, 1) { record in record.pain.map { Double($0) } },
  ]

  private static let remarks: [Column] = [
    Column(.note) { record, _ in .text(record.note) },
    Column(.suspect) { record, text in .text(record.suspect.map(text.reason)) },
    Column(.id) { record, _ in .text(record.id) },
  ]

  /// What the work rests on.
  private static func basis(_ record: SetRecord) -> ReportPhrase? {
    if record.isEntered { return .enteredByHand }
    guard record.workJ != nil else { return nil }
    return record.quality.powerIsEstimated ? .dragEstimated : .dragMeasured
  }

  private static func local(_ record: SetRecord) -> String {
    LocalTime.text(record.startedAt, utcOffsetS: record.utcOffsetS)
  }
}
