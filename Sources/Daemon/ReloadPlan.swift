// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a reload changes, machine by machine. Must not know: how it is carried out.

import Settings

/// What becomes of each machine when the configuration is reloaded.
struct ReloadPlan {
  /// The same machine on the same line: only its profile and training may differ.
  private(set) var updated: [(Belt, MachinePlan)] = []
  /// The same line under another name.
  private(set) var renamed: [(Belt, MachinePlan)] = []
  /// Gone, or on another line; and why.
  private(set) var ending: [(Belt, String)] = []
  /// New, or on another line than before.
  private(set) var starting: [MachinePlan] = []

  init(_ belts: [Belt], _ machines: [MachinePlan]) {
    var free = machines
    for belt in belts {
      if let index = free.firstIndex(where: { $0.name == belt.plan.name }) {
        let machine = free[index]
        guard belt.listens(as: machine) else {
          ending.append((belt, "its GPIO line changes"))
          continue
        }
        free.remove(at: index)
        updated.append((belt, machine))
      }
    }
    let updatedNames = Set(updated.map(\.1.name))
    for belt in belts where !machines.contains(where: { $0.name == belt.plan.name }) {
      let names = Set(belts.map(\.plan.name))
      // Only a new name can be this machine's other name.
      let match = free.firstIndex {
        !names.contains($0.name) && $0.input == belt.plan.input && belt.listens(as: $0)
      }
      if let index = match, !updatedNames.contains(free[index].name) {
        renamed.append((belt, free.remove(at: index)))
      } else {
        ending.append((belt, "is no longer in the configuration"))
      }
    }
    starting = free
  }
}
