// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill-connect upstream` and `enrol`. Must not know: records.

import ArgumentParser
import Foundation
import Logging
import ServiceLifecycle
import Settings
import UnixSignals
import Upstream

struct UpstreamCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "upstream", abstract: "Send finished sets to the chain's hub.",
    discussion: """
      For gyms of a chain. Nothing is sent until the computer is enrolled, and nothing of walkers unless the configuration \
      allows it; pain, exertion and notes never. See deadmill-upstream.yaml(5).
      """)

  @Option(
    help: "Configuration. Default: \(UpstreamConfiguration.defaultFile).",
    completion: .file(extensions: ["yaml"]))
  var config: String?

  @Option(help: "Folder of the log, instead of the configuration's.", completion: .directory)
  var state: String?

  @Option(help: "Folder for key and cursor, instead of the configuration's.", completion: .directory)
  var data: String?

  func run() async throws {
    var settings: UpstreamConfiguration
    do {
      settings = try UpstreamConfiguration(file: config ?? UpstreamConfiguration.defaultFile)
    } catch {
      throw Failure("\(error)", status: 2)
    }
    settings.logDirectory = state ?? settings.logDirectory
    settings.dataDirectory = data ?? settings.dataDirectory
    let logger = ConnectLog.logger
    let service: UpstreamService
    do {
      service = try UpstreamService(settings, logger: logger) { ServiceNotice.ready() }
    } catch {
      throw Failure("\(error)", status: 2)
    }
    try await ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    ).run()
  }
}

struct EnrolCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enrol", abstract: "Make this computer known to the chain, with a code from it.")

  @Argument(help: "The code.")
  var code: String

  @Option(help: "The hub's address, such as https://hub.example:8443.")
  var hub: String

  @Option(help: "Certificates of authorities, instead of the system's.", completion: .file())
  var ca: String?

  @Option(help: "Folder for key and cursor.", completion: .directory)
  var data: String = UpstreamConfiguration.defaultDataDirectory

  @Flag(help: "Also without TLS.")
  var insecure = false

  func validate() throws {
    if let fault = UpstreamConfiguration.hubFault(hub, isInsecure: insecure) {
      throw ValidationError("--hub \(fault)")
    }
  }

  func run() async throws {
    do {
      let gym = try await ChainEnrolment.enrol(code: code, hub: hub, authorities: ca, folder: data)
      ConnectLog.output("Enrolled for \(gym). `deadmill-connect upstream` sends its sets.")
    } catch {
      throw Failure("\(error)")
    }
  }
}
