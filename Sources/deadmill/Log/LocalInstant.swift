// SPDX-License-Identifier: Apache-2.0
//
// Owns: moments of the log on the wall clock of this place. Must not know: commands.

import SetLog

extension Figures {
  /// As `2026-03-01 18:05:09`.
  static func local(_ instant: Instant) -> String { local(instant.description) }
}
