// SPDX-License-Identifier: Apache-2.0
//
// Owns: the option that names the log's folder, and its default. Must not know: what is in the log.

import ArgumentParser
import Daemon
import Foundation
import Settings

struct StateOption: ParsableArguments {
  @Option(name: .customLong("state"), help: "Directory of the log.", completion: .directory)
  var directory: String?

  /// The folder of the option; else the service's if it has a log; else the user's own.
  var chosen: String {
    if let directory { return directory }
    let service = Configuration.defaultStateDirectory
    if FileManager.default.fileExists(atPath: service + "/sets.sqlite") { return service }
    return Self.personal
  }

  /// $XDG_STATE_HOME/deadmill, by default ~/.local/state/deadmill.
  static var personal: String {
    let environment = ProcessInfo.processInfo.environment
    if let base = environment["XDG_STATE_HOME"], base.hasPrefix("/") { return base + "/deadmill" }
    return FileManager.default.homeDirectoryForCurrentUser.path + "/.local/state/deadmill"
  }
}
