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
  @Option(help: "auto, big, detail, gym or coach; auto follows what goes on. Keys 1 to 4, v and 0 change it.")
  var view: ViewMode?

  @Option(help: "km/h, m/s, mph or min/km. Key u changes it.")
  var units: SpeedUnit?

  @Option(help: "en or de. Default: the language of LC_ALL, LC_MESSAGES or LANG, if it is one of these.")
  var language: Language?

  @Option(help: "off, bell, player (paplay or aplay) or auto: the player where it works. Key m mutes.")
  var sound: SoundMode?

  /// What the console is asked for: options, then the configuration, then the environment.
  func options(_ configured: ConsoleConfiguration = ConsoleConfiguration()) -> ConsoleOptions {
    var options = ConsoleOptions()
    options.mode = view ?? configured.view.flatMap(ViewMode.init) ?? options.mode
    options.unit = units ?? configured.units.flatMap(SpeedUnit.init(name:)) ?? options.unit
    options.language =
      language ?? configured.language.flatMap(Language.init)
      ?? Language(environment: ProcessInfo.processInfo.environment)
    options.sound = sound ?? configured.sound.flatMap(SoundMode.init) ?? options.sound
    options.machine = configured.machine
    options.usesColours = !ProcessEnvironment.has("NO_COLOR")
    return options
  }
}

extension ViewMode: ExpressibleByArgument {}
extension SoundMode: ExpressibleByArgument {}
extension Language: ExpressibleByArgument {}

extension SpeedUnit: ExpressibleByArgument {
  package init?(argument: String) { self.init(name: argument) }
}
