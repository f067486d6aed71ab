// SPDX-License-Identifier: Apache-2.0
//
// Owns: how simulated machines and walkers are called, so that every page can mark them. Must not know: simulations.

/// Names of what is simulated.
package enum SimulatedMachine {
  /// The machine of a demo.
  package static let name = "Simulated belt"

  /// One of several: `Simulated belt 2`.
  package static func name(_ number: Int) -> String { "\(name) \(number)" }

  /// Whether a machine of this name is a simulated one.
  package static func isSimulated(_ machine: String) -> Bool {
    machine == name || machine.hasPrefix(name + " ")
  }

  /// A walker no one is: `Ada (simulated)`.
  package static func walker(_ name: String) -> String { name + " (simulated)" }
}
