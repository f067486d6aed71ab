// SPDX-License-Identifier: Apache-2.0
//
// Owns: what is sent of a finished set. Must not know: which sets, connections.
//
// Never how it felt: exertion, pain and remarks stay in the log.

import LiveFeed

/// What happened to a set.
enum SetEvent: String, Sendable, CaseIterable {
  /// It is sent for the first time.
  case finished
  /// It was sent before, and something of it is different now.
  case changed
}

enum SetPayload {
  /// - Parameter showsWalker: whether names may be sent.
  static func payload(_ set: SetSummary, _ event: SetEvent, showsWalker: Bool) -> String {
    var pairs: [(key: String, value: JSONValue)] = [
      ("event_type", .text(event.rawValue)),
      ("id", .text(set.id)),
      ("sessionId", .text(orNull: set.sessionId)),
      ("indexInSession", .integer(Int64(set.indexInSession))),
      ("startedAt", .text(orNull: set.startedAt)),
      ("durationS", .rounded(set.durationS, 1)),
      ("distanceM", .rounded(set.distanceM, 1)),
      ("meanSpeedKmh", .rounded(set.meanSpeedMps * 3.6, 2)),
      ("maxSpeedKmh", .rounded(set.maxSpeedMps * 3.6, 2)),
      ("meanPowerW", .rounded(set.meanPowerW, 0)),
      ("powerSdW", .rounded(set.powerSdW, 0)),
      ("powerEstimated", set.powerIsEstimated.map { .bool($0) } ?? .null),
      ("workJ", .rounded(set.workJ, 0)),
      ("cadenceSpm", .rounded(set.cadenceSpm, 0)),
      ("suspect", .text(orNull: set.suspect)),
      ("discarded", .bool(set.discardedAt != nil)),
    ]
    if showsWalker { pairs.append(("walker", .text(orNull: set.walker))) }
    return JSONValue.object(pairs).json
  }
}
