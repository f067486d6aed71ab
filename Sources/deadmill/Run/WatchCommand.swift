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
import Synchronization

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
    // The first connection tells at once what is wrong; later the console waits for a daemon that went away.
    let configured = try ConsoleConfiguration(
      file: config ?? RunCommand.defaultConfigPath, environment: ProcessInfo.processInfo.environment,
      isRequired: config != nil)
    let client = try FeedClient.connect(
      to: socket ?? configured.socketPath ?? Configuration.defaultSocketPath)
    let logger = ServiceRunner.logger(level: .error)
    var options = display.options(configured)
    if let machine { options.machine = machine }
    let box = LiveBox(machine: options.machine)
    let isTerminal = ProcessEnvironment.isTerminal
    let printer = PlainPrinter(options.plainLook, machine: options.machine, write: Output.liveLine)
    let reader = FeedReaderThread(client, waitsForReturn: isTerminal) { news in
      switch news {
      case .frame(let frame): if isTerminal { box.put(frame) } else { printer.take(frame) }
      case .waiting(let path): box.wait(for: path)
      }
    }
    let services: [any Service] =
      isTerminal ? [reader, ConsoleService(box, options, ask: reader.ask)] : [reader]
    try await ServiceRunner.run(services, logger: logger)
  }
}

/// What a feed has to say to a display.
enum FeedNews: Sendable {
  case frame(LiveFrame)
  /// There is no daemon at the path at present; it is looked for.
  case waiting(path: String)
}

/// Reads a daemon's feed on a thread of its own, since its socket is read with poll(2).
final class FeedReaderThread: Service {
  private let path: String
  private let waitsForReturn: Bool
  private let take: @Sendable (FeedNews) -> Void
  private let isStopping = Atomic<Bool>(false)
  private let requests = Mutex<[FeedRequest]>([])

  init(_ client: consuming FeedClient, waitsForReturn: Bool, take: @escaping @Sendable (FeedNews) -> Void) {
    path = client.path
    self.waitsForReturn = waitsForReturn
    self.take = take
  }

  func run() async throws {
    try await withGracefulShutdownHandler {
      try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
        let thread = Thread { @Sendable in done.resume(with: Result { try self.read() }) }
        thread.start()
      }
    } onGracefulShutdown: {
      self.isStopping.store(true, ordering: .releasing)
    }
  }

  /// Asks the daemon for something, with the next message from it.
  func ask(_ request: FeedRequest) { requests.withLock { $0.append(request) } }

  private var shouldStop: Bool { isStopping.load(ordering: .acquiring) }

  private func read() throws {
    while !shouldStop {
      guard let trouble = readOne() else {
        if !waitsForReturn { return }
        continue
      }
      guard waitsForReturn, trouble.isAbsence else { throw trouble }
      waiting()
    }
  }

  /// Reads one connection until the daemon says goodbye; what went wrong where something did.
  private func readOne() -> FeedError? {
    do {
      var client = try FeedClient.connect(to: path)
      while !shouldStop {
        for request in takeRequests() { client.ask(request) }
        switch try client.next(milliseconds: 200) {
        case .live(let frame): take(.frame(frame))
        case .bye: return nil
        case .hello, .set, .line, .edges, .refused, nil: continue
        }
      }
      return nil
    } catch {
      return error
    }
  }

  private func takeRequests() -> [FeedRequest] {
    requests.withLock { requests in
      defer { requests = [] }
      return requests
    }
  }

  /// The daemon is away: says so on the screen and looks again soon.
  private func waiting() {
    take(.waiting(path: path))
    Thread.sleep(forTimeInterval: 0.5)
  }
}
