// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill-connect files`, `webhook` and `intervals`. Must not know: files, requests.

import ArgumentParser
import Foundation
import Logging
import ServiceLifecycle
import Settings
import UnixSignals
import Uploads

struct FilesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "files", abstract: "Keep a folder of FIT files, one for each session of each walker.",
    discussion: """
      For Syncthing and for sites that import files. Only walkers whom the configuration names are in it; an edited set \
      replaces its file, a discarded one leaves it. See deadmill-files.yaml(5).
      """)

  @OptionGroup var options: UploadOptions

  func run() async throws {
    var settings = try UploadOptions.read {
      try FilesConfiguration(file: options.config ?? FilesConfiguration.defaultFile)
    }
    settings.logDirectory = options.state ?? settings.logDirectory
    settings.dataDirectory = options.data ?? settings.dataDirectory
    let worker = try UploadOptions.made { try FolderKeeper(settings) }
    try await options.run(worker, settings.dataDirectory, waitsGrow: 12)
  }
}

struct WebhookCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "webhook", abstract: "Send each finished set to an address, signed.",
    discussion: """
      A POST of the set's JSON for each set, once it is finished and when it changes, in the log's order; what was walked \
      without a network follows. No name is sent unless the configuration allows it. See deadmill-webhook.yaml(5).
      """)

  @OptionGroup var options: UploadOptions

  func run() async throws {
    var settings = try UploadOptions.read {
      try WebhookConfiguration(file: options.config ?? WebhookConfiguration.defaultFile)
    }
    settings.logDirectory = options.state ?? settings.logDirectory
    settings.dataDirectory = options.data ?? settings.dataDirectory
    let worker = try UploadOptions.made {
      try WebhookSender(settings, credentials: UploadOptions.credentials)
    }
    try await options.run(worker, settings.dataDirectory)
  }
}

struct IntervalsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "intervals", abstract: "Upload walkers' sessions to their accounts at intervals.icu.",
    discussion: """
      Each session once, half an hour after its last set; an edited one replaces the activity. Each walker's API key is in \
      a file of its own. See deadmill-intervals.yaml(5).
      """)

  @OptionGroup var options: UploadOptions

  func run() async throws {
    var settings = try UploadOptions.read {
      try IntervalsConfiguration(file: options.config ?? IntervalsConfiguration.defaultFile)
    }
    settings.logDirectory = options.state ?? settings.logDirectory
    settings.dataDirectory = options.data ?? settings.dataDirectory
    let worker = try UploadOptions.made {
      try IntervalsKeeper(settings, credentials: UploadOptions.credentials)
    }
    try await options.run(worker, settings.dataDirectory)
  }
}

/// What the three have in common.
struct UploadOptions: ParsableArguments {
  @Option(
    help: "Configuration. Default: the service's file in /etc/deadmill/connect.d.",
    completion: .file(extensions: ["yaml"]))
  var config: String?

  @Option(help: "Folder of the log, instead of the configuration's.", completion: .directory)
  var state: String?

  @Option(help: "Folder for what was sent already, instead of the configuration's.", completion: .directory)
  var data: String?

  @Option(help: .hidden)
  var firstRetryS: Double = 5

  static var credentials: String? { ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"] }

  /// Reads settings; what is wrong with them is the user's to correct.
  static func read<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch { throw Failure("\(error)", status: 2) }
  }

  /// Makes a worker.
  static func made<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch { throw Failure("\(error)") }
  }

  /// - Parameter waitsGrow: how many times longer the longest wait is than the first; a quarter of an hour if not said.
  func run(_ worker: some UploadWorker, _ data: String, waitsGrow: Double = 180) async throws {
    let logger = ConnectLog.logger
    let firstS = max(0.05, firstRetryS)
    let service = UploadService(
      worker, statusFile: data + "/status.json",
      pacer: RetryPacer(firstS: firstS, longestS: firstS * waitsGrow),
      logger: logger
    ) { ServiceNotice.ready() }
    try await ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    ).run()
  }
}
