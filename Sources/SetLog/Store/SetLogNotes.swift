// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a walker notes about a set afterwards: exertion, pain, a remark. Must not know: figures.

import GRDB
import Text

/// What a walker notes about a set afterwards.
public struct SetNote: Sendable, Equatable {
  /// Perceived exertion, 0 (rest) to 10 in halves (Borg CR10); nil if not noted.
  public var rpe: Double?
  /// Pain, 0 (none) to 10 (the worst); nil if not noted.
  public var pain: Int?
  /// A remark; nil for none.
  public var text: String?

  /// Longest remark, characters.
  public static let longestText = 500
  /// What exertion and pain may be.
  public static let scale = 0...10

  /// Whether a number is one of the scale of exertion: 0 to 10 in halves.
  package static func isExertion(_ value: Double) -> Bool {
    (Double(scale.lowerBound)...Double(scale.upperBound)).contains(value)
      && (value * 2).rounded() == value * 2
  }

  /// All fields.
  public init(rpe: Double? = nil, pain: Int? = nil, text: String? = nil) {
    self.rpe = rpe
    self.pain = pain
    self.text = text
  }

  func checked() throws(SetLogError) -> SetNote {
    if let rpe, !Self.isExertion(rpe) {
      throw .unusableNote(
        reason: "exertion \(DecimalText.plain(rpe)) is not 0 to 10 in halves, such as 6 or 6.5")
    }
    if let pain, !Self.scale.contains(pain) {
      throw .unusableNote(reason: "pain \(pain) is not within 0 to 10")
    }
    var note = self
    let trimmed = text.map {
      String($0.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
    note.text = trimmed?.isEmpty == true ? nil : trimmed
    if let text = note.text {
      if text.count > Self.longestText {
        throw .unusableNote(reason: "the text is longer than \(Self.longestText) characters")
      }
      let isControl = { (scalar: Unicode.Scalar) in
        scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
          || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
      }
      if text.unicodeScalars.contains(where: isControl) {
        throw .unusableNote(reason: "the text has a control character, or one that reverses text")
      }
    }
    return note
  }
}

extension SetLog {
  /// Puts a note to a set, in the place of the one before.
  /// - Parameters:
  ///   - note: what to note; a nil value removes an earlier one.
  ///   - id: the set's whole identifier.
  public func put(_ note: SetNote, on id: String) throws(SetLogError) {
    let note = try note.checked()
    try write { db in
      try Self.checkInPlace(id, db)
      _ = try EditRecorder.record(.note, of: [id], at: .now, by: author, db) {
        try Self.put(checked: note, on: id, db)
        return nil
      }
    }
  }

  private static func put(checked note: SetNote, on id: String, _ db: Database) throws {
    try db.execute(
      sql: "UPDATE finishedSet SET rpe = ?, pain = ?, note = ? WHERE id = ?",
      arguments: [note.rpe, note.pain, note.text, id])
    guard db.changesCount == 1 else { throw SetLogError.noSuchSet(id: id) }
  }

  /// Changes what people may change of a set, all at once.
  /// - Parameters:
  ///   - id: the set's whole identifier.
  ///   - note: in the place of the one before.
  ///   - walker: its walker's name; nil makes it anonymous.
  ///   - protocol: the training protocol that it belongs to; nil for none.
  /// - Returns: false if nothing differs; then nothing is written.
  @discardableResult
  public func edit(
    set id: String, note: SetNote, walker: String?, protocol: String?
  ) throws(SetLogError) -> Bool {
    let note = try note.checked()
    return try write { db in
      try Self.checkInPlace(id, db)
      return try EditRecorder.record(.edit, of: [id], at: .now, by: author, db) {
        try Self.put(checked: note, on: id, db)
        try Self.give(set: id, to: Self.walkerId(walker, db), db)
        try db.execute(
          sql: "UPDATE finishedSet SET protocol = ? WHERE id = ?", arguments: [`protocol`, id])
        return nil
      } != nil
    }
  }
}

extension SetRecord {
  /// The note on the set.
  public var feedback: SetNote { SetNote(rpe: rpe, pain: pain, text: note) }
}
