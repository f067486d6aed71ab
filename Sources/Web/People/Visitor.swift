// SPDX-License-Identifier: Apache-2.0
//
// Owns: who asks, and what they may see and change. Must not know: requests, the log.
//
// docs/web.md has this as a table, WebRightsTests as a test of every combination.

import SetLog

/// Someone who looks at the page.
struct Visitor: Sendable, Equatable {
  enum Role: Sendable, Equatable {
    case stranger
    /// One who has signed in, by name.
    case walker(String)
    case staff
  }

  static let stranger = Visitor()

  var role = Role.stranger
  /// Digest of the cookie; nil for a stranger.
  var session: String?

  var walker: String? { if case .walker(let name) = role { name } else { nil } }

  var isStaff: Bool { role == .staff }

  // MARK: Seeing

  func seesLive(_ audience: WebAudience) -> Bool { audience != .off || role != .stranger }

  /// The sets that the visitor may list; nil for none.
  func visible(_ audience: WebAudience) -> SetFilter? {
    var filter = SetFilter()
    switch role {
    case .staff: return filter
    case .walker(let name):
      filter.walker = name
      return filter
    case .stranger:
      guard audience == .sets else { return nil }
      filter.isAnonymous = true
      return filter
    }
  }

  /// Whether the visitor may see a set.
  func sees(_ record: SetRecord, _ audience: WebAudience) -> Bool {
    switch role {
    case .staff: return true
    case .walker(let name): return record.walker == name
    case .stranger: return audience == .sets && record.walker == nil
    }
  }

  /// Whether a set is the visitor's own.
  func owns(_ record: SetRecord) -> Bool { record.walker != nil && record.walker == walker }

  /// Whether the visitor reads how a set felt.
  func seesNotes(_ record: SetRecord, staffSeesNotes: Bool) -> Bool {
    owns(record) || (isStaff && staffSeesNotes)
  }

  // MARK: Changing

  func mayNote(_ record: SetRecord) -> Bool { owns(record) }

  /// Accept, discard and restore.
  func mayDecide(_ record: SetRecord) -> Bool { isStaff || owns(record) }

  /// Put a walker on a machine: oneself, or no walker after oneself.
  func mayUse(walker name: String?, insteadOf present: String?) -> Bool {
    guard !isStaff, let walker else { return isStaff }
    return name == walker || (name == nil && present == walker)
  }
}
