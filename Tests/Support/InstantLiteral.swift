// SPDX-License-Identifier: Apache-2.0
//
// Owns: moments as literals in tests. Must not know: what they are for.

import SetLog

extension Instant: ExpressibleByStringInterpolation {
  /// A literal that is no time is a mistake in the test itself.
  public init(stringLiteral text: String) {
    guard let instant = Instant(text) else { preconditionFailure("\(text) is no time") }
    self = instant
  }
}
