// SPDX-License-Identifier: Apache-2.0
//
// Owns: printing one plain line per second. Must not know: where frames come from.

import LiveFeed
import Synchronization
import Words

/// Prints frames as lines, at most one per second, and each change of phase.
package final class PlainPrinter: Sendable {
  private struct Shown: Sendable {
    var at: ContinuousClock.Instant?
    var phase = ""
  }

  private let look: Look
  private let machine: String?
  private let write: @Sendable (String) -> Void
  private let shown = Mutex<[String: Shown]>([:])
  private let machines = Mutex(KnownMachines())

  /// - Parameters:
  ///   - machine: which of several; nil for all of them, each line with its machine's name.
  ///   - write: writes a line; called from whatever thread brings frames.
  package init(_ look: Look, machine: String? = nil, write: @escaping @Sendable (String) -> Void) {
    self.look = look
    self.machine = machine
    self.write = write
  }

  /// The machines there are from now on.
  package func put(machines: [LiveMachine]) { self.machines.withLock { $0.list(machines) } }

  package func take(_ frame: LiveFrame) {
    let (isKnown, count) = machines.withLock { ($0.take(frame), $0.all.count) }
    guard isKnown else { return }
    if let machine, count > 1, !LiveMachine(id: frame.machine, name: frame.name).isCalled(machine) { return }
    let now = ContinuousClock.now
    let isDue = shown.withLock { all in
      let shown = all[frame.machine] ?? Shown()
      let isDue = frame.phase != shown.phase || shown.at.map { now - $0 >= .seconds(1) } ?? true
      if isDue { all[frame.machine] = Shown(at: now, phase: frame.phase) }
      return isDue
    }
    let name =
      count > 1 && machine == nil ? SafeText.cut(frame.name, to: 24, look.glyphs) + ": " : ""
    if isDue { write(name + PlainLine.text(frame, look)) }
  }
}
