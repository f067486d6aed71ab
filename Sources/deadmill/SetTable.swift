// SPDX-License-Identifier: Apache-2.0
//
// Owns: records as text for people. Must not know: where they come from.

import Foundation
import SetLog
import Sets

enum SetTable {
  /// Characters of an id that tell sets apart: all of its time, to the millisecond.
  private static let idLength = 13

  /// A table, one set a line, no wider than 80 columns.
  static func text(_ records: [SetRecord]) -> String {
    var lines = [["when", "set", "time", "distance", "mean", "power", "id"]]
    for record in records {
      lines.append([
        String(localTime(record.startedAt).prefix(16)), "\(record.indexInSession)", clock(record.durationS),
        fixed(record.distanceM, 1) + " m", fixed(record.meanSpeedMps * 3.6, 2) + " km/h",
        (record.quality.powerEstimated ? "~" : "") + watts(record), String(record.id.prefix(idLength)),
      ])
    }
    let widths = lines[0].indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    let table = lines.map { line in
      let cells = zip(line, widths).enumerated().map { index, cell in
        // Words to the left, figures to the right.
        let pad = String(repeating: " ", count: cell.1 - cell.0.count)
        return index == 0 || index == line.count - 1 ? cell.0 + pad : pad + cell.0
      }
      return cells.joined(separator: "  ").trimmingCharacters(in: .whitespaces) + "\n"
    }.joined()
    let isEstimated = records.contains { $0.quality.powerEstimated }
    return table + (isEstimated ? "~ estimated: the drag of this machine has not been measured.\n" : "")
  }

  /// What a new calibration changed, on one line.
  static func difference(_ old: SetRecord, _ new: SetRecord) -> String {
    let distance = "\(fixed(old.distanceM, 2)) -> \(fixed(new.distanceM, 2)) m"
    let duration = "\(fixed(old.durationS, 1)) -> \(fixed(new.durationS, 1)) s"
    return "\(new.id.prefix(idLength))  \(duration)  \(distance)  \(watts(old)) -> \(watts(new))"
  }

  /// Everything about one set.
  static func details(_ record: SetRecord) -> String {
    let quality = record.quality
    let rest = record.restBeforeS.map { ", after \(clock($0)) of rest" } ?? ""
    let lost = quality.kernelGaps.map { "\($0)" } ?? "unknown"
    return """
      Set \(record.indexInSession) on \(record.machine), \(localTime(record.startedAt))\(rest)
        time       \(fixed(record.durationS, 1)) s (moving \(fixed(record.movingTimeS, 1)) s), ended: \(quality.endReason)
        distance   \(fixed(record.distanceM, 2)) m +- \(fixed(record.distanceSdM, 2))
        speed      \(fixed(record.meanSpeedMps * 3.6, 2)) km/h mean, \(fixed(record.maxSpeedMps * 3.6, 2)) fastest second
        power      \(power(record)) mean, \(whole(record.maxPowerW)) W strongest second
        work       \(joules(record.workJ)), mean force \(whole(record.meanForceN)) N
        energy     \(energy(record.workJ))
        fade       \(fade(record.fade))
        steps      \(steps(record))
        direction  \(record.direction ?? "unknown") (of the belt)
        pulses     \(quality.pulses) of \(quality.edges) edges; \(quality.bounces) bounces, \
      \(quality.implausible) implausible, \(quality.wentBack) out of order, lost in the kernel: \(lost)
                   put back \(quality.missed.map { "\($0)" } ?? "unknown") that the sensor missed, left out \(quality.discarded.map { "\($0)" } ?? "unknown") that were none
        clock      \(record.clock.quality)
        id         \(record.id)
      """
  }

  private static func power(_ record: SetRecord) -> String {
    watts(record) + (record.quality.powerEstimated ? " estimated" : "")
  }

  private static func watts(_ record: SetRecord) -> String {
    guard let watts = record.meanPowerW else { return "unknown" }
    let sd = record.powerSdW.map { " +- \(fixed($0, 0))" } ?? ""
    return "\(fixed(watts, 0))\(sd) W"
  }

  private static func energy(_ workJ: Double?) -> String {
    guard let workJ else { return "unknown" }
    let range = EnergyRange(workJ: workJ)
    return
      "\(fixed(range.lowKcal, 0)) to \(fixed(range.highKcal, 0)) kcal above rest, a rough estimate from the work alone"
  }

  private static func fade(_ value: Double?) -> String {
    guard let value else { return "unknown" }
    let percent = fixed(100 * value.magnitude, 0)
    if percent == "0" { return "none: the last third as fast as the first" }
    return "last third \(percent) % \(value > 0 ? "slower" : "faster") than the first"
  }

  private static func steps(_ record: SetRecord) -> String {
    guard let steps = record.steps, let cadence = record.cadenceSpm else { return "unknown" }
    return "\(steps), \(fixed(cadence, 0)) a minute"
  }

  private static func joules(_ value: Double?) -> String {
    value.map { fixed($0 / 1000, 2) + " kJ" } ?? "unknown"
  }

  private static func whole(_ value: Double?) -> String { value.map { fixed($0, 0) } ?? "unknown" }

  private static func fixed(_ value: Double, _ digits: Int) -> String {
    value.formatted(
      .number.precision(.fractionLength(digits)).grouping(.never).locale(Locale(identifier: "C")))
  }

  private static func clock(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    let rest = whole % 60
    return "\(whole / 60):\(rest < 10 ? "0" : "")\(rest)"
  }

  private static func localTime(_ text: String) -> String {
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    guard let date = try? Date(text, strategy: style) else { return text }
    let local = Date.ISO8601FormatStyle(dateTimeSeparator: .space, timeZone: .current)
    return date.formatted(local.year().month().day().time(includingFractionalSeconds: false))
  }
}
