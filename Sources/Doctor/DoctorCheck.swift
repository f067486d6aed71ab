// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a check is, and the list of all of them. Must not know: how any of them looks.

/// One thing that the doctor looks at. It changes nothing.
protocol DoctorCheck: Sendable {
  /// What it finds; the good as well.
  func findings(in installation: Installation) -> [Finding]
}

/// Looks at a whole installation without changing anything. A new check is a file, and a line here.
package struct Checkup {
  /// In the order in which a person would look.
  private static let checks: [any DoctorCheck] = [
    VersionsCheck(), ConfigurationCheck(), ServiceCheck(), LineCheck(), ClockCheck(), DiskCheck(), LogCheck(),
    PowerCheck(), SoundCheck(),
  ]

  private let installation: Installation

  /// - Parameters:
  ///   - stateDirectory, socketPath: as given on the command line; nil for those of the configuration.
  ///   - player: the program that the console would play sounds with; nil if it finds none.
  package init(configurationPath: String, stateDirectory: String?, socketPath: String?, player: String?) {
    installation = Installation(
      configurationPath: configurationPath, stateDirectory: stateDirectory, socketPath: socketPath,
      player: player)
  }

  /// All findings; the good ones as well.
  package func findings() -> [Finding] { Self.checks.flatMap { $0.findings(in: installation) } }
}
