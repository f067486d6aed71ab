// SPDX-License-Identifier: Apache-2.0
//
// Owns: reporting what goes on being wrong once, and that it is over. Must not know: what it is.

import Logging

/// One line when something goes wrong or wrong in another manner, one when it is right again.
struct Complaint {
  private let logger: Logger
  private var last: String?

  init(_ logger: Logger) { self.logger = logger }

  mutating func report(_ text: String) {
    guard text != last else { return }
    last = text
    logger.warning("\(text)")
  }

  mutating func isOver(_ text: String) {
    if last != nil { logger.notice("\(text)") }
    last = nil
  }
}
