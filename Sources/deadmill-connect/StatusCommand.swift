// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill-connect status`: where each service's files are. Must not know: what they say.

import ArgumentParser
import Foundation
import HomeAutomation
import SetLog
import Settings
import Uploads

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show what went where, and what is wrong.",
    discussion: """
      Per service and walker: how much was sent, the last of it, how far the service is in the log's changes, and the last \
      fault. Reads the services' files only; they belong to the services, so it needs sudo.
      """)

  @Flag(help: "Print JSON.")
  var json = false

  @Option(help: "Folder of the configurations.", completion: .directory)
  var config = "/etc/deadmill/connect.d"

  func run() throws {
    let services = [files, webhook, intervals, mqtt]
    if json {
      ConnectLog.output(StatusReport.json(services))
    } else {
      ConnectLog.output(StatusReport.text(services).trimmingCharacters(in: .newlines))
    }
  }

  private var files: ReportedService {
    service("files") { try FilesConfiguration(file: $0).dataDirectory }
  }

  private var webhook: ReportedService {
    service("webhook") { try WebhookConfiguration(file: $0).dataDirectory }
  }

  private var intervals: ReportedService {
    service("intervals") { try IntervalsConfiguration(file: $0).dataDirectory }
  }

  private func service(_ name: String, _ data: (String) throws -> String) -> ReportedService {
    let file = config + "/" + name + ".yaml"
    guard FileManager.default.fileExists(atPath: file) else {
      return ReportedService(name: name, isOn: false)
    }
    do {
      let path = try data(file) + "/status.json"
      return ReportedService(
        name: name, isOn: true, remark: unreadable(path), status: ServiceStatus.read(path))
    } catch {
      return ReportedService(name: name, isOn: true, remark: "\(error)")
    }
  }

  /// A file that is there and may not be read.
  private func unreadable(_ path: String) -> String? {
    let folder = (path as NSString).deletingLastPathComponent
    let files = FileManager.default
    let isHidden =
      files.fileExists(atPath: folder) ? !files.isReadableFile(atPath: folder) : geteuid() != 0
    return isHidden ? "\(folder): cannot be read; run this with sudo" : nil
  }

  /// The MQTT service keeps two files, which say the same in other words.
  private var mqtt: ReportedService {
    let file = config + "/mqtt.yaml"
    guard FileManager.default.fileExists(atPath: file) else {
      return ReportedService(name: "mqtt", isOn: false)
    }
    do {
      let settings = try MQTTConfiguration(file: file)
      let data = settings.dataDirectory
      var service = ReportedService(name: "mqtt", isOn: true, remark: unreadable(data + "/changes.json"))
      guard let kept = SentReport.read(data) else { return service }
      let destination = ServiceProgress.Destination(
        walker: nil, to: settings.broker.description, count: kept.count, last: kept.last)
      service.status = ServiceStatus(
        progress: ServiceProgress(cursor: kept.cursor, latest: kept.cursor, destinations: [destination]),
        writtenAt: kept.writtenAt)
      return service
    } catch {
      return ReportedService(name: "mqtt", isOn: true, remark: "\(error)")
    }
  }
}

/// What the MQTT service keeps of the sets that it sent.
private struct SentReport {
  var cursor: Int64
  var count: Int
  var last: String?
  var writtenAt: Instant

  static func read(_ directory: String) -> SentReport? {
    let files = FileManager.default
    let path = directory + "/changes.json"
    guard let data = files.contents(atPath: path),
      let cursor = try? JSONDecoder().decode(ChangeCursor.self, from: data)
    else { return nil }
    let sets = String(decoding: files.contents(atPath: directory + "/sent-sets") ?? Data(), as: UTF8.self)
      .split(separator: "\n")
    let time = (try? files.attributesOfItem(atPath: path)[.modificationDate]) as? Date ?? Date.distantPast
    return SentReport(
      cursor: cursor.sequence, count: sets.count, last: sets.last.map(String.init),
      writtenAt: Instant(unixMs: Int64(time.timeIntervalSince1970 * 1000)))
  }
}
