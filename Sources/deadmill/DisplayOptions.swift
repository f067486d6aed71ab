// SPDX-License-Identifier: Apache-2.0
//
// Owns: the options of every command that shows a belt. Must not know: how it is shown.

import ArgumentParser
import Console
import Foundation

struct DisplayOptions: ParsableArguments {
  @Option(help: "auto, big, detail, gym or coach; auto follows what goes on. Keys 1 to 4, v and 0 change it.")
  var view = ViewMode.auto

  @Option(help: "km/h, m/s, mph or min/km. Key u changes it.")
  var units = SpeedUnit.kilometresPerHour

  @Option(help: "en or de. Default: the language of LC_ALL, LC_MESSAGES or LANG, if it is one of these.")
  var language: Language?

  @Option(help: "off, bell, player (paplay or aplay) or auto: the player where it works. Key m mutes.")
  var sound = SoundMode.auto

  /// What the console is asked for, the environment included.
  var options: ConsoleOptions {
    var options = ConsoleOptions()
    options.mode = view
    options.unit = units
    options.language = language ?? Language(environment: ProcessInfo.processInfo.environment)
    options.sound = sound
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
