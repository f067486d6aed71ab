// SPDX-License-Identifier: Apache-2.0
//
// Owns: which machines there are, and which one is looked at. Must not know: how they are drawn.

import LiveFeed
import Words

/// The machines of a daemon, in the order of its configuration.
struct KnownMachines: Sendable {
  /// Name or identifier of the one to look at; nil for the first.
  var wanted: String?
  /// Identifier of the one that is looked at; nil until there is any.
  private(set) var lookedAt: String?
  private var machines: [LiveMachine] = []
  /// Whether the daemon has said which there are; else each that is seen is one.
  private var isListed = false
  private var statuses: [String: MachineStatus] = [:]

  /// All of them in brief.
  var all: [MachineStatus] {
    machines.map { machine in
      var status = statuses[machine.id] ?? MachineStatus()
      status.name = machine.name
      return status
    }
  }

  /// The place of the one that is looked at.
  var lookedAtIndex: Int? { machines.firstIndex { $0.id == lookedAt } }

  /// The machines there are from now on.
  mutating func list(_ machines: [LiveMachine]) {
    self.machines = machines
    isListed = true
    statuses = statuses.filter { id, _ in machines.contains { $0.id == id } }
    choose()
  }

  /// Takes a frame.
  /// - Returns: whether it is of a machine that there is.
  mutating func take(_ frame: LiveFrame) -> Bool {
    if !machines.contains(where: { $0.id == frame.machine }) {
      guard !isListed else { return false }
      machines.append(LiveMachine(id: frame.machine, name: frame.name))
      choose()
    }
    statuses[frame.machine] = MachineStatus(frame)
    return true
  }

  /// Looks at the next one; false if there is no other.
  mutating func lookAtNext() -> Bool {
    guard machines.count > 1 else { return false }
    let index = machines.firstIndex { $0.id == lookedAt } ?? -1
    lookedAt = machines[(index + 1) % machines.count].id
    return true
  }

  /// The daemon has gone: nothing is known of any belt.
  mutating func loseSight() {
    for id in statuses.keys { statuses[id]?.sensor = .waiting }
  }

  /// Keeps what is looked at while it exists; else the one that was asked for, else the first.
  private mutating func choose() {
    if machines.contains(where: { $0.id == lookedAt }) { return }
    let match = wanted.flatMap { wanted in machines.first { $0.isCalled(wanted) } }
    lookedAt = (match ?? machines.first)?.id
  }
}
