// SPDX-License-Identifier: Apache-2.0
//
// Owns: the table of the Strong app as Hevy imports it. Must not know: how a cell is written.
//
// Semicolons; a row a set; rows of one workout share its date. The importer refuses rows whose notes, seconds or duration are
// empty, so a note that is not there is a hyphen. Strong knows kilometres and miles.

import SetLog
import Text

struct StrongWriter: ExportWriter {
  let exercise: ExportExercise

  mutating func begin(_ sink: ([UInt8]) throws -> Void) throws {
    let names = [
      "Date", "Workout Name", "Exercise Name", "Set Order", "Weight", "Weight Unit", "Reps", "RPE",
      "Distance",
      "Distance Unit", "Seconds", "Notes", "Workout Notes", "Workout Duration",
    ]
    try sink(Array(CSVText.line(names.map { .word($0) }, separator: ";").utf8))
  }

  mutating func write(_ session: ExportedSession, _ sink: ([UInt8]) throws -> Void) throws {
    guard let first = session.sets.first?.record else { return }
    let line = ActivityTimeline(session, earliestMs: 0)
    let date = LocalTime.text(first.startedAt, utcOffsetS: first.utcOffsetS)
    let duration = Self.duration(ms: line.endMs - line.startMs)
    for set in session.sets {
      let record = set.record
      let cells: [CSVCell] = [
        .word(date), .text("Deadmill, \(record.machine)"), .word("Sled \(exercise.title)"),
        .whole(Int64(record.indexInSession)), .whole(0), .word("kg"), .whole(0),
        .word(record.rpe.map(DecimalText.plain) ?? ""), .number(Self.kilometres(record.distanceM)),
        .word("km"),
        .whole(Int64(exactly: record.durationS.rounded()) ?? 0), Self.note(record), .word("-"),
        .word(duration),
      ]
      try sink(Array(CSVText.line(cells, separator: ";").utf8))
    }
  }

  mutating func end(_ sink: ([UInt8]) throws -> Void) throws {}

  /// To the centimetre.
  private static func kilometres(_ distanceM: Double) -> Double {
    (distanceM * 100).rounded() / 100_000
  }

  private static func note(_ record: SetRecord) -> CSVCell {
    var parts = record.suspect.map { ["Suspect: \($0)."] } ?? []
    if let note = record.note, note.contains(where: { !$0.isWhitespace }) { parts.append(note) }
    return parts.isEmpty ? .word("-") : .text(parts.joined(separator: " "))
  }

  /// `1h 5m`; at least a minute.
  private static func duration(ms: Int64) -> String {
    let minutes = max(1, (ms + 30_000) / 60_000)
    return minutes < 60 ? "\(minutes)m" : "\(minutes / 60)h \(minutes % 60)m"
  }
}
