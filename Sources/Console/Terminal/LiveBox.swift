// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a screen needs of all frames so far. Must not know: where frames come from, how they are drawn.

import LiveFeed
import Synchronization
import Words

/// The newest frame and what follows from all of them, for the thread that draws. Every frame is taken, drawn or not; of
/// several machines one is looked at, and the others are kept in brief.
package final class LiveBox: Sendable {
  private struct State: Sendable {
    var frame: LiveFrame?
    /// Of each machine, by its identifier.
    var histories: [String: SpeedHistory] = [:]
    var walkers: [LiveWalker]?
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
    /// The place of the machine that is looked at among them; nil if it is not known.
    package var chosen: Int?
    package var history: SpeedHistory
    package var chooser: ViewChooser
    package var waitsFor: String?
    package var hasEnded: Bool
  }

  /// A display that was stopped does not play all the cues it has missed.
  private static let mostCues = 4

  private let state: Mutex<State>

  /// - Parameters:
  ///   - machine: name or identifier of the one that is looked at; nil for the first.
  ///   - comparison: what cues compare a set with.
  ///   - targetMps: the speed for a comparison with a target.
  package init(machine: String? = nil, comparison: Comparison = .best, targetMps: Double? = nil) {
    var state = State()
    state.machine.comparison = comparison
    state.machine.targetMps = targetMps
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
      state.histories = state.histories.filter { id, _ in machines.contains { $0.id == id } }
      if state.machines.lookedAt != before { Self.forget(&state) }
    }
  }

  /// Another machine is looked at: nothing of the one before stays.
  private static func forget(_ state: inout State) {
    var other = State()
    other.machines = state.machines
    other.histories = state.histories
    other.walkers = state.walkers
    other.machine.comparison = state.machine.comparison
    other.machine.targetMps = state.machine.targetMps
    other.waitsFor = state.waitsFor
    other.hasEnded = state.hasEnded
    state = other
  }

  package func put(_ frame: LiveFrame) {
    state.withLock { state in
      guard state.machines.take(frame) else { return }
      state.waitsFor = nil
      state.histories[frame.machine, default: SpeedHistory()].take(frame)
      guard frame.machine == state.machines.lookedAt else { return }
      state.frame = frame
      state.chooser.take(frame)
      guard let cue = state.machine.take(frame) else { return }
      state.cues.append(cue)
      if state.cues.count > Self.mostCues { state.cues.removeFirst() }
    }
  }

  /// The belt speed before the first frame.
  package func put(_ trace: LiveTrace) {
    state.withLock { state in
      guard state.histories[trace.machine] == nil else { return }
      state.histories[trace.machine] = SpeedHistory(trace)
    }
  }

  /// Who can be chosen, as the daemon answered.
  package func put(walkers: [LiveWalker]) { state.withLock { $0.walkers = walkers } }

  /// The newest answer since the last time.
  package func takeWalkers() -> [LiveWalker]? {
    state.withLock { state in
      defer { state.walkers = nil }
      return state.walkers
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
      // Another daemon sends its own.
      state.histories = [:]
      state.machines.loseSight()
    }
  }

  /// No more frames will come.
  package func end() { state.withLock { $0.hasEnded = true } }

  package var hasEnded: Bool { state.withLock { $0.hasEnded } }

  package var snapshot: Snapshot {
    state.withLock {
      let histories = $0.histories
      return Snapshot(
        frame: $0.frame, machines: $0.machines.all, chosen: $0.machines.lookedAtIndex,
        history: $0.machines.lookedAt.flatMap { id in histories[id] } ?? SpeedHistory(), chooser: $0.chooser,
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
