// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill-connect mqtt`. Must not know: topics.

import ArgumentParser
import Foundation
import HomeAutomation
import Logging
import ServiceLifecycle
import Settings
import UnixSignals

struct MQTTCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mqtt", abstract: "Publish live figures and finished sets to an MQTT broker.",
    discussion: """
      Home Assistant finds the machines by itself. Nothing is published until the configuration exists, and no name of \
      a walker unless it allows that. See deadmill-mqtt.yaml(5).
      """)

  @Option(
    help: "Configuration. Default: \(MQTTConfiguration.defaultFile).", completion: .file(extensions: ["yaml"])
  )
  var config: String?

  @Option(help: "The daemon's live socket, instead of the configuration's.", completion: .file())
  var socket: String?

  @Option(help: "Folder of the log, instead of the configuration's.", completion: .directory)
  var state: String?

  @Option(help: "Folder for what was sent already, instead of the configuration's.", completion: .directory)
  var data: String?

  func run() async throws {
    let settings = try settings()
    let logger = ConnectLog.logger
    let service: HomeAutomationService
    do {
      service = try HomeAutomationService(settings, logger: logger) { ServiceNotice.ready() }
    } catch {
      throw Failure("\(error)")
    }
    try await ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    ).run()
  }

  private func settings() throws -> MQTTConfiguration {
    var settings: MQTTConfiguration
    do {
      settings = try MQTTConfiguration(file: config ?? MQTTConfiguration.defaultFile)
    } catch {
      throw Failure("\(error)", status: 2)
    }
    settings.socket = socket ?? settings.socket
    settings.logDirectory = state ?? settings.logDirectory
    settings.dataDirectory = data ?? settings.dataDirectory
    return settings
  }
}
