// SPDX-License-Identifier: Apache-2.0
//
// Owns: opening a log for a command, told on the terminal where it takes long. Must not know: commands.

import Foundation
import SetLog

extension SetLog {
  /// Opens a log that exists for writing. One made here could belong to the wrong user, and the daemon could not write.
  ///
  /// A function, since compilers crash on such an initialiser.
  static func opened(forWriting directory: String) throws -> SetLog {
    guard FileManager.default.fileExists(atPath: directory + "/" + SetLog.fileName) else {
      throw SetLogError.noLog(path: directory)
    }
    return try opened(making: directory)
  }

  /// Opens a log for writing; makes it where there is none.
  static func opened(making directory: String) throws -> SetLog {
    let writeAheadLog = directory + "/" + fileName + "-wal"
    return try told(directory, total: expectedMigrationBytes(directory)) {
      (try? FileManager.default.attributesOfItem(atPath: writeAheadLog))?[.size] as? Int ?? 0
    } open: {
      try SetLog(directory: directory)
    }
  }

  /// Opens a log that exists, for reading only.
  static func opened(reading directory: String) throws -> SetLog {
    // An older log is brought up to date in memory: nobody can see how far that is.
    try told(directory) {
      0
    } open: {
      try SetLog(readingFrom: directory)
    }
  }

  /// A log of an older program is brought to the present schema first.
  /// - Parameters:
  ///   - total: what `measure` will say at the end; nil where nobody knows.
  private static func told(
    _ directory: String, total: Int? = nil, measure: @escaping @Sendable () -> Int, open: () throws -> SetLog
  ) throws -> SetLog {
    let title = isOfOlderProgram(directory) ? "Bringing the log up to date" : "Opening the log"
    return try ProgressBar(title, total: total).whileRunning(measure: measure, open)
  }
}
