// SPDX-License-Identifier: Apache-2.0
//
// Owns: the reasons that the log has for suspect sets, as stored text. Must not know: how they are found, other languages.

/// Why a set is suspect, as the log has it in words: ``SuspicionText`` writes them, and who has words of another language
/// reads them again.
package enum SuspicionReason: String, Sendable, CaseIterable {
  /// `%1` is a frequency in hertz.
  case mains = "equal gaps at %1 Hz, as mains hum makes them"
  case motor = "equal gaps at %1 Hz, as a motor or dimmer makes them"
  case even = "equal gaps without the swing of steps, as a motor or dimmer makes them"
  case chatter = "gaps that jump about, as a magnet at the switching point makes them"
  case impossible = "starts and stops that no person can give to a belt of this weight"

  /// The text in the log.
  package func text(frequencyHz: String = "") -> String { rawValue.replacing("%1", with: frequencyHz) }

  /// - Returns: the reason and its frequency, empty if it has none; nil for any other text.
  package static func read(_ stored: String) -> (reason: SuspicionReason, frequencyHz: String)? {
    for reason in allCases {
      let parts = reason.rawValue.split(separator: "%1", omittingEmptySubsequences: false)
      guard let first = parts.first, let last = parts.last else { continue }
      if parts.count == 1, stored == first { return (reason, "") }
      if parts.count == 2, stored.hasPrefix(first), stored.hasSuffix(last),
        stored.count > first.count + last.count
      {
        return (reason, String(stored.dropFirst(first.count).dropLast(last.count)))
      }
    }
    return nil
  }
}
