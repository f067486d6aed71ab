// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a screen needs of all frames so far. Must not know: where frames come from, how they are drawn.

import LiveFeed
import Synchronization

/// The newest frame and what follows from all of them, for the thread that draws. Every frame is taken, drawn or not; of
/// several machines one is looked at, and the others are kept in brief.
package final class LiveBox: Sendable {
  private struct State: Sendable {
    var frame: LiveFrame?
    var history = SpeedHistory()
    var chooser = ViewChooser()
    var machine = CueMachine()
    var cues: [Cue] = []
    var waitsFor: String?
    var hasEnded = false
    var notice: Notice?
    var machines = KnownMachines()
  }

  /// What has arrived so far.
  package struct Snapshot: Sendable {
    package var frame: LiveFrame?
    package var machines: [MachineStatus]
    package var history: SpeedHistory
    package var chooser: ViewChooser
    package var waitsFor: String?
    package var hasEnded: Bool
  }

  /// A display that was stopped does not play all the cues it has missed.
  private static let mostCues = 4

  private let state: Mutex<State>

  /// - Parameter machine: name or identifier of the one that is looked at; nil for the first.
  package init(machine: String? = nil) {
    var state = State()
    state.machines.wanted = machine
    self.state = Mutex(state)
  }

  /// Selects the next machine.
  package func next() {
    state.withLock { state in
      guard state.machines.lookAtNext() else { return }
      Self.forget(&state)
    }
  }

  /// The machines there are from now on; what was known of others is forgotten.
  package func put(machines: [LiveMachine]) {
    state.withLock { state in
      let before = state.machines.lookedAt
      state.machines.list(machines)
      if state.machines.lookedAt != before { Self.forget(&state) }
    }
  }

  /// Another machine is looked at: nothing of the one before stays.
  private static func forget(_ state: inout State) {
    var other = State()
    other.machines = state.machines
    other.waitsFor = state.waitsFor
    other.hasEnded = state.hasEnded
    state = other
  }

  package func put(_ frame: LiveFrame) {
    state.withLock { state in
      guard state.machines.take(frame) else { return }
      state.waitsFor = nil
      guard frame.machine == state.machines.lookedAt else { return }
      state.frame = frame
      state.history.take(frame)
      state.chooser.take(frame)
      guard let cue = state.machine.take(frame) else { return }
      state.cues.append(cue)
      if state.cues.count > Self.mostCues { state.cues.removeFirst() }
    }
  }

  /// Something that the person at the screen should know, for a moment.
  package func put(notice: Notice) { state.withLock { $0.notice = notice } }

  /// The newest notice since the last time.
  package func takeNotice() -> Notice? {
    state.withLock { state in
      defer { state.notice = nil }
      return state.notice
    }
  }

  /// There is no daemon at present; it is looked for at that path.
  package func wait(for path: String) {
    state.withLock { state in
      state.waitsFor = path
      state.machines.loseSight()
    }
  }

  /// No more frames will come.
  package func end() { state.withLock { $0.hasEnded = true } }

  package var hasEnded: Bool { state.withLock { $0.hasEnded } }

  package var snapshot: Snapshot {
    state.withLock {
      Snapshot(
        frame: $0.frame, machines: $0.machines.all, history: $0.history, chooser: $0.chooser,
        waitsFor: $0.waitsFor,
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
