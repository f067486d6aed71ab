// SPDX-License-Identifier: Apache-2.0
//
// Owns: the log's changes after a number, read from its file. Must not know: who keeps the number, what is done with them.
//
// The log is opened for each look: a daemon that starts, a backup that is restored and a file that is replaced are then
// seen at once. A look is taken only if the file or its write-ahead log differ from the last time, and once a minute.

import Foundation
import SetLog

/// Changes of a log.
package struct LogFollower: Sendable {
  private struct Look: Equatable {
    var sizes: [Int]
    var times: [Date]
  }

  private static let lookAnywayAfter = Duration.seconds(60)

  private let directory: String
  private var last: Look?
  private var lookedAt = ContinuousClock.now
  /// The number of the newest change at the last look.
  package private(set) var latest: Int64 = 0

  package init(_ directory: String) { self.directory = directory }

  /// The log, if there may be something new in it; nil if not.
  package mutating func open() throws(UploadFault) -> SetLog? {
    let look = Self.look(directory)
    if look == last, .now - lookedAt < Self.lookAnywayAfter { return nil }
    let log = try opened()
    do {
      latest = try log.latestChange
    } catch {
      throw UploadFault(error)
    }
    (last, lookedAt) = (look, .now)
    return log
  }

  /// The log, in any case.
  package func opened() throws(UploadFault) -> SetLog {
    do {
      return try SetLog(readingFrom: directory)
    } catch {
      throw UploadFault(error)
    }
  }

  /// Something was not done: the next look is taken in any case.
  package mutating func lookAgain() { last = nil }

  private static func look(_ directory: String) -> Look {
    var look = Look(sizes: [], times: [])
    for name in ["", "-wal"] {
      let file = (directory as NSString).appendingPathComponent(SetLog.fileName + name)
      let attributes = try? FileManager.default.attributesOfItem(atPath: file)
      look.sizes.append((attributes?[.size] as? NSNumber)?.intValue ?? -1)
      look.times.append(attributes?[.modificationDate] as? Date ?? .distantPast)
    }
    return look
  }
}

extension SetLog {
  /// Calls a body for each change after a number, the oldest first.
  func eachChange(after number: Int64, _ body: (LogChange) throws -> Void) throws {
    var batch = try changes(after: number, limit: 500)
    while let last = batch.last {
      for change in batch { try body(change) }
      batch = try changes(after: last.number, limit: 500)
    }
  }
}
