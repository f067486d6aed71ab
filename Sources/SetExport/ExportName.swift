// SPDX-License-Identifier: Apache-2.0
//
// Owns: wall time at a distance from UTC, and names of files made of it. Must not know: formats.

import Foundation
import SetLog

/// Wall time at a distance from UTC.
enum LocalTime {
  /// `2026-03-01 18:04:05`
  static func text(_ startedAt: Instant, utcOffsetS: Int) -> String {
    let local = Instant(unixMs: startedAt.unixMs + Int64(utcOffsetS) * 1000)
    return String(local.description.prefix(19)).replacingOccurrences(of: "T", with: " ")
  }
}

extension ExportedSession {
  /// Whose it is; nil for no walker.
  var walker: String? { sets.first?.record.walker }

  /// `2026-03-01-1804-treadmill-3-ada`: when it began, on which machine, and whose it is.
  /// - Parameter withWalker: false where all that is written is one walker's.
  func name(withWalker: Bool) -> String {
    let walker = withWalker ? walker.map { "-" + Self.slug($0, else: "walker") } ?? "" : ""
    return timeAndMachine + walker
  }

  private var timeAndMachine: String {
    guard let first = sets.first?.record else { return "" }
    let time = LocalTime.text(first.startedAt, utcOffsetS: first.utcOffsetS)
    let day = time.prefix(10)
    let minute = time.dropFirst(11).prefix(5).filter { $0 != ":" }
    return "\(day)-\(minute)-\(Self.slug(first.machine))"
  }

  /// Letters and digits of ASCII, lower case; anything between them is one hyphen.
  /// - Parameter fallback: for a text that has none.
  static func slug(_ text: String, else fallback: String = "machine") -> String {
    let plain = text.folding(
      options: [.diacriticInsensitive, .caseInsensitive], locale: Locale(identifier: "C"))
    let words = plain.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return words.isEmpty ? fallback : words.joined(separator: "-")
  }
}
