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

  private let look: Look
  private let shown = Mutex(Shown())

  package init(_ look: Look) { self.look = look }

  package func take(_ frame: LiveFrame) {
    let now = ContinuousClock.now
    let isDue = shown.withLock { shown in
      let isDue = frame.phase != shown.phase || shown.at.map { now - $0 >= .seconds(1) } ?? true
      if isDue { shown = Shown(at: now, phase: frame.phase) }
      return isDue
    }
    if isDue { say(PlainLine.text(frame, look)) }
  }

  /// Something else that a reader should know, once.
  package func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
}
