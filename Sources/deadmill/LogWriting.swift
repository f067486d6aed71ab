// SPDX-License-Identifier: Apache-2.0
//
// Owns: opening a log that must be there already for a command that changes it. Must not know: commands.

import Foundation
import SetLog

extension SetLog {
  /// Opens a log that exists for writing. One made here could belong to the wrong user, and the daemon could not write.
  ///
  /// A function, since compilers crash on such an initialiser.
  static func opened(forWriting directory: String) throws(SetLogError) -> SetLog {
    guard FileManager.default.fileExists(atPath: directory + "/" + SetLog.fileName) else {
      throw .noLog(path: directory)
    }
    return try SetLog(directory: directory)
  }
}
