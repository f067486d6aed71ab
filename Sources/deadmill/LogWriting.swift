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
    try told(directory) { try SetLog(directory: directory) }
  }

  /// Opens a log that exists, for reading only.
  static func opened(reading directory: String) throws -> SetLog {
    try told(directory) { try SetLog(readingFrom: directory) }
  }

  /// A log of an older program is brought to the present schema first: SQLite does not say how far that is.
  private static func told(_ directory: String, _ open: () throws -> SetLog) throws -> SetLog {
    let title =
      isOfOlderProgram(directory) ? "Bringing the log to this program's schema" : "Opening the log"
    return try ProgressBar(title).whileRunning { try open() }
  }
}
