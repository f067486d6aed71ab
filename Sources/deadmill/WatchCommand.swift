// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill watch`: the live console of a running daemon.

import ArgumentParser
import Console
import Daemon
import Foundation
import LiveFeed

struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch", abstract: "The live console of a running daemon.")

  @Option(help: "The daemon's local socket.")
  var socket = Configuration.defaultSocketPath

  func run() async throws {
    var client = try FeedClient(path: socket)
    let printer = PlainPrinter()
    while true {
      guard let message = try client.next(milliseconds: 500) else { continue }
      if case .live(let frame) = message { printer.take(frame) }
      if case .bye = message { return }
    }
  }
}
