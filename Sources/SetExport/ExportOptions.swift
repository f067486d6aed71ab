// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a caller may choose about an export. Must not know: formats from within.

/// What a walker does with the belt; no sensor knows, so a person has to choose.
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
