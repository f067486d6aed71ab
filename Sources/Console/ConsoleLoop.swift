// SPDX-License-Identifier: Apache-2.0
//
// Owns: drawing the newest frame until someone quits. Must not know: where frames come from.

import LiveFeed
import Synchronization

/// The newest frame, for whoever draws.
package final class FrameBox: Sendable {
  private struct State: Sendable {
    var frame: LiveFrame?
    var hasEnded = false
  }

  private let state = Mutex(State())

  package init() {}

  package func put(_ frame: LiveFrame) { state.withLock { $0.frame = frame } }

  /// No more frames will come.
  package func end() { state.withLock { $0.hasEnded = true } }

  /// The newest frame; nil before the first.
  package var frame: LiveFrame? { state.withLock { $0.frame } }

  package var hasEnded: Bool { state.withLock { $0.hasEnded } }
}

/// Draws at most ten times a second.
package enum ConsoleLoop {
  package enum Ending: Sendable, Equatable {
    case quit
    case ended
  }

  /// Draws until `q` is pressed or the frames end.
  package static func run(_ box: FrameBox, usesColours: Bool) async throws -> Ending {
    let terminal = try CursesTerminal(usesColours: usesColours)
    let view = ConsoleView(isUnicode: CursesTerminal.isUnicode)
    var history = SpeedHistory()
    while true {
      while let key = terminal.key() {
        if key == 0x71 || key == 0x51 { return .quit }
      }
      // Asked first, so that the last frame is drawn before it ends.
      let isLast = box.hasEnded
      if let frame = box.frame {
        history.take(frame)
        terminal.show(view.draw(frame, history, terminal.size))
      }
      if isLast { return .ended }
      do {
        try await Task.sleep(for: .milliseconds(100))
      } catch {
        return .ended
      }
    }
  }
}
