// SPDX-License-Identifier: Apache-2.0
//
// Owns: the one table of a set's fields: JSON, CSV, the database's columns and the checksum are made from it.
// Must not know: files, who asks.
//
// A new figure is a property of `SetRecord`, a line here, a column in a migration and a key in docs/log.schema.json;
// tests compare the four.

import GRDB

/// What a field of a set holds.
package enum SetValue: Sendable, Equatable {
  case text(String?)
  /// Not a number is unknown.
  case number(Double?)
  case whole(Int64?)
  case flag(Bool)
}

/// A type that fields may have.
protocol SetFieldValue: DatabaseValueConvertible & Sendable {
  var setValue: SetValue { get }
  static var unknown: SetValue { get }
}

/// One field of a set.
package struct SetField: Sendable {
  /// Key in the JSON; a point separates the object that the key is in.
  package let key: String
  /// Column of `finishedSet`, or of what `loggedSet` joins to it, and header in the table of sets; nil for what is in
  /// another column already.
  package let column: String?
  /// At the end of the key as well; nil for what has none.
  package let unit: String?
  /// What is stored: only a recomputation changes checksummed values, all others may change at any time.
  package let isChecked: Bool
  /// Whether the column belongs to another table, which the view joins.
  package let isJoined: Bool
  /// Least and greatest value that an import takes.
  package let limits: ClosedRange<Double>?
  package let value: @Sendable (SetRecord) -> SetValue
  /// What its column has, which differs from `value` for a set that was accepted.
  let stored: @Sendable (SetRecord) -> (any DatabaseValueConvertible)?
  let read: @Sendable (inout SetRecord, Row) throws -> Void

  /// The object that the key is in, and the key there.
  package var path: (object: Substring?, key: Substring) {
    let parts = key.split(separator: ".")
    return parts.count == 2 ? (parts[0], parts[1]) : (nil, key[...])
  }

  /// Whether it is a column of the table of sets, which has no discarded ones.
  package var isTabled: Bool { column != nil && key != "discardedAt" }
}

extension SetField {
  private static func field<Value: SetFieldValue>(
    _ key: String, column: String? = nil, unit: String? = nil, limits: ClosedRange<Double>? = nil,
    isChecked: Bool = true, isJoined: Bool = false,
    _ path: any WritableKeyPath<SetRecord, Value> & Sendable
  ) -> SetField {
    let name = column ?? String(key.split(separator: ".").last ?? "")
    return SetField(
      key: key, column: name, unit: unit, isChecked: isChecked, isJoined: isJoined, limits: limits,
      value: { $0[keyPath: path].setValue }, stored: { $0[keyPath: path] },
      read: { record, row in record[keyPath: path] = try row.value(name, Value.self) })
  }

  private static let positive = 0...Double.greatestFiniteMagnitude
  private static let scale = 0.0...10.0

  /// In the order in which JSON and CSV have them.
  package static let all: [SetField] = identity + values + people + decisions + quality + origin

  private static let identity: [SetField] = [
    field("id", \.id),
    field("sessionId", \.sessionId),
    field("indexInSession", limits: 1...1e9, \.indexInSession),
    field("startedAt", isChecked: false, \.startedAt),
    field("endedAt", isChecked: false, \.endedAt),
    field("utcOffsetS", unit: "s", limits: -86_400...86_400, isChecked: false, \.utcOffsetS),
    field("clock.quality", column: "clockQuality", isChecked: false, \.clock.quality),
    field("clock.bootId", \.clock.bootId),
    field("clock.monotonicNs", unit: "ns", \.clock.monotonicNs),
    field("clock.monotonicEndNs", unit: "ns", \.clock.monotonicEndNs),
  ]

  private static let values: [SetField] = [
    field("durationS", unit: "s", limits: positive, \.durationS),
    field("movingTimeS", unit: "s", limits: positive, \.movingTimeS),
    field("restBeforeS", unit: "s", \.restBeforeS),
    field("distanceM", unit: "m", limits: positive, \.distanceM),
    field("distanceSdM", unit: "m", limits: positive, \.distanceSdM),
    field("meanSpeedMps", unit: "m/s", limits: positive, \.meanSpeedMps),
    field("maxSpeedMps", unit: "m/s", limits: positive, \.maxSpeedMps),
    field("meanPowerW", unit: "W", \.meanPowerW),
    field("powerSdW", unit: "W", limits: positive, \.powerSdW),
    field("maxPowerW", unit: "W", \.maxPowerW),
    field("workJ", unit: "J", \.workJ),
    field("meanForceN", unit: "N", \.meanForceN),
    field("fade", \.fade),
    field("steps", limits: positive, \.steps),
    field("cadenceSpm", unit: "1/min", limits: positive, \.cadenceSpm),
    field("direction", \.direction),
  ]

  /// The walker, and what they noted.
  private static let people: [SetField] = [
    field("protocol", isChecked: false, \.protocol),
    field("walker", isChecked: false, isJoined: true, \.walker),
    field("walkerMassKg", unit: "kg", limits: positive, isChecked: false, \.walkerMassKg),
    field("rpe", limits: scale, isChecked: false, \.rpe),
    field("pain", limits: scale, isChecked: false, \.pain),
    field("note", isChecked: false, \.note),
  ]

  private static let decisions: [SetField] = [
    // The column keeps the reason of a set that was accepted; `accepted.suspect` has it then.
    SetField(
      key: "suspect", column: "suspect", unit: nil, isChecked: false, isJoined: false, limits: nil,
      value: { .text($0.suspect) }, stored: { $0.accepted.map(\.suspect) ?? $0.suspect },
      read: { record, row in record.suspect = try row.value("suspect") }),
    SetField(
      key: "accepted.at", column: "acceptedAt", unit: nil, isChecked: false, isJoined: false, limits: nil,
      value: { .text($0.accepted?.at.description) }, stored: { $0.accepted?.at },
      read: { record, row in
        guard let at = try row.value("acceptedAt", Instant?.self) else { return }
        record.accepted = RecordAcceptance(at: at, suspect: record.suspect)
        record.suspect = nil
      }),
    SetField(
      key: "accepted.suspect", column: nil, unit: nil, isChecked: false, isJoined: false, limits: nil,
      value: { .text($0.accepted?.suspect) }, stored: { _ in nil }, read: { _, _ in }),
    field("discardedAt", isChecked: false, \.discardedAt),
    // The machine's identifier is checked in the place of its name (`SetRecord.checksum`).
    field("machine", isChecked: false, isJoined: true, \.machine),
  ]

  private static let quality: [SetField] = [
    field("quality.pulses", limits: positive, \.quality.pulses),
    field("quality.edges", limits: positive, \.quality.edges),
    field("quality.bounces", limits: positive, \.quality.bounces),
    field("quality.openingBounces", limits: positive, \.quality.openingBounces),
    field("quality.impossible", limits: positive, \.quality.impossible),
    field("quality.missed", limits: positive, \.quality.missed),
    field("quality.discarded", limits: positive, \.quality.discarded),
    field("quality.implausible", limits: positive, \.quality.implausible),
    field("quality.wentBack", limits: positive, \.quality.wentBack),
    field("quality.lostEdges", limits: positive, \.quality.lostEdges),
    field("quality.recovered", \.quality.recovered),
    field("quality.endIsRefined", \.quality.endIsRefined),
    field("quality.powerIsEstimated", \.quality.powerIsEstimated),
    field("quality.endReason", \.quality.endReason),
  ]

  private static let origin: [SetField] = [
    field("calibrationId", \.calibrationId),
    field("softwareVersion", \.softwareVersion),
  ]
}

extension String: SetFieldValue {
  var setValue: SetValue { .text(self) }
  static var unknown: SetValue { .text(nil) }
}

extension Double: SetFieldValue {
  var setValue: SetValue { .number(self) }
  static var unknown: SetValue { .number(nil) }
}

extension Int: SetFieldValue {
  var setValue: SetValue { .whole(Int64(self)) }
  static var unknown: SetValue { .whole(nil) }
}

extension Int64: SetFieldValue {
  var setValue: SetValue { .whole(self) }
  static var unknown: SetValue { .whole(nil) }
}

extension Bool: SetFieldValue {
  var setValue: SetValue { .flag(self) }
  static var unknown: SetValue { .flag(false) }
}

extension Instant: SetFieldValue {
  var setValue: SetValue { .text(description) }
  static var unknown: SetValue { .text(nil) }
}

extension ClockQuality: SetFieldValue, DatabaseValueConvertible {
  var setValue: SetValue { .text(rawValue) }
  static var unknown: SetValue { .text(nil) }
}

extension RecordDirection: SetFieldValue, DatabaseValueConvertible {
  var setValue: SetValue { .text(rawValue) }
  static var unknown: SetValue { .text(nil) }
}

extension EndReason: SetFieldValue, DatabaseValueConvertible {
  var setValue: SetValue { .text(rawValue) }
  static var unknown: SetValue { .text(nil) }
}

extension Optional: SetFieldValue where Wrapped: SetFieldValue {
  var setValue: SetValue { map(\.setValue) ?? Wrapped.unknown }
  static var unknown: SetValue { Wrapped.unknown }
}
