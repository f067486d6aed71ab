// SPDX-License-Identifier: Apache-2.0
//
// Owns: sums over sets of a report, and how they are written. Must not know: single sets, the page.

import SetLog
import Text

/// Sums over sets.
struct HTMLTotals {
  private(set) var sets = 0
  private(set) var durationS = 0.0
  private(set) var movingTimeS = 0.0
  private(set) var distanceM = 0.0
  /// All sets share the belt's length: their errors add up at worst.
  private(set) var distanceSdM = 0.0
  private(set) var workJ = 0.0
  private(set) var setsWithWork = 0
  private(set) var estimatedSets = 0
  private(set) var unsureSets = 0
  private(set) var simulatedSets = 0
  private(set) var enteredSets = 0
  /// Shown, but in no sum.
  private(set) var suspectSets = 0
  private var sessionIds: Set<String> = []
  private var days: Set<LocalDay> = []

  var sessions: Int { sessionIds.count }

  mutating func add(_ record: SetRecord) {
    sessionIds.insert(record.sessionId)
    days.insert(LocalDay(of: record))
    guard record.counts else {
      suspectSets += 1
      return
    }
    sets += 1
    durationS += record.durationS
    movingTimeS += record.movingTimeS
    distanceM += record.distanceM
    distanceSdM += record.distanceSdM
    if let work = record.workJ {
      workJ += work
      setsWithWork += 1
      if record.quality.powerIsEstimated { estimatedSets += 1 }
    }
    if !record.clock.quality.isSynchronised { unsureSets += 1 }
    if record.isEntered { enteredSets += 1 }
    if SimulatedMachine.isSimulated(record.machine) { simulatedSets += 1 }
  }

  mutating func add(_ session: ExportedSession) {
    for set in session.sets { add(set.record) }
  }

  /// One line, for a day.
  func line(_ text: ReportText) -> String {
    "\(text.count(sets, .set)), \(ClockText.minutes(durationS)), \(text.number(distanceM, 1)) m"
  }

  /// Name, machine-readable key and text of each figure.
  private func rows(_ text: ReportText) -> [(key: String, title: String, text: String)] {
    let speed = movingTimeS > 0 ? text.number(distanceM / movingTimeS * 3.6, 2) + " km/h" : "–"
    let unknown = sets - setsWithWork
    let missing = unknown == 0 ? "" : text(.workUnknown, text.count(unknown, .set))
    let tilde = estimatedSets > 0 ? "~" : ""
    let counts = [
      text.count(sets, .set), text.count(sessions, .session), text.count(days.count, .day),
    ]
    return [
      ("sets", text(.sets), text(.setsIn, counts[0], counts[1], counts[2])),
      ("durationS", text(.time), ClockText.minutes(durationS)),
      (
        "distanceM", text(.distance),
        text(.worstCase, text.number(distanceM, 1), text.number(distanceSdM, 1))
      ),
      ("meanSpeedMps", text(.meanSpeed), speed),
      (
        "workJ", text(.work),
        setsWithWork == 0 ? "–" : "\(tilde)\(text.number(workJ / 1000, 2)) kJ\(missing)"
      ),
    ]
  }

  func table(_ text: ReportText) -> String {
    let lines = rows(text).map { row in
      "<tr><th scope=\"row\">\(row.title)</th><td data-total=\"\(row.key)\">\(XMLText.escaped(row.text))</td></tr>"
    }
    return """
      <table class="sums"><tbody>
      \(lines.joined(separator: "\n"))
      </tbody></table>
      """
  }
}
