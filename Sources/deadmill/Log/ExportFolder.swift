// SPDX-License-Identifier: Apache-2.0
//
// Owns: the folder of an export with one file for each session. Must not know: formats.

import Files
import Foundation

enum ExportFolder {
  /// Whether a path is meant as a folder.
  static func isMeant(_ path: String) -> Bool {
    path.hasSuffix("/") || FileStatus(path)?.kind == .directory
  }

  static func make(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      let isThere = FileStatus(path) != nil
      throw OutputFileError(path: path, problem: .system(isThere ? ENOTDIR : errno == 0 ? EACCES : errno))
    }
  }

  static func path(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }
}
