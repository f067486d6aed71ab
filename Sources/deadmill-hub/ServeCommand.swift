// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill-hub serve`. Must not know: routes.

import ArgumentParser
import Foundation
import Hub
import Logging

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Answer gyms, and show the chain its page.",
    discussion: """
      Without --certificate it speaks plain HTTP, for a balancer that ends TLS. The page asks for no password: let it listen \
      where only those who may look reach it.
      """)

  @OptionGroup var database: DatabaseOption
  @Option(help: "Where gyms are answered: ADDRESS:PORT.")
  var listen = "127.0.0.1:8443"
  @Option(help: "Where the page is: ADDRESS:PORT, or off.")
  var page = "127.0.0.1:8444"
  @Option(help: "Certificates, PEM.", completion: .file())
  var certificate: String?
  @Option(help: "The certificate's key, PEM.", completion: .file())
  var key: String?
  @Option(help: "Connections to the database.")
  var connections = 8

  func validate() throws {
    if (certificate == nil) != (key == nil) {
      throw ValidationError("give both --certificate and --key, or neither")
    }
    if !(1...64).contains(connections) {
      throw ValidationError("--connections \(connections): expected 1 to 64")
    }
  }

  func run() async throws {
    var settings = HubConfiguration(database: try database.target())
    (settings.host, settings.port) = try Self.address(listen, "--listen")
    if page == "off" {
      settings.pagePort = nil
    } else {
      (settings.pageHost, settings.pagePort) = try Self.address(page, "--page")
    }
    if let certificate, let key { settings.tls = (certificate, key) }
    settings.connections = connections
    guard try HubDatabase.isCurrent(PostgresConnection(settings.database)) else {
      throw ValidationError("the database is older than this program; run `deadmill-hub migrate`")
    }
    var logger = Logger(label: "deadmill-hub") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .notice
    let said = logger
    try await HubServer(settings, logger: logger) { port in said.notice("gyms are answered at port \(port)") }
      .run()
  }

  static func address(_ text: String, _ option: String) throws -> (String, Int) {
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
      (0...65_535).contains(port), colon != text.startIndex
    else { throw ValidationError("\(option) \(text): expected ADDRESS:PORT, such as 0.0.0.0:8443") }
    return (String(text[..<colon]), port)
  }
}
