// SPDX-License-Identifier: Apache-2.0
//
// Owns: how far a service is, as a file that other programs read. Must not know: services.

import Files
import Foundation
import Logging
import SetLog

/// How far a service is.
package struct ServiceProgress: Codable, Sendable, Equatable {
  /// What went to one destination.
  package struct Destination: Codable, Sendable, Equatable {
    /// nil for all walkers.
    package var walker: String?
    /// Folder, host or account; never a secret.
    package var to: String
    /// Sessions or sets that are there.
    package var count: Int
    /// The newest of them.
    package var last: String?

    package init(walker: String?, to: String, count: Int, last: String?) {
      self.walker = walker
      self.to = to
      self.count = count
      self.last = last
    }
  }

  /// The last change of the log that is done with.
  package var cursor: Int64
  /// The newest change of the log, as it was seen last.
  package var latest: Int64
  /// What waits for a time, such as the end of a session.
  package var waiting: Int
  package var destinations: [Destination]

  package init(cursor: Int64, latest: Int64, waiting: Int = 0, destinations: [Destination]) {
    self.cursor = cursor
    self.latest = latest
    self.waiting = waiting
    self.destinations = destinations
  }
}

/// A status file.
package struct ServiceStatus: Codable, Sendable, Equatable {
  package var progress: ServiceProgress
  /// What is wrong now.
  package var fault: String?
  /// Since when.
  package var faultSince: Instant?
  /// The last thing that was wrong and is over.
  package var lastFault: String?
  package var lastFaultUntil: Instant?
  package var writtenAt: Instant

  package init(progress: ServiceProgress, writtenAt: Instant) {
    self.progress = progress
    self.writtenAt = writtenAt
  }

  package static func read(_ path: String) -> ServiceStatus? {
    FileManager.default.contents(atPath: path).flatMap {
      try? JSONDecoder().decode(ServiceStatus.self, from: $0)
    }
  }
}

/// Writes a status file when something in it is new.
struct StatusWriter {
  private let path: String
  private var written: ServiceStatus?

  init(_ path: String) {
    self.path = path
    written = ServiceStatus.read(path)
  }

  /// A file that cannot be written is no reason to stop.
  mutating func write(_ progress: ServiceProgress, fault: String?, _ logger: Logger) {
    var status = written ?? ServiceStatus(progress: progress, writtenAt: .now)
    status.progress = progress
    if fault != status.fault {
      if status.fault != nil, fault == nil {
        (status.lastFault, status.lastFaultUntil) = (status.fault, .now)
      }
      (status.fault, status.faultSince) = (fault, fault == nil ? nil : status.faultSince ?? .now)
    }
    guard status != written else { return }
    status.writtenAt = .now
    do {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let text = String(decoding: try encoder.encode(status), as: UTF8.self) + "\n"
      try OutputFile.write(text, to: path, .rewrite)
      written = status
    } catch {
      logger.debug("\(path): \(error)")
    }
  }
}
