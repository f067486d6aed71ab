// SPDX-License-Identifier: Apache-2.0
//
// Owns: what every check looks at, read once: the configuration, and what a running daemon says.
// Must not know: what is good or bad about it.

import Foundation
import LiveFeed
import Settings

/// What a daemon answered.
struct RunningDaemon {
  var version = ""
  /// The newest frame of each machine.
  var frames: [String: LiveFrame] = [:]

  /// Listens for half a second, in which each machine says something at least once.
  init(socketPath: String) throws(FeedError) {
    var client = try FeedClient.connect(to: socketPath)
    version = client.hello.software
    try client.watch(FeedWatch([.live]))
    let until = ContinuousClock.now + .milliseconds(500)
    while ContinuousClock.now < until {
      if case .live(let frame) = try client.next(milliseconds: 100) { frames[frame.name] = frame }
    }
  }
}

/// An installation as it was found.
struct Installation {
  let configurationPath: String
  let stateDirectory: String
  let socketPath: String
  let configuration: Result<ServiceConfiguration, ConfigurationError>
  let daemon: Result<RunningDaemon, FeedError>
  /// What a console is configured to show and play, as far as that can be read.
  let console: ConsoleConfiguration
  /// The program that a console would play sounds with; nil for none.
  let player: String?

  init(configurationPath: String, stateDirectory: String?, socketPath: String?, player: String?) {
    self.configurationPath = configurationPath
    self.player = player
    let console = try? ConsoleConfiguration(
      file: configurationPath, environment: ProcessInfo.processInfo.environment, isRequired: false)
    self.console = console ?? ConsoleConfiguration()
    configuration = Result { () throws(ConfigurationError) in
      try ServiceConfiguration(
        file: configurationPath, environment: ProcessInfo.processInfo.environment, needsLine: true)
    }
    let service = try? configuration.get()
    self.stateDirectory =
      stateDirectory ?? service?.stateDirectory ?? Configuration.defaultStateDirectory
    let socketPath = socketPath ?? service?.socketPath ?? Configuration.defaultSocketPath
    self.socketPath = socketPath
    daemon = Result { () throws(FeedError) in try RunningDaemon(socketPath: socketPath) }
  }

  /// The machines of a good configuration.
  var machines: [Configuration] { (try? configuration.get().machines) ?? [] }

  /// What the running daemon says of a machine; nil if none runs.
  func frame(of machine: String) -> LiveFrame? { try? daemon.get().frames[machine] }
}
