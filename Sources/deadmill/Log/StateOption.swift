// SPDX-License-Identifier: Apache-2.0
//
// Owns: the option that names the log's folder, and its default. Must not know: what is in the log.

import ArgumentParser
import Daemon
import Foundation
import SetLog
import Settings

struct StateOption: ParsableArguments {
  @Option(
    name: .customLong("state"), help: "Directory of the log, or a copy of a log to look into.",
    completion: .directory)
  var directory: String?

  @OptionGroup var zone: ZoneOption

  /// The folder of the option; else the service's if it has a log; else the user's own. A service's folder that may not
  /// be looked into is chosen unless the user has a log: then the error is about permission and not about absence.
  var chosen: String {
    if let directory { return directory }
    switch FilePresence.of(Self.service + "/" + SetLog.fileName) {
    case .there: return Self.service
    case .hidden:
      return FilePresence.of(Self.personal + "/" + SetLog.fileName) == .there ? Self.personal : Self.service
    case .absent: return Self.personal
    }
  }

  /// The directory of the service's log.
  static var service: String { Configuration.defaultStateDirectory }

  /// $XDG_STATE_HOME/deadmill, by default ~/.local/state/deadmill.
  static var personal: String {
    let environment = ProcessInfo.processInfo.environment
    if let base = environment["XDG_STATE_HOME"], base.hasPrefix("/") { return base + "/deadmill" }
    // As other programs do: $HOME before what the system has about the user.
    if let home = environment["HOME"], home.hasPrefix("/") { return home + "/.local/state/deadmill" }
    return FileManager.default.homeDirectoryForCurrentUser.path + "/.local/state/deadmill"
  }
}
