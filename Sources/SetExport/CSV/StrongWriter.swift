// SPDX-License-Identifier: Apache-2.0
//
// Owns: the table of the Strong app, as it is today and as it was. Must not know: how a cell is written.
//
// Semicolons; a row a set; rows of one workout share its date. The two tables differ in their columns, in who names the
// units, and in what stands where there is no note: programs that read the old one refuse rows whose notes are empty, so
// there a note that is missing is a hyphen.

import SetLog
import Text

struct StrongWriter: ExportWriter {
  /// Which of Strong's tables.
  enum Table {
    /// Numbered workouts, seconds, kilograms and metres.
    case present
    /// With a column for each unit; what Strong wrote for Android, and what most programs that read it know.
    case old
  }

  let exercise: ExportExercise
  let table: Table
  private var workouts: Int64 = 0

  init(exercise: ExportExercise, table: Table = .present) {
    self.exercise = exercise
    self.table = table
  }

  private var names: [String] {
    switch table {
    case .present:
      [
        "Workout #", "Date", "Workout Name", "Duration (sec)", "Exercise Name", "Set Order", "Weight (kg)",
        "Reps",
        "RPE", "Distance (meters)", "Seconds", "Notes", "Workout Notes",
      ]
    case .old:
      [
        "Date", "Workout Name", "Exercise Name", "Set Order", "Weight", "Weight Unit", "Reps", "RPE",
        "Distance",
        "Distance Unit", "Seconds", "Notes", "Workout Notes", "Workout Duration",
      ]
    }
  }

  mutating func begin(_ sink: ([UInt8]) throws -> Void) throws {
    try sink(Array(CSVText.line(names.map { .word($0) }, separator: ";").utf8))
  }

  mutating func write(_ session: ExportedSession, _ sink: ([UInt8]) throws -> Void) throws {
    guard let first = session.sets.first?.record else { return }
    workouts += 1
    let line = ActivityTimeline(session, earliestMs: 0)
    let workout = Workout(
      number: workouts, date: LocalTime.text(first.startedAt, utcOffsetS: first.utcOffsetS),
      name: "Deadmill, \(first.machine)", lengthMs: line.endMs - line.startMs)
    for set in session.sets {
      let cells = table == .present ? present(set.record, workout) : old(set.record, workout)
      try sink(Array(CSVText.line(cells, separator: ";").utf8))
    }
  }

  private struct Workout {
    var number: Int64
    var date: String
    var name: String
    var lengthMs: Int64

    /// `1h 5m`; at least a minute.
    var duration: String {
      let minutes = max(1, (lengthMs + 30_000) / 60_000)
      return minutes < 60 ? "\(minutes)m" : "\(minutes / 60)h \(minutes % 60)m"
    }
  }

  private func present(_ record: SetRecord, _ workout: Workout) -> [CSVCell] {
    [
      .whole(workout.number), .word(workout.date), .text(workout.name),
      .whole((workout.lengthMs + 500) / 1000),
      .word(exerciseName), .whole(Int64(record.indexInSession)), .whole(0), .whole(0), Self.exertion(record),
      .number(Self.metres(record)), Self.seconds(record), .text(Self.note(record) ?? ""), .word(""),
    ]
  }

  private func old(_ record: SetRecord, _ workout: Workout) -> [CSVCell] {
    [
      .word(workout.date), .text(workout.name), .word(exerciseName), .whole(Int64(record.indexInSession)),
      .whole(0),
      .word("kg"), .whole(0), Self.exertion(record),
      .number(DecimalText.rounded(Self.metres(record) / 1000, 5)),
      .word("km"), Self.seconds(record), Self.note(record).map { .text($0) } ?? .word("-"), .word("-"),
      .word(workout.duration),
    ]
  }

  private var exerciseName: String { "Sled \(exercise.title)" }

  /// To the centimetre, as everywhere.
  private static func metres(_ record: SetRecord) -> Double { DecimalText.rounded(record.distanceM, 2) }

  private static func seconds(_ record: SetRecord) -> CSVCell {
    .whole(DecimalText.steps(record.durationS, 0) ?? 0)
  }

  private static func exertion(_ record: SetRecord) -> CSVCell { .number(record.rpe) }

  /// Nil if there is nothing to say.
  private static func note(_ record: SetRecord) -> String? {
    var parts = record.suspect.map { ["Suspect: \($0)."] } ?? []
    if record.isEntered { parts.append("Entered by hand.") }
    if let note = record.note, note.contains(where: { !$0.isWhitespace }) { parts.append(note) }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }
}
