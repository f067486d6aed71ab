// SPDX-License-Identifier: Apache-2.0
//
// Owns: who may read the files of a log. Must not know: what is in them.

import Foundation
import Text

/// Permissions of a log's folder and files. It holds what people said of their bodies: a personal log is its owner's alone.
/// A folder that was made for a group, as the service's is, keeps its files readable by that group.
enum LogMode {
  /// Of a folder that is made for a log.
  static let folder = 0o700

  /// Of a new file in the folder of another one.
  static func ofFile(besides path: String) -> mode_t {
    let parent = PathText.directory(of: path)
    let attributes = try? FileManager.default.attributesOfItem(atPath: parent.isEmpty ? "." : parent)
    let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue ?? folder
    let isGroups = mode & 0o050 == 0o050 && mode & 0o007 == 0
    return isGroups ? 0o640 : 0o600
  }

  /// Makes an empty file that SQLite then fills; one that is there stays as it is.
  static func prepare(_ path: String) {
    // SAFETY: open(2) reads the path within the call.
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, ofFile(besides: path))
    if descriptor >= 0 { close(descriptor) }
  }
}
