// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill-connect web`. Must not know: pages.

import ArgumentParser
import Foundation
import Logging
import ServiceLifecycle
import Settings
import UnixSignals
import Web

struct WebCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "web", abstract: "Serve the page: live figures, history, and who walks.",
    discussion: """
      The page is off until its configuration exists; `deadmill-connect pin` makes the staff's password for it. \
      See deadmill-web.yaml(5).
      """)

  @Option(
    help: "Configuration. Default: \(WebConfiguration.defaultFile).", completion: .file(extensions: ["yaml"]))
  var config: String?

  @Option(help: "Where to listen, instead of the configuration's: ADDRESS:PORT.")
  var listen: String?

  @Option(help: "The daemon's live socket, instead of the configuration's.", completion: .file())
  var socket: String?

  @Option(help: "Folder of the log, instead of the configuration's.", completion: .directory)
  var state: String?

  @Option(help: "Folder for the page's own data, instead of the configuration's.", completion: .directory)
  var data: String?

  @Flag(help: "Serve without a configuration, on this computer only: for a try.")
  var demo = false

  func validate() throws {
    if demo, config != nil { throw ValidationError("give --demo or --config, not both") }
  }

  func run() async throws {
    let settings = try configuration()
    let logger = ConnectLog.logger
    let schema = settings.schema
    let host = settings.host == "0.0.0.0" || settings.host == "::" ? "localhost" : settings.host
    let server: WebServer
    do {
      server = try WebServer(settings, logger: logger) { port in
        ServiceNotice.ready()
        logger.notice("the page is at \(schema)://\(host):\(port)/")
      }
    } catch {
      throw Failure("\(settings.dataDirectory): \(error.localizedDescription)")
    }
    let services: [any Service] = demo ? [server, ParentWatch()] : [server]
    var group = ServiceGroupConfiguration(
      services: services.map {
        ServiceGroupConfiguration.ServiceConfiguration(
          service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
          failureTerminationBehavior: .cancelGroup)
      }, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    group.maximumGracefulShutdownDuration = .seconds(10)
    group.maximumCancellationDuration = .seconds(5)
    do {
      try await ServiceGroup(configuration: group).run()
    } catch {
      throw Failure(
        "\(settings.host):\(settings.port): \(error); is another program there? --listen takes another port")
    }
  }

  private func configuration() throws -> WebConfiguration {
    var settings = WebConfiguration()
    if demo {
      settings.host = "127.0.0.1"
      settings.port = FreePort.wished(UInt16(settings.port))
      settings.audience = .sets
    } else {
      do {
        settings = try WebConfiguration(file: config ?? WebConfiguration.defaultFile)
      } catch {
        throw Failure("\(error)", status: 2)
      }
    }
    if let listen {
      guard let (host, port) = WebConfiguration.address(listen) else {
        throw Failure("--listen \(listen): expected ADDRESS:PORT, such as 0.0.0.0:8080", status: 2)
      }
      (settings.host, settings.port) = (host, port)
    }
    settings.socket = socket ?? settings.socket
    settings.logDirectory = state ?? settings.logDirectory
    settings.dataDirectory = data ?? settings.dataDirectory
    return settings
  }
}
