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
  /// `2026-03-01-1804-treadmill-3`: when it began, and on which machine.
  var name: String {
    guard let first = sets.first?.record else { return "" }
    let time = LocalTime.text(first.startedAt, utcOffsetS: first.utcOffsetS)
    let day = time.prefix(10)
    let minute = time.dropFirst(11).prefix(5).filter { $0 != ":" }
    return "\(day)-\(minute)-\(Self.slug(first.machine))"
  }

  /// Letters and digits of ASCII, lower case; anything between them is one hyphen.
  static func slug(_ text: String) -> String {
    let plain = text.folding(
      options: [.diacriticInsensitive, .caseInsensitive], locale: Locale(identifier: "C"))
    let words = plain.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return words.isEmpty ? "machine" : words.joined(separator: "-")
  }
}
