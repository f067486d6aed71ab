// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a caller may choose about an export, and what can go wrong with one. Must not know: formats from within.

/// What a walker does with the belt; no sensor can tell, so it has to be said.
public enum ExportExercise: String, CaseIterable, Sendable {
  /// Walking backward.
  case backwardDrag = "backward-drag"
  /// Walking forward.
  case forwardDrag = "forward-drag"
  /// Pushing against the console.
  case push

  /// For people.
  var title: String {
    switch self {
    case .backwardDrag: "Backward Drag"
    case .forwardDrag: "Forward Drag"
    case .push: "Push"
    }
  }
}

/// Choices for an export.
public struct ExportOptions: Sendable {
  /// Named where a format has a word for it.
  public var exercise = ExportExercise.backwardDrag
  /// Program and version, for formats that name what wrote them.
  public var program = "deadmill"

  /// Whether suspect sets go into formats that leave them out.
  public var includesSuspectSets = false

  /// Walking backward.
  public init() {}
}

/// An export that cannot be.
public enum ExportError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A set's start is no time.
  case unreadableTime(setId: String, text: String)
  /// No session has this identifier.
  case noSuchSession(id: String)
  /// Several sessions begin with this identifier.
  case ambiguousSession(id: String, matches: [String])

  /// One line, with what to do.
  public var description: String {
    switch self {
    case .unreadableTime(let id, let text):
      "set \(id): \"\(text)\" is no time; leave the set out with --since or --until"
    case .noSuchSession(let id): "no session \"\(id)\" in the log; `deadmill sets --json` has the identifiers"
    case .ambiguousSession(let id, let matches):
      "\"\(id)\" begins several sessions: \(matches.joined(separator: ", ")); give more of it"
    }
  }
}
