// SPDX-License-Identifier: Apache-2.0
//
// Owns: a log for tests, with sets that were entered by hand. Must not know: what is tested.

import Foundation
import SetLog
import TestSupport

@testable import Uploads

/// A folder with a log in it, and a folder for a service's data.
final class UploadedLog {
  let folder: Folder
  let log: SetLog

  init() throws {
    folder = try Folder()
    log = try SetLog(directory: folder.path + "/log")
    try FileManager.default.createDirectory(atPath: folder.path + "/data", withIntermediateDirectories: true)
  }

  var logDirectory: String { folder.path + "/log" }
  var data: String { folder.path + "/data" }

  /// Enters a set of a minute; sets of one day are ten minutes apart, and one session.
  @discardableResult
  func enter(_ day: Int64, _ number: Int64 = 0, walker: String? = "Ada", machine: String = "Belt") throws
    -> SetRecord
  {
    if let walker { try log.addWalker(name: walker) }
    let start = Instant(unixMs: 1_764_583_200_000 + day * 86_400_000 + number * 600_000)
    var set = EnteredSet(
      machine: machine, startedAt: start, durationS: 60, distanceM: 50 + Double(number))
    set.walker = walker
    return try log.enter(set, software: "test")
  }

  func files(_ walkers: [String] = ["Ada"], in folder: String? = nil) -> FilesConfiguration {
    var settings = FilesConfiguration()
    settings.walkers = walkers
    settings.chosenFolder = folder
    settings.logDirectory = logDirectory
    settings.dataDirectory = data
    return settings
  }
}
