// SPDX-License-Identifier: Apache-2.0
//
// Owns: a month as an address has it.

import SetLog

/// `2026-03`
struct LocalMonth: Sendable, Equatable {
  let first: LocalDay

  init?(_ text: String) {
    guard text.count == 7, let day = LocalDay(text + "-01") else { return nil }
    first = day
  }
}
