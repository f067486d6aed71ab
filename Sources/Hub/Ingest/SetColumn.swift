// SPDX-License-Identifier: Apache-2.0
//
// Owns: the one table of a sent set: its key, its column, its type. Must not know: SQL beyond that, HTTP.

/// What a key of a record must be.
enum SentType: Sendable, Equatable {
  case uuid, text, time, number, whole, object

  /// PostgreSQL's name.
  var sql: String {
    switch self {
    case .uuid: "uuid"
    case .text: "text"
    case .time: "timestamptz"
    case .number: "float8"
    case .whole: "int"
    case .object: "jsonb"
    }
  }
}

/// A key of a sent set and the column that it goes to.
struct SetColumn: Sendable {
  let column: String
  /// Its key; a point separates the object that it is in.
  let key: String
  let type: SentType
  let isNeeded: Bool

  init(_ column: String, _ key: String, _ type: SentType, needed: Bool = false) {
    self.column = column
    self.key = key
    self.type = type
    isNeeded = needed
  }

  static let all: [SetColumn] = [
    SetColumn("id", "id", .uuid, needed: true),
    SetColumn("machine_id", "machineId", .uuid, needed: true),
    SetColumn("session_id", "sessionId", .text, needed: true),
    SetColumn("index_in_session", "indexInSession", .whole, needed: true),
    SetColumn("started_at", "startedAt", .time, needed: true),
    SetColumn("ended_at", "endedAt", .time, needed: true),
    SetColumn("utc_offset_s", "utcOffsetS", .whole),
    SetColumn("clock_quality", "clock.quality", .text),
    SetColumn("duration_s", "durationS", .number, needed: true),
    SetColumn("moving_s", "movingTimeS", .number, needed: true),
    SetColumn("distance_m", "distanceM", .number, needed: true),
    SetColumn("distance_sd_m", "distanceSdM", .number),
    SetColumn("mean_speed_mps", "meanSpeedMps", .number),
    SetColumn("max_speed_mps", "maxSpeedMps", .number),
    SetColumn("mean_power_w", "meanPowerW", .number),
    SetColumn("power_sd_w", "powerSdW", .number),
    SetColumn("work_j", "workJ", .number),
    SetColumn("fade", "fade", .number),
    SetColumn("steps", "steps", .whole),
    SetColumn("cadence_spm", "cadenceSpm", .number),
    SetColumn("direction", "direction", .text),
    SetColumn("protocol", "protocol", .text),
    SetColumn("walker", "walkerPseudonym", .text),
    SetColumn("suspect", "suspect", .text),
    SetColumn("discarded_at", "discardedAt", .time),
    SetColumn("calibration_id", "calibrationId", .text),
    SetColumn("software", "softwareVersion", .text),
    SetColumn("quality", "quality", .object),
  ]

  /// The key in the record itself: of `clock.quality` it is `clock`.
  var topKey: Substring { key.split(separator: ".")[0] }

  /// SQL for its value in the record `r`.
  var value: String {
    if type == .object { return "r->'\(key)'" }
    let path = key.split(separator: ".").map { "'\($0)'" }
    let text = "r" + path.dropLast().map { "->" + $0 }.joined() + "->>" + (path.last ?? "''")
    return type == .text ? text : "(\(text))::\(type.sql)"
  }
}
