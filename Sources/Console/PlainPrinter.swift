// SPDX-License-Identifier: Apache-2.0
//
// Owns: printing one plain line a second. Must not know: where frames come from.

import Foundation
import LiveFeed
import Synchronization

/// Prints frames as lines, one a second at most, and each change of phase.
package final class PlainPrinter: Sendable {
  private struct Shown: Sendable {
    var at: ContinuousClock.Instant?
    var phase = ""
  }

  private let shown = Mutex(Shown())

  package init() {}

  package func take(_ frame: LiveFrame) {
    let now = ContinuousClock.now
    let isDue = shown.withLock { shown in
      let isDue = frame.phase != shown.phase || shown.at.map { now - $0 >= .seconds(1) } ?? true
      if isDue { shown = Shown(at: now, phase: frame.phase) }
      return isDue
    }
    if isDue { FileHandle.standardOutput.write(Data((PlainLine.text(frame) + "\n").utf8)) }
  }
}
