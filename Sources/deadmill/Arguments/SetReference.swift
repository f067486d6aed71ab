// SPDX-License-Identifier: Apache-2.0
//
// Owns: how people name a set or a session, as text. Must not know: the log.

/// A set or a session as a person names it.
enum SetReference: Equatable {
  /// The newest, or one so many before it.
  case last(Int)
  /// By when it was walked.
  case time(NamedTime)
  /// By its identifier or a part of it: lower case, without hyphens.
  case identifier(String)

  /// What may be typed, for messages and help.
  static let forms =
    "last, last-1, today, yesterday, a date or time such as \"2026-03-01 18:04\", or an id of `sets`"

  /// A name as it is typed; throws if it looks like a date that there is not.
  init(_ text: String, _ reader: TimeText = TimeText()) throws(TimeTextError) {
    let word = text.lowercased()
    if let back = Self.back(word) {
      self = .last(back)
      return
    }
    do {
      // `7d` might be a part of an identifier, and is no set.
      if !Self.isDistance(word) {
        self = .time(try reader.time(text))
        return
      }
    } catch {
      if error.problem != .notATime { throw error }
    }
    self = .identifier(word.filter { $0 != "-" && $0 != " " })
  }

  /// `last` is 0, `last-1` is 1.
  private static func back(_ word: String) -> Int? {
    if word == "last" { return 0 }
    guard word.hasPrefix("last-"), let back = Int(word.dropFirst(5)), (0...1_000_000).contains(back) else {
      return nil
    }
    return back
  }

  private static func isDistance(_ word: String) -> Bool {
    guard let unit = word.last, "dw".contains(unit) else { return false }
    return word.dropLast().allSatisfy { $0.isNumber || $0 == "-" }
  }
}
