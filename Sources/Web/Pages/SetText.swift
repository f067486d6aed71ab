// SPDX-License-Identifier: Apache-2.0
//
// Owns: a set's figures as the page writes them, rounded as everywhere. Must not know: HTML.

import SetLog
import Text
import Words

/// A set's figures in a language.
struct SetText {
  let record: SetRecord
  let figures: Figures
  let words: WebWords

  init(_ record: SetRecord, _ context: WebContext) {
    self.record = record
    figures = context.figures
    words = context.words
  }

  /// `18:04` where it was walked.
  var time: String {
    String(local.dropFirst(11).prefix(5)) + (record.clock.quality.isSynchronised ? "" : " ?")
  }

  /// `2026-03-01`
  var day: String { String(local.prefix(10)) }

  private var local: String {
    Instant(unixMs: record.startedAt.unixMs + Int64(record.utcOffsetS) * 1000).description
  }

  var duration: String { figures.clock(record.durationS) }

  var metres: String { figures.fixed(record.distanceM, 2) }

  /// With its uncertainty.
  var metresWithSd: String { "\(metres) ± \(figures.fixed(record.distanceSdM, 2))" }

  var meanSpeed: String { "\(figures.preciseSpeed(record.meanSpeedMps)) \(figures.unit.rawValue)" }

  var power: String {
    guard let watts = record.meanPowerW else { return Figures.unknown }
    let sd = record.powerSdW.map { " ± \(figures.fixed($0, 0))" } ?? ""
    let estimated = record.quality.powerIsEstimated ? " (\(words(.estimatedShort)))" : ""
    return "\(figures.fixed(watts, 0))\(sd) W\(estimated)"
  }

  var work: String { record.workJ.map { "\(figures.fixed($0 / 1000, 2)) kJ" } ?? Figures.unknown }

  /// What is unusual about it.
  var marks: [String] {
    var marks: [String] = []
    if record.suspect != nil { marks.append(words(.suspect, "").trimmed) }
    if record.discardedAt != nil { marks.append(words(.discarded)) }
    if record.isEntered { marks.append(words(.entered)) }
    if SimulatedMachine.isSimulated(record.machine) { marks.append(words(.simulated)) }
    return marks
  }
}

extension String {
  /// Without blanks at its ends.
  var trimmed: String {
    let begin = drop { $0.isWhitespace }
    return begin.lastIndex { !$0.isWhitespace }.map { String(begin[...$0]) } ?? ""
  }
}
