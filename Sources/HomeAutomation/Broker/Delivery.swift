// SPDX-License-Identifier: Apache-2.0
//
// Owns: waiting for what becomes of one message. Must not know: connections.

import Dispatch
import Synchronization

/// What became of a message.
enum DeliveryOutcome: Sendable, Equatable {
  /// The broker has it.
  case taken
  /// The broker does not want it; why.
  case refused(String)
  /// The connection ended first; the broker may have it or not.
  case lost
}

/// A message that a thread waits for.
final class Delivery: Sendable {
  let message: OutgoingMessage
  private let outcome = Mutex<DeliveryOutcome?>(nil)
  private let isOver = DispatchSemaphore(value: 0)

  init(_ message: OutgoingMessage) { self.message = message }

  /// The first one counts.
  func finish(_ found: DeliveryOutcome) {
    let isFirst = outcome.withLock { outcome in
      defer { outcome = outcome ?? found }
      return outcome == nil
    }
    if isFirst { isOver.signal() }
  }

  /// Blocks until it is known. Once at most.
  func wait() -> DeliveryOutcome {
    isOver.wait()
    return outcome.withLock { $0 } ?? .lost
  }
}
