// SPDX-License-Identifier: Apache-2.0
//
// Owns: the newest frame and what follows from all frames. Must not know: where frames come from, how they are drawn.

import LiveFeed
import Synchronization

/// The newest frame and the state that follows from all of them, for the drawing thread. Every frame is processed,
/// drawn or not. One of several machines is selected; the others are there too, since every frame has all of them.
package final class LiveBox: Sendable {
  private struct State: Sendable {
    var frame: LiveFrame?
    var history = SpeedHistory()
    var chooser = ViewChooser()
    var machine = CueMachine()
    var cues: [Cue] = []
    var waitsFor: String?
    var hasEnded = false
    /// The selected machine; nil until it is known.
    var lookedAt: String?
  }

  /// What has arrived so far.
  package struct Snapshot: Sendable {
    package var frame: LiveFrame?
    package var history: SpeedHistory
    package var chooser: ViewChooser
    package var waitsFor: String?
    package var hasEnded: Bool
  }

  /// A display that was stopped does not play all the cues it has missed.
  private static let mostCues = 4

  private let state: Mutex<State>

  /// - Parameter machine: the selected one of several; nil for the first.
  package init(machine: String? = nil) {
    var state = State()
    state.lookedAt = machine
    self.state = Mutex(state)
  }

  /// Selects the next machine.
  package func next() {
    state.withLock { state in
      guard let machines = state.frame?.machines, machines.count > 1 else { return }
      let position = machines.firstIndex { $0.name == state.lookedAt } ?? -1
      var other = State()
      other.lookedAt = machines[(position + 1) % machines.count].name
      other.waitsFor = state.waitsFor
      other.hasEnded = state.hasEnded
      state = other
    }
  }

  package func put(_ frame: LiveFrame) {
    state.withLock { state in
      // The first one, also if the requested one is gone.
      let machines = frame.machines ?? []
      if state.lookedAt == nil
        || !machines.isEmpty && !machines.contains(where: { $0.name == state.lookedAt })
      {
        state.lookedAt = machines.first?.name ?? frame.machine
      }
      guard machines.isEmpty || frame.machine == state.lookedAt else { return }
      state.frame = frame
      state.waitsFor = nil
      state.history.take(frame)
      state.chooser.take(frame)
      guard let cue = state.machine.take(frame) else { return }
      state.cues.append(cue)
      if state.cues.count > Self.mostCues { state.cues.removeFirst() }
    }
  }

  /// There is no daemon at present; the display keeps looking for it.
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

  /// The cues since the last call.
  package func takeCues() -> [Cue] {
    state.withLock { state in
      defer { state.cues.removeAll() }
      return state.cues
    }
  }
}
