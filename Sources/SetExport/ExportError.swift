// SPDX-License-Identifier: Apache-2.0
//
// Owns: what can go wrong with an export. Must not know: formats.

/// An export that is not possible.
public struct ExportError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What kind of error it is. Later versions may have more kinds.
  public struct Code: Sendable, Hashable {
    fileprivate enum Value {
      case noSuchSession, ambiguousSession
    }

    fileprivate let value: Value

    /// No session has this identifier.
    public static let noSuchSession = Code(value: .noSuchSession)
    /// Several sessions begin with this identifier.
    public static let ambiguousSession = Code(value: .ambiguousSession)
  }

  /// What kind of error it is.
  public let code: Code
  /// The identifier that was asked for.
  public let id: String
  /// Identifiers that begin with an ambiguous one.
  public let matches: [String]

  static func noSuchSession(id: String) -> Self { Self(code: .noSuchSession, id: id, matches: []) }

  static func ambiguousSession(id: String, matches: [String]) -> Self {
    Self(code: .ambiguousSession, id: id, matches: matches)
  }

  /// One line, with what to do.
  public var description: String {
    switch code.value {
    case .noSuchSession: "no session \"\(id)\" in the log; `deadmill sets --json` has the identifiers"
    case .ambiguousSession:
      "\"\(id)\" matches \(matches.count) sessions: \(matches.joined(separator: ", ")); type more of the id"
    }
  }
}
