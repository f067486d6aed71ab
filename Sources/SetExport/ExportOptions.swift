// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a caller may choose about an export. Must not know: formats from within.

import Training

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

/// The language of exports that people read.
public enum ExportLanguage: String, CaseIterable, Sendable {
  /// English.
  case english = "en"
  /// German.
  case german = "de"

  /// What stands between a number's integer part and its fraction.
  public var decimalMark: DecimalMark { self == .german ? .comma : .point }
}

/// What stands between a number's integer part and its fraction, in tables for spreadsheets.
public enum DecimalMark: String, CaseIterable, Sendable {
  /// 0.5
  case point
  /// 0,5
  case comma
}

/// Choices for an export.
public struct ExportOptions: Sendable {
  /// Named where a format has a word for it.
  public var exercise = ExportExercise.backwardDrag
  /// Program and version, for formats that name what wrote them.
  public var program = "deadmill"
  /// Whether suspect sets go into formats that leave them out.
  public var includesSuspectSets = false
  /// Of formats that people read.
  public var language = ExportLanguage.english
  /// In tables for spreadsheets, which expect that of their own language.
  public var decimalMark = DecimalMark.point
  /// Whose report it is: the name of a clinic or a gym; nil for none.
  public var clinic: String?
  /// The protocol that weeks are judged by; nil for that of the walker's newest set.
  package var plan: TrainingProtocol?
  /// The protocols that sets may name.
  package var protocols = TrainingProtocol.builtIn

  /// Walking backward, in English.
  public init() {}
}
