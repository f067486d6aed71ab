// SPDX-License-Identifier: Apache-2.0
//
// Owns: the table of sets over time, four lines a second. Must not know: how a cell is written.

import SetLog

struct TraceTableWriter: ExportWriter {
  mutating func begin(_ sink: ([UInt8]) throws -> Void) throws {
    let names = ["setId", "time_s", "distance_m", "speed_mps", "power_w", "work_j"]
    try sink(Array(CSVText.line(names.map { .word($0) }).utf8))
  }

  mutating func write(_ session: ExportedSession, _ sink: ([UInt8]) throws -> Void) throws {
    for set in session.sets { try sink(Array(Self.lines(set).utf8)) }
  }

  mutating func end(_ sink: ([UInt8]) throws -> Void) throws {}

  /// Speed and power are means since the line before; both are unknown in the first.
  private static func lines(_ set: ExportedSet) -> String {
    var text = ""
    var last: SetTrace.Point?
    for point in set.trace.points {
      let speedMps = last == nil ? nil : point.speedMps
      text += CSVText.line([
        .text(set.record.id), .number(point.timeS), .number(point.distanceM), .number(speedMps),
        .number(last.flatMap { powerW($0, point) }), .number(point.workJ),
      ])
      last = point
    }
    return text
  }

  /// Rounded as far as the stored work is: hundredths of a joule over a quarter of a second.
  private static func powerW(_ a: SetTrace.Point, _ b: SetTrace.Point) -> Double? {
    guard let before = a.workJ, let after = b.workJ, b.timeS > a.timeS else { return nil }
    return ((after - before) / (b.timeS - a.timeS) * 100).rounded() / 100
  }
}
