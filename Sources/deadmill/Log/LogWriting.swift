// SPDX-License-Identifier: Apache-2.0
//
// Owns: opening a log for a command. Must not know: commands.

import Files
import SetLog

extension SetLog {
  /// Opens a log that exists for writing. One made here could belong to the wrong user, and the daemon could not write.
  ///
  /// A function, since compilers crash on such an initialiser.
  static func opened(forWriting directory: String) throws -> SetLog {
    if FileStatus(directory)?.kind == .file {
      throw CommandFailure(
        "\(directory): is a copy of a log, which is only read; restore it with `deadmill restore` to change it"
      )
    }
    let path = directory + "/" + SetLog.fileName
    switch FilePresence.of(path) {
    case .there: return try opened(making: directory)
    case .absent: throw SetLogError.noLog(path: directory)
    case .hidden: throw SetLogError.noPermission(path: path)
    }
  }

  /// Opens a log for writing; makes it if there is none.
  static func opened(making directory: String) throws -> SetLog {
    try SetLog(directory: directory)
  }

  /// Opens a log that exists, for reading only.
  static func opened(reading directory: String) throws -> SetLog { try SetLog(readingFrom: directory) }
}
