// SPDX-License-Identifier: Apache-2.0
//
// Owns: sets and sessions for the tests of exports, and a reader that knows FIT's frame but none of its meanings.

@testable import SetExport
@testable import SetLog

enum ExportSample {
  /// 2026-03-01T10:00:00Z.
  static let startMs: Int64 = 1_772_359_200_000

  static func record(
    _ index: Int = 1, startMs: Int64 = startMs, durationS: Double = 60, distanceM: Double = 50,
    session: String = "s"
  ) -> SetRecord {
    var record = SetRecord(
      id: "set-\(session)-\(index)", sessionId: session, indexInSession: index,
      startedAt: Instant(unixMs: startMs),
      endedAt: Instant(unixMs: startMs + Int64(durationS.isFinite ? min(durationS, 1e9) * 1000 : 0)),
      clock: RecordClock(quality: .unsure, bootId: "b", monotonicNs: 5, monotonicEndNs: 6),
      durationS: durationS, movingTimeS: durationS, distanceM: distanceM, distanceSdM: 0.25,
      meanSpeedMps: 0.8, maxSpeedMps: 1, machine: "Treadmill 3",
      quality: RecordQuality(pulses: 100, edges: 101), calibrationId: "c", softwareVersion: "1.2.3")
    record.workJ = distanceM * 120
    record.meanPowerW = 96
    record.maxPowerW = 120
    record.meanForceN = 120
    return record
  }

  /// Walked evenly.
  static func set(_ record: SetRecord, isTraced: Bool = true) -> ExportedSet {
    guard isTraced else { return ExportedSet(record: record, trace: SetTrace(points: [])) }
    let durationS = record.durationS.isFinite ? min(record.durationS, 1e5) : 1
    let count = max(1, Int(durationS / SetTrace.intervalS))
    let points = (0...count).map { index in
      let share = Double(index) / Double(count)
      return SetTrace.Point(
        timeS: record.durationS * share, distanceM: record.distanceM * share,
        speedMps: index == 0 ? 0 : record.distanceM / max(record.durationS, 0.001),
        workJ: record.workJ.map { $0 * share })
    }
    return ExportedSet(record: record, trace: SetTrace(points: points))
  }

  static func session(_ records: SetRecord..., isTraced: Bool = true) -> ExportedSession {
    ExportedSession(sets: records.map { set($0, isTraced: isTraced) })
  }

  /// What a writer makes of sessions, as bytes.
  static func bytes(_ writer: some ExportWriter, _ sessions: ExportedSession...) throws -> [UInt8] {
    var writer = writer
    var bytes: [UInt8] = []
    try writer.begin { bytes += $0 }
    for session in sessions { try writer.write(session) { bytes += $0 } }
    try writer.end { bytes += $0 }
    return bytes
  }

  static func text(_ writer: some ExportWriter, _ sessions: ExportedSession...) throws -> String {
    var writer = writer
    var bytes: [UInt8] = []
    try writer.begin { bytes += $0 }
    for session in sessions { try writer.write(session) { bytes += $0 } }
    try writer.end { bytes += $0 }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// The messages of a chain of FIT files.
struct FITFrames {
  struct Message {
    var number: Int
    var fields: [Int: [UInt8]]
    var developerFields: [Int: [UInt8]]

    /// A field as an unsigned number, little end first.
    func value(_ field: Int) -> Int? { fields[field].map(FITFrames.number) }
  }

  struct Damaged: Error {}

  private(set) var files = 0
  private(set) var messages: [Message] = []

  init(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      guard rest.count >= 16, rest.first == 14 else { throw Damaged() }
      let header = Array(rest.prefix(14))
      let size = Self.number(Array(header[4..<8]))
      guard rest.count >= size + 16, Array(header[8..<12]) == Array(".FIT".utf8) else { throw Damaged() }
      // A sum over bytes and their own sum is 0.
      guard CRC16.of(header) == 0, CRC16.of(rest.prefix(size + 16)) == 0 else { throw Damaged() }
      try read(rest.dropFirst(14).prefix(size))
      rest = rest.dropFirst(size + 16)
      files += 1
    }
  }

  private static func number(_ bytes: [UInt8]) -> Int { bytes.reversed().reduce(0) { $0 << 8 | Int($1) } }

  private typealias Shape = (number: Int, fields: [(Int, Int)], developerFields: [(Int, Int)])

  private mutating func read(_ data: ArraySlice<UInt8>) throws {
    var rest = data
    var shapes: [UInt8: Shape] = [:]
    func take(_ count: Int) throws -> [UInt8] {
      guard rest.count >= count else { throw Damaged() }
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    func fields() throws -> [(Int, Int)] {
      try (0..<take(1)[0]).map { _ in
        let field = try take(3)
        return (Int(field[0]), Int(field[1]))
      }
    }
    func values(_ fields: [(Int, Int)]) throws -> [Int: [UInt8]] {
      try Dictionary(fields.map { ($0.0, try take($0.1)) }) { _, _ in throw Damaged() }
    }
    while !rest.isEmpty {
      let head = try take(1)[0]
      if head & 0x40 != 0 {
        let start = try take(4)
        guard start[0] == 0, start[1] == 0 else { throw Damaged() }
        let own = try fields()
        shapes[head & 0xF] = (Self.number(Array(start[2...])), own, head & 0x20 != 0 ? try fields() : [])
      } else {
        guard let shape = shapes[head] else { throw Damaged() }
        messages.append(
          Message(
            number: shape.number, fields: try values(shape.fields),
            developerFields: try values(shape.developerFields)))
      }
    }
  }

  func all(_ number: Int) -> [Message] { messages.filter { $0.number == number } }
}
