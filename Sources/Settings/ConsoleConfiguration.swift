// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the configuration says of the console. Must not know: consoles.

import Words

/// The `console` section; nil is not said.
package struct ConsoleConfiguration: Sendable, Equatable {
  package var view: ViewMode?
  package var units: SpeedUnit?
  package var language: Language?
  package var sound: SoundMode?
  package var machine: String?
  package var compare: Comparison?
  package var targetMps: Double?
  /// The address of the page that phones open.
  package var page: String?
  package var socketPath: String?

  package init() {}

  /// Whether sounds may go through a program of the system.
  package var mayUsePlayer: Bool { sound == nil || sound == .auto || sound == .player }

  /// Whether they may go through nothing else.
  package var needsPlayer: Bool { sound == .player }

  /// Reads a file, then the environment. What is wrong with the rest of the file is the daemon's matter: a display
  /// shows what the daemon that runs has to say.
  /// - Parameter isRequired: whether the file was asked for, so that a missing one is a mistake.
  package init(
    file: String, environment: [String: String], isRequired: Bool
  ) throws(ConfigurationError) {
    var builder = ConfigurationBuilder(
      ConfigurationReader(file: file, environment: environment, isRequired: isRequired))
    view = builder.choice("console.view")
    units = builder.choice("console.units")
    language = builder.choice("console.language")
    sound = builder.choice("console.sound")
    machine = builder.text("console.machine")
    compare = builder.choice("console.compare")
    targetMps = builder.number("console.targetMps")
    page = builder.text("console.page").map { $0.hasSuffix("/") ? $0 : $0 + "/" }
    socketPath = builder.text("socket")
    try builder.refuseMistakes(isRequired: isRequired) { $0.hasPrefix("console") }
  }
}
