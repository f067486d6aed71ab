// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a daemon is to do. Must not know: how.

import Motion
import Sets
import Training

/// One machine: how it is called, what it is, and where its edges come from.
package struct MachinePlan: Sendable {
  package var name: String
  package var profile: MachineProfile
  package var input: BeltInput
  /// What is trained on it.
  package var training: TrainingProtocol
  /// How sets are found, as far as the machine's configuration says.
  package var sets = SetRuleSettings()
  /// Body mass of walkers who did not state one, kg; nil for the usual one.
  package var walkerMassKg: Double?
  /// A walker who has rested for longer is on the machine no more, minutes; 0 for never.
  package var walkerRestMin = Configuration.defaultWalkerRestMin
  /// So many first sessions of a walker are a beginner's; 0 for none.
  package var beginnerSessions = BeginnerSession.usualSessions
  /// Days without a pulse that are news; 0 for never.
  package var silentDays = Configuration.defaultSilentDays

  package init(
    name: String, profile: MachineProfile, input: BeltInput, training: TrainingProtocol = .free
  ) {
    self.name = name
    self.profile = profile
    self.input = input
    self.training = training
  }

  /// How sets are found: what the configuration says, else the protocol, else the default.
  package var rules: SetRules { sets.over(training.setRules).rules }
}

/// What a daemon is to do.
package struct DaemonPlan: Sendable {
  /// One at least; no two of the same name.
  package var machines: [MachinePlan]
  package var stateDirectory: String
  /// Where to listen; nil for no socket.
  package var socketPath: String?
  /// The file that metrics go to, ending in `.prom`; nil for none.
  package var metricsPath: String?

  package init(
    machines: [MachinePlan], stateDirectory: String, socketPath: String?, metricsPath: String? = nil
  ) {
    self.machines = machines
    self.stateDirectory = stateDirectory
    self.socketPath = socketPath
    self.metricsPath = metricsPath
  }

  /// The machines' names, for one line.
  package var names: String { machines.map(\.name).joined(separator: ", ") }
}
