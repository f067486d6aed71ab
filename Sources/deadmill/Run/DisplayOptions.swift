// SPDX-License-Identifier: Apache-2.0
//
// Owns: the options of every command that shows a belt. Must not know: how it is shown.

import ArgumentParser
import Console
import Daemon
import Foundation
import Settings
import Words

struct DisplayOptions: ParsableArguments {
  @Option(help: "View: \(ViewMode.list). auto fits what goes on; keys 1 to 4, v and 0 change it.")
  var view: ViewMode?

  @Option(help: "Unit of speed: \(SpeedUnit.list). Key u changes it.")
  var units: SpeedUnit?

  @Option(
    help:
      "Language: \(Language.list). Default: that of LC_ALL, LC_MESSAGES or LANG if it is one of these, else en."
  )
  var language: Language?

  @Option(help: "Sound: \(SoundMode.list). player is paplay or aplay, auto uses it if it works; key m mutes.")
  var sound: SoundMode?

  @Option(help: "What a set in progress is compared with: \(Comparison.list).")
  var compare: Comparison?

  @Option(help: "The speed to walk at with --compare target, metres per second.")
  var targetMps: Double?

  func validate() throws {
    if let targetMps, !ConfigurationSchema.targetRangeMps.contains(targetMps) {
      throw ValidationError("--target-mps \(targetMps): expected 0.05 to 10 metres per second")
    }
  }

  /// What the console is asked for: options, then the configuration, then the environment.
  func options(_ configured: ConsoleConfiguration = ConsoleConfiguration()) -> ConsoleOptions {
    var options = ConsoleOptions()
    options.mode = view ?? configured.view ?? options.mode
    options.unit = units ?? configured.units ?? options.unit
    options.language =
      language ?? configured.language ?? Language(environment: ProcessInfo.processInfo.environment)
    options.sound = sound ?? configured.sound ?? options.sound
    options.machine = configured.machine
    options.comparison = compare ?? configured.compare ?? options.comparison
    options.page = configured.page
    options.targetMps = targetMps ?? configured.targetMps
    options.usesColours = !ProcessEnvironment.has("NO_COLOR")
    return options
  }
}

extension ViewMode: ExpressibleByArgument {}
extension SoundMode: ExpressibleByArgument {}
extension Comparison: ExpressibleByArgument {}
extension Language: ExpressibleByArgument {}

extension SpeedUnit: ExpressibleByArgument {
  package init?(argument: String) { self.init(name: argument) }
}
