// SPDX-License-Identifier: Apache-2.0
//
// Owns: records as text for people. Must not know: where they come from.

import Foundation
import SetLog
import Sets

enum SetTable {
  /// Characters of an id that tell sets apart: all of its time, to the millisecond.
  private static let idLength = 13

  /// Widths of the columns: with two blanks between them 80 characters in all.
  private static let widths = [16, 3, 6, 8, 10, 12, idLength]
  private static let right: Set<Int> = [1, 2, 3, 4, 5]

  /// The heads of the columns.
  static let head = TextTable.line(
    ["when", "set", "time", "distance", "mean", "power", "id"], widths, right: right)

  /// One set on one line, no wider than 80 columns.
  static func line(_ record: SetRecord) -> String {
    TextTable.line(
      [
        String(Figures.local(record.startedAt).prefix(16)), "\(record.indexInSession)",
        Figures.clock(record.durationS),
        Figures.fixed(record.distanceM, 1) + " m", Figures.fixed(record.meanSpeedMps * 3.6, 2) + " km/h",
        (record.quality.powerEstimated ? "~" : "") + watts(record), String(record.id.prefix(idLength)),
      ], widths, right: right)
  }

  /// What `~` in a line means.
  static let estimated = "~ estimated: the drag of this machine has not been measured.\n"

  /// A table, one set a line.
  static func text(_ records: [SetRecord]) -> String {
    head + records.map(line).joined() + (records.contains { $0.quality.powerEstimated } ? estimated : "")
  }

  /// A set in a few words.
  static func short(_ record: SetRecord) -> String {
    "\(record.id.prefix(idLength)), \(Figures.local(record.startedAt).prefix(16)), \(Figures.fixed(record.distanceM, 1)) m"
  }

  /// What a new calibration changed, on one line.
  static func difference(_ old: SetRecord, _ new: SetRecord) -> String {
    let distance = "\(Figures.fixed(old.distanceM, 2)) -> \(Figures.fixed(new.distanceM, 2)) m"
    let duration = "\(Figures.fixed(old.durationS, 1)) -> \(Figures.fixed(new.durationS, 1)) s"
    return "\(new.id.prefix(idLength))  \(duration)  \(distance)  \(watts(old)) -> \(watts(new))"
  }

  /// Everything about one set.
  static func details(_ record: SetRecord) -> String {
    let quality = record.quality
    let rest = record.restBeforeS.map { ", after \(Figures.clock($0)) of rest" } ?? ""
    let lost = quality.kernelGaps.map { "\($0)" } ?? "unknown"
    return """
      Set \(record.indexInSession) on \(record.machine), \(Figures.local(record.startedAt))\(rest)
        time       \(Figures.fixed(record.durationS, 1)) s (moving \(Figures.fixed(record.movingTimeS, 1)) s), ended: \(quality.endReason)
        distance   \(Figures.fixed(record.distanceM, 2)) m +- \(Figures.fixed(record.distanceSdM, 2))
        speed      \(Figures.fixed(record.meanSpeedMps * 3.6, 2)) km/h mean, \(Figures.fixed(record.maxSpeedMps * 3.6, 2)) fastest second
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
    let sd = record.powerSdW.map { " +- \(Figures.fixed($0, 0))" } ?? ""
    return "\(Figures.fixed(watts, 0))\(sd) W"
  }

  private static func energy(_ workJ: Double?) -> String {
    guard let workJ else { return "unknown" }
    let range = EnergyRange(workJ: workJ)
    return
      "\(Figures.fixed(range.lowKcal, 0)) to \(Figures.fixed(range.highKcal, 0)) kcal above rest, a rough estimate from the work alone"
  }

  private static func fade(_ value: Double?) -> String {
    guard let value else { return "unknown" }
    let percent = Figures.fixed(100 * value.magnitude, 0)
    if percent == "0" { return "none: the last third as fast as the first" }
    return "last third \(percent) % \(value > 0 ? "slower" : "faster") than the first"
  }

  private static func steps(_ record: SetRecord) -> String {
    guard let steps = record.steps, let cadence = record.cadenceSpm else { return "unknown" }
    return "\(steps), \(Figures.fixed(cadence, 0)) a minute"
  }

  private static func joules(_ value: Double?) -> String {
    value.map { Figures.fixed($0 / 1000, 2) + " kJ" } ?? "unknown"
  }

  private static func whole(_ value: Double?) -> String { value.map { Figures.fixed($0, 0) } ?? "unknown" }
}
