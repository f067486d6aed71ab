// SPDX-License-Identifier: Apache-2.0
//
// Owns: what whoever draws needs of all frames so far. Must not know: where frames come from, how they are drawn.

import LiveFeed
import Synchronization

/// The newest frame and what follows from all of them, for whoever draws. Every frame is taken, drawn or not.
package final class LiveBox: Sendable {
  private struct State: Sendable {
    var frame: LiveFrame?
    var history = SpeedHistory()
    var chooser = ViewChooser()
    var machine = CueMachine()
    var cues: [Cue] = []
    var waitsFor: String?
    var hasEnded = false
  }

  /// What has come so far.
  package struct Snapshot: Sendable {
    package var frame: LiveFrame?
    package var history: SpeedHistory
    package var chooser: ViewChooser
    package var waitsFor: String?
    package var hasEnded: Bool
  }

  /// A display that is stopped does not hear all it has missed.
  private static let mostCues = 4

  private let state = Mutex(State())

  package init() {}

  package func put(_ frame: LiveFrame) {
    state.withLock { state in
      state.frame = frame
      state.waitsFor = nil
      state.history.take(frame)
      state.chooser.take(frame)
      guard let cue = state.machine.take(frame) else { return }
      state.cues.append(cue)
      if state.cues.count > Self.mostCues { state.cues.removeFirst() }
    }
  }

  /// There is no daemon at present; it is looked for there.
  package func wait(for path: String) { state.withLock { $0.waitsFor = path } }

  /// No more frames will come.
  package func end() { state.withLock { $0.hasEnded = true } }

  package var hasEnded: Bool { state.withLock { $0.hasEnded } }

  package var snapshot: Snapshot {
    state.withLock {
      Snapshot(
        frame: $0.frame, history: $0.history, chooser: $0.chooser, waitsFor: $0.waitsFor,
        hasEnded: $0.hasEnded)
    }
  }

  /// The cues since the last time.
  package func takeCues() -> [Cue] {
    state.withLock { state in
      defer { state.cues.removeAll() }
      return state.cues
    }
  }
}
