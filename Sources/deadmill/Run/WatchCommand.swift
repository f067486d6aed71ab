// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill watch`: the live console of a running daemon.

import ArgumentParser
import Console
import Daemon
import Foundation
import LiveFeed
import Logging
import ServiceLifecycle
import Settings

struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch", abstract: "The live console of a running daemon.")

  @Option(help: "The daemon's local socket. Default: as configured, else \(Configuration.defaultSocketPath)")
  var socket: String?

  @Option(help: "Configuration file; its console section counts. Default: \(RunCommand.defaultConfigPath)")
  var config: String?

  @Option(help: "Which machine of several. Default: as configured, else the first. Key n shows the next one.")
  var machine: String?

  @OptionGroup var display: DisplayOptions

  func run() async throws {
    let configured = try ConsoleConfiguration(
      file: config ?? RunCommand.defaultConfigPath, environment: ProcessInfo.processInfo.environment,
      isRequired: config != nil)
    // The first connection reports an error at once; later the console waits for a daemon that has gone.
    let path = socket ?? configured.socketPath ?? Configuration.defaultSocketPath
    let client = try FeedClient.connect(to: path)
    let logger = ServiceRunner.logger(level: .error)
    var options = display.options(configured)
    if let machine { options.machine = machine }
    let box = LiveBox(options)
    let isTerminal = ProcessEnvironment.isTerminal
    let printer = PlainPrinter(options.plainLook, machine: options.machine, write: Output.liveLine)
    let follower = FeedFollower(client, waitsForReturn: isTerminal) { news in
      switch news {
      case .machines(let machines): isTerminal ? box.put(machines: machines) : printer.put(machines: machines)
      case .frame(let frame): isTerminal ? box.put(frame) : printer.take(frame)
      case .trace(let trace): box.put(trace)
      case .waiting(let path): box.wait(for: path)
      }
    }
    let asker = ConsoleAsker(box) { request in
      var client = try ControlClient.connect(to: FeedPaths.control(besides: path))
      return try client.ask(request)
    }
    let reader = FollowerService(follower)
    let services: [any Service] =
      isTerminal ? [reader, ConsoleService(box, options) { asker.ask($0) }] : [reader]
    try await ServiceRunner.run(services, logger: logger)
  }
}

/// Follows a daemon on a thread of its own, since its socket is read with poll(2).
final class FollowerService: Service {
  private let follower: FeedFollower

  init(_ follower: FeedFollower) { self.follower = follower }

  func run() async throws {
    try await withGracefulShutdownHandler {
      try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
        let thread = PosixThread.start("deadmill-watch") {
          done.resume(with: Result { try self.follower.run() })
        }
        guard let thread else { return done.resume(throwing: NoThread()) }
        thread.detach()
      }
    } onGracefulShutdown: {
      self.follower.stop()
    }
  }
}

/// The system has no thread left.
struct NoThread: Error, CustomStringConvertible {
  let description = "no thread left: too many processes are running; close some of them"
}
