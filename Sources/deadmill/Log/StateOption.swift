// SPDX-License-Identifier: Apache-2.0
//
// Owns: the option that names the log's folder, and its default. Must not know: what is in the log.

import ArgumentParser
import Daemon
import Foundation
import Settings

struct StateOption: ParsableArguments {
  @Option(
    name: .customLong("state"), help: "Directory of the log, or a copy of a log to look into.",
    completion: .directory)
  var directory: String?

  /// The folder of the option; else the service's if it has a log; else the user's own.
  var chosen: String {
    if let directory { return directory }
    if FileManager.default.fileExists(atPath: Self.service + "/sets.sqlite") { return Self.service }
    return Self.personal
  }

  /// The directory of the service's log.
  static var service: String { Configuration.defaultStateDirectory }

  /// $XDG_STATE_HOME/deadmill, by default ~/.local/state/deadmill.
  static var personal: String {
    let environment = ProcessInfo.processInfo.environment
    if let base = environment["XDG_STATE_HOME"], base.hasPrefix("/") { return base + "/deadmill" }
    return FileManager.default.homeDirectoryForCurrentUser.path + "/.local/state/deadmill"
  }
}
