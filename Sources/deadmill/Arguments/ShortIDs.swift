// SPDX-License-Identifier: Apache-2.0
//
// Owns: the short identifiers under which sets are shown, and a set on one line. Must not know: tables.

import SetLog
import Text

/// As many digits at the end of an identifier as distinguish the sets of a log.
struct ShortIDs: Equatable {
  /// Where no log is at hand: enough for any usual one.
  static let usual = ShortIDs(length: 8)

  let length: Int

  init(_ log: SetLog) throws { length = try log.tailLength() }

  init(length: Int) { self.length = length }

  func text(_ id: String) -> String { SetLog.tail(of: id, length) }
}

/// What distinguishes a set at a glance.
enum SetLine {
  /// `4f3a  2026-11-30 09:02  Treadmill 1  Ada  32.9 m`
  static func text(_ record: SetRecord, _ ids: ShortIDs) -> String {
    let look = TerminalLook.standardError
    let parts = [
      ids.text(record.id), String(LocalTime.text(record.startedAt).prefix(16)),
      look.name(record.machine, atMost: 24), look.name(record.walker ?? "no walker", atMost: 24),
      DecimalText.fixed(record.distanceM, 1) + " m",
    ]
    return parts.joined(separator: "  ") + (record.discardedAt == nil ? "" : "  (discarded)")
  }
}
