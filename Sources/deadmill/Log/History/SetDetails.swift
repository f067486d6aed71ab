// SPDX-License-Identifier: Apache-2.0
//
// Owns: one set as text for people: figures, its course, how it compares. Must not know: where it comes from.

import Console
import SetLog
import Sets
import Text

/// Everything about one set.
struct SetDetails {
  let record: SetRecord
  let trace: SetTrace?
  let comparison: SetComparison
  let look: TerminalLook
  var ids = ShortIDs.usual

  private static let plotRows = 10
  private static let mostPauses = 4

  var text: String {
    let parts: [[String]] = [
      [title, ""], figures, [""], course, comparison.lines(look, ids), [""], smallPrint,
    ]
    return parts.joined().map { look.wrapped($0) + "\n" }.joined()
  }

  private var title: String {
    let walker = record.walker.map { " by " + look.name($0, atMost: 40) } ?? ""
    let name = "Set \(record.indexInSession) on \(look.name(record.machine, atMost: 40))\(walker)"
    let rest = record.restBeforeS.map { ", after \(ClockText.minutes($0)) of rest" } ?? ""
    let when =
      LocalTime.zoned(record.startedAt) + (record.clock.quality.isSynchronised ? "" : " (not sure)")
    let parts = [look.paint(name, .head), when + rest]
    return look.width(name) + when.count + rest.count + 2 <= look.columns
      ? parts.joined(separator: ", ") : parts.joined(separator: "\n")
  }

  /// One line a figure, with what is known about it.
  private var figures: [String] {
    let isUsual = record.quality.endReason == .stopped || record.isEntered
    let ended = isUsual ? "" : ", ended: \(record.quality.endReason.rawValue)"
    let rows: [(String, String)] = [
      ("entered", record.isEntered ? "by hand; not measured" : ""), ("suspect", suspect),
      ("accepted", accepted), ("discarded", discarded),
      (
        "time",
        "\(DecimalText.fixed(record.durationS, 1)) s (moving \(DecimalText.fixed(record.movingTimeS, 1)) s)\(ended)"
      ),
      ("distance", pair(record.distanceM, record.distanceSdM, 2) + " m"),
      (
        "speed",
        "\(pair(record.meanSpeedMps * 3.6, meanSpeedSdKmh, 2)) km/h mean, "
          + "\(DecimalText.fixed(record.maxSpeedMps * 3.6, 2)) fastest second"
      ),
      ("power", power), ("work", work), ("energy", energy), ("fade", fade), ("steps", steps),
      ("direction", record.direction.map { "\($0.rawValue) (of the belt)" } ?? "unknown"), ("noted", noted),
    ]
    return rows.filter { !$0.1.isEmpty }.map { "  " + $0.0.padded(to: 11) + $0.1 }
  }

  /// The next line of a figure.
  private static let newLine = "\n" + String(repeating: " ", count: 13)

  private var suspect: String {
    guard let reason = record.suspect else { return "" }
    return reason + Self.newLine
      + "Not counted until accepted: deadmill accept \(ids.text(record.id))"
  }

  private var accepted: String {
    guard let accepted = record.accepted else { return "" }
    return LocalTime.text(accepted.at)
      + (accepted.suspect.map { "; it was suspect:" + Self.newLine + $0 } ?? "")
  }

  private var discarded: String {
    record.discardedAt.map {
      "\(LocalTime.text($0)); deadmill restore \(ids.text(record.id)) brings it back"
    } ?? ""
  }

  /// The plot, and its summary in words.
  private var course: [String] {
    guard let trace else {
      if record.isEntered { return [] }
      return ["  No course over time is stored; `deadmill recompute` makes it.", ""]
    }
    let plot = SpeedPlotText(trace: trace, durationS: record.durationS, meanMps: record.meanSpeedMps)
    let lines = plot.lines(look, rows: Self.plotRows)
    guard !lines.isEmpty else { return [] }
    let mark = look.glyphs == .unicode ? "dotted" : "- - -"
    var words = ["  \(mark): the mean, \(pair(record.meanSpeedMps * 3.6, meanSpeedSdKmh, 2)) km/h"]
    if !plot.pauses.isEmpty {
      let sign = look.glyphs == .ascii ? "=" : "░"
      var times = plot.pauses.prefix(Self.mostPauses).map {
        "\(ClockText.minutes($0.lowerBound)) for \(DecimalText.fixed($0.upperBound - $0.lowerBound, 1)) s"
      }
      if plot.pauses.count > Self.mostPauses { times.append("\(plot.pauses.count - Self.mostPauses) more") }
      words.append("  \(sign): the belt stood, at " + times.joined(separator: ", "))
    }
    return lines + words + [""]
  }

  /// What the figures rest on.
  private var smallPrint: [String] {
    let quality = record.quality
    func known(_ value: Int64?) -> String { value.map { "\($0)" } ?? "unknown" }
    let drag = quality.powerIsEstimated ? "drag estimated" : "drag measured"
    let mass = record.walkerMassKg.map { ", body mass \(DecimalText.fixed($0, 1)) kg" } ?? ""
    let recovered = quality.recovered ? ", recovered after an interruption" : ""
    return [
      "  pulses     \(quality.pulses) of \(quality.edges) edges: \(quality.bounces) bounces, "
        + "\(quality.implausible) implausible, \(quality.wentBack) out of order,",
      "             bounces at opening: \(known(quality.openingBounces)), "
        + "impossibly early: \(known(quality.impossible)),",
      "             lost in the kernel: \(known(quality.lostEdges)), "
        + "put back: \(known(quality.missed)), left out: \(known(quality.discarded))",
      "  basis      calibration \(record.calibrationId.prefix(12)), \(drag)\(mass)\(recovered)",
      "  clock      \(record.clock.quality.rawValue)", "  id         \(record.id)",
    ]
  }

  /// The mean speed's uncertainty is that of the distance: time is known far better.
  private var meanSpeedSdKmh: Double? {
    record.movingTimeS > 0 ? record.distanceSdM / record.movingTimeS * 3.6 : nil
  }

  private func pair(_ value: Double, _ sd: Double?, _ digits: Int) -> String {
    DecimalText.fixed(value, digits)
      + (sd.map { " \(look.plusMinus) \(DecimalText.fixed($0, digits))" } ?? "")
  }

  private var power: String {
    guard let watts = record.meanPowerW else { return "unknown" }
    let strongest = record.maxPowerW.map { ", \(DecimalText.fixed($0, 0)) W strongest second" } ?? ""
    let estimated = record.quality.powerIsEstimated ? ", estimated" : ""
    return pair(watts, record.powerSdW, 0) + " W mean" + strongest + estimated
  }

  private var work: String {
    guard let joules = record.workJ else { return "unknown" }
    let force = record.meanForceN.map { ", mean force \(DecimalText.fixed($0, 0)) N" } ?? ""
    return DecimalText.fixed(joules / 1000, 2) + " kJ" + force
  }

  private var energy: String {
    guard let workJ = record.workJ else { return "unknown" }
    let range = EnergyRange(workJ: workJ)
    return
      "\(DecimalText.fixed(range.lowKcal, 0)) to \(DecimalText.fixed(range.highKcal, 0)) kcal above rest: "
      + "a rough estimate, from the work alone"
  }

  private var fade: String {
    guard let value = record.fade else { return "unknown" }
    let percent = DecimalText.fixed(100 * value.magnitude, 0)
    if percent == "0" { return "none: the last third as fast as the first" }
    return "last third \(percent) % \(value > 0 ? "slower" : "faster") than the first"
  }

  private var steps: String {
    guard let steps = record.steps, let cadence = record.cadenceSpm else { return "unknown" }
    return "\(steps), \(DecimalText.fixed(cadence, 0)) a minute"
  }

  private var noted: String {
    var parts: [String] = []
    if let rpe = record.rpe { parts.append("RPE \(DecimalText.plain(rpe))/10") }
    if let pain = record.pain { parts.append("pain \(pain)/10") }
    if let note = record.note { parts.append("\"\(look.name(note, atMost: max(20, look.columns - 45)))\"") }
    return parts.joined(separator: ", ")
  }
}

extension String {
  /// With blanks behind up to so many characters.
  func padded(to count: Int) -> String { self + String(repeating: " ", count: max(0, count - self.count)) }
}
