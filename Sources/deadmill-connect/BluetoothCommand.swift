// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill-connect bluetooth`. Must not know: D-Bus, packets.

import ArgumentParser
import Bluetooth
import Foundation
import Logging
import ServiceLifecycle
import Settings
import UnixSignals

struct BluetoothCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bluetooth", abstract: "Show a machine to apps and watches over Bluetooth.",
    discussion: """
      Apps find a treadmill (Fitness Machine Service), watches a foot pod (Running Speed and Cadence). Needs bluetoothd; \
      `deadmill-connect check bluetooth` finds what is missing. See deadmill-bluetooth.yaml(5).
      """)

  @OptionGroup var options: BluetoothOptions

  @Option(help: "Append a line for every packet that is sent or written.", completion: .file())
  var log: String?

  func run() async throws {
    let settings = try options.settings()
    let logger = ConnectLog.logger
    let service: BluetoothService
    do {
      service = try BluetoothService(settings, log: log, logger: logger)
    } catch {
      throw Failure("\(log ?? "--log"): \(error.localizedDescription)", status: 2)
    }
    ServiceNotice.ready()
    try await ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    ).run()
  }
}

/// Where the settings come from.
struct BluetoothOptions: ParsableArguments {
  @Option(
    help: "Configuration. Default: \(BluetoothConfiguration.defaultFile).",
    completion: .file(extensions: ["yaml"]))
  var config: String?

  @Option(help: "The daemon's live socket, instead of the configuration's.", completion: .file())
  var socket: String?

  @Flag(help: "Use the daemon's only machine on hci0, without a configuration: for a try.")
  var demo = false

  func validate() throws {
    if demo, config != nil { throw ValidationError("give --demo or --config, not both") }
  }

  func settings() throws -> BluetoothConfiguration {
    var settings = BluetoothConfiguration()
    if !demo {
      let file = config ?? BluetoothConfiguration.defaultFile
      guard FileManager.default.fileExists(atPath: file) else {
        throw Failure(
          "\(file): no such file; an empty one shows the daemon's only machine on hci0, see deadmill-bluetooth.yaml(5)",
          status: 2)
      }
      do {
        settings = try BluetoothConfiguration(file: file)
      } catch {
        throw Failure("\(error)", status: 2)
      }
    }
    settings.socket = socket ?? settings.socket
    return settings
  }
}
