// SPDX-License-Identifier: Apache-2.0
//
// Owns: one change that a person made to sets, as it is listed. Must not know: how it is stored or taken back.

import Text

/// A change that a person made to sets of the log.
///
/// Nothing is lost by one: ``SetLog/undo(edit:)`` takes it back.
public struct SetEdit: Sendable, Equatable {
  /// Greater than those of all edits before.
  public var number: Int64
  /// When it was made.
  public var at: Instant
  /// What was done.
  public var kind: Kind
  /// Who asked for it, as the program that changed the log knows it: a user of the system, and, for a program that asks for
  /// others, for whom. Nil if that is not known.
  public var author: String?
  /// The sets that it was about, by identifier.
  public var sets: [String]
  /// What changed, in words.
  public var what: String
  /// When it was taken back; nil if it holds.
  public var undoneAt: Instant?

  /// What a person did. Later versions may have more kinds.
  public struct Kind: RawRepresentable, Codable, Sendable, Hashable {
    /// The stored form.
    public let rawValue: String

    /// A kind by its stored form.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A set was given to another walker, or to none.
    public static let claim = Kind(rawValue: "claim")
    /// Exertion, pain or a remark was noted.
    public static let note = Kind(rawValue: "note")
    /// Several of these, or the protocol.
    public static let edit = Kind(rawValue: "edit")
    /// A suspect set was accepted.
    public static let accept = Kind(rawValue: "accept")
    /// A set was discarded.
    public static let discard = Kind(rawValue: "discard")
    /// A discarded set was restored.
    public static let restore = Kind(rawValue: "restore")
    /// Two sets that were one became one.
    public static let merge = Kind(rawValue: "merge")
    /// A set that was two became two.
    public static let split = Kind(rawValue: "split")
    /// A set was entered by hand.
    public static let enter = Kind(rawValue: "enter")
  }
}

extension SetEdit {
  /// The edit as one JSON object, on one line.
  public var json: String {
    var object = JSONObjectText()
    object.add("number", number)
    object.add("at", at)
    object.add("kind", kind.rawValue)
    object.add("author", author)
    object.add("sets", raw: "[" + sets.map { JSONText.quoted($0) }.joined(separator: ",") + "]")
    object.add("what", what)
    object.add("undoneAt", undoneAt)
    return object.text
  }
}
