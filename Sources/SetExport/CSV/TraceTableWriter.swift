// SPDX-License-Identifier: Apache-2.0
//
// Owns: the table of sets over time, four lines a second. Must not know: how a cell is written.

import SetLog
import Text

struct TraceTableWriter: ExportWriter {
  mutating func begin(_ sink: ([UInt8]) throws -> Void) throws {
    let names = [
      "setId", "time_s", "distance_m", "speed_mps", "power_w", "work_j", "smoothed_speed_mps",
      "heart_rate_bpm",
    ]
    try sink(Array(CSVText.line(names.map { .word($0) }).utf8))
  }

  mutating func write(_ session: ExportedSession, _ sink: ([UInt8]) throws -> Void) throws {
    for set in session.sets { try sink(Array(Self.lines(set).utf8)) }
  }

  /// Speed and power are the change of distance and work since the line before, over its time; unknown in the first.
  private static func lines(_ set: ExportedSet) -> String {
    var text = ""
    var last: SetTrace.Point?
    for point in set.trace.points {
      text += CSVText.line([
        .text(set.record.id), .number(point.timeS), .number(point.distanceM),
        .number(last.flatMap { rate(from: $0, to: point, \.distanceM, decimals: 3) }),
        .number(last.flatMap { rate(from: $0, to: point, \.workJ, decimals: 2) }), .number(point.workJ),
        .number(point.speedMps), .number(heartRate(of: set, atS: point.timeS)),
      ])
      last = point
    }
    return text
  }

  private static func heartRate(of set: ExportedSet, atS timeS: Double) -> Double? {
    guard let timeMs = DecimalText.steps(timeS, 3) else { return nil }
    return set.heartRate?.bpm(atMs: timeMs).map(Double.init)
  }

  /// Rounded as far as a trace is stored: millimetres and hundredths of a joule.
  private static func rate(
    from a: SetTrace.Point, to b: SetTrace.Point, _ odometer: (SetTrace.Point) -> Double?, decimals: Int
  ) -> Double? {
    guard let before = odometer(a), let after = odometer(b), b.timeS > a.timeS else { return nil }
    return DecimalText.rounded((after - before) / (b.timeS - a.timeS), decimals)
  }
}
