// SPDX-License-Identifier: Apache-2.0
//
// Owns: the walker's progress in a training protocol, in figures. Must not know: words; a display has its own.

/// A week's progress.
package struct LiveWeek: Codable, Sendable, Equatable {
  /// What is counted: `sessions`, or `days` with a set; absent for sessions.
  package var unit: String?
  /// Sessions of this calendar week that had all that the protocol asks for; without a plan, days with a set.
  package var sessionsDone = 0
  /// Sessions a week that the protocol asks for, at least and at most; equal where it asks for one number.
  package var aimMin: Int?
  package var aimMax: Int?

  package init() {}
}

/// What the protocol says of the last set.
package struct LiveVerdict: Codable, Sendable, Equatable {
  /// The set's identifier.
  package var id: String
  /// Which of the plan's sets it was; one that is too short is walked again under the same number.
  package var set: Int
  /// `met`, `long`, `short` (it does not count) or `extra` (after the plan's last one); a later version may have more.
  package var verdict: String
  /// How long it was to last, seconds.
  package var targetS: Double?

  package init(id: String, set: Int, verdict: String, targetS: Double?) {
    self.id = id
    self.set = set
    self.verdict = verdict
    self.targetS = targetS
  }
}

/// What comes after what is done now.
package enum LiveStep: Sendable, Equatable {
  /// Walk this set (from 1) for this long; nil for an open end.
  case walk(set: Int, targetS: Double?)
  /// Rest for this long; nil for an open end.
  case rest(targetS: Double?)
  /// The session is complete and nothing changes next time.
  case finished
  /// The session is complete; next time each set is to last this long.
  case longerSets(toS: Double)
  /// Something that this version does not know.
  case other
}

extension LiveStep: Codable {
  private enum Key: String, CodingKey { case kind, set, targetS }

  /// `{"kind":"walk","set":2,"targetS":60}`; kinds of later versions become `other`.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let targetS = try container.decodeIfPresent(Double.self, forKey: .targetS)
    let set = try container.decodeIfPresent(Int.self, forKey: .set)
    switch (try container.decode(String.self, forKey: .kind), set, targetS) {
    case ("walk", .some(let set), _): self = .walk(set: set, targetS: targetS)
    case ("rest", _, _): self = .rest(targetS: targetS)
    case ("finished", _, _): self = .finished
    case ("longerSets", _, .some(let seconds)): self = .longerSets(toS: seconds)
    default: self = .other
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .walk(let set, let targetS):
      try container.encode("walk", forKey: .kind)
      try container.encode(set, forKey: .set)
      try container.encodeIfPresent(targetS, forKey: .targetS)
    case .rest(let targetS):
      try container.encode("rest", forKey: .kind)
      try container.encodeIfPresent(targetS, forKey: .targetS)
    case .finished: try container.encode("finished", forKey: .kind)
    case .longerSets(let seconds):
      try container.encode("longerSets", forKey: .kind)
      try container.encode(seconds, forKey: .targetS)
    case .other: try container.encode("other", forKey: .kind)
    }
  }
}

/// The walker's progress in a training protocol.
package struct LiveTraining: Codable, Sendable, Equatable {
  /// The protocol's name in commands and records.
  package var name: String?
  /// The protocol's name as its author wrote it.
  package var title: String?
  /// What it says of the last set; absent without a plan.
  package var lastSet: LiveVerdict?
  /// Whether the walker is new: sets are shorter, and the display says to hold the rails. Absent if not.
  package var isBeginner: Bool?
  /// The set of this session that runs; in a rest the one that comes next; after the last one `setCount`. From 1.
  package var setIndex: Int?
  /// Sets of this session that are complete, the running one left out.
  package var setsDone: Int?
  /// Sets that a session has; nil if the protocol leaves it open.
  package var setCount: Int?
  /// How long the set that runs, or comes next, is to last, seconds.
  package var setTargetS: Double?
  /// How long the rest between two sets is to last, seconds.
  package var restTargetS: Double?
  /// What is left of the rest, seconds; 0 once it is over. Present in a rest with a target only.
  package var restRemainingS: Double?
  /// What comes after what is done now: in a set the rest or the end, in a rest the next set, after the last set what
  /// next time brings.
  package var nextStep: LiveStep?
  /// Whether the session has all its sets.
  package var isDone: Bool?
  package var week: LiveWeek?
  /// Weeks in a row, this one included where its aim is reached, in which the weekly aim was reached.
  package var streakWeeks: Int?

  package init() {}
}
