// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether a file is there, is absent, or cannot be seen for want of permission. Must not know: what it holds.

import Foundation
import Text

/// Whether a file is there. Permission is distinguished from absence: each has its own remedy.
package enum FilePresence: Sendable {
  case there
  case absent
  /// A folder on the way may not be searched.
  case hidden

  package static func of(_ path: String) -> FilePresence {
    var status = stat()
    // SAFETY: stat(2) fills the structure that it is given, and keeps neither of the pointers.
    if unsafe stat(path, &status) == 0 { return .there }
    return errno == EACCES ? .hidden : .absent
  }

  /// The group whose members may use a path: that of the nearest folder that can be seen; nil if it is unknown, or the
  /// superuser's.
  package static func group(of path: String) -> String? {
    var path = path
    while true {
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      if let name = attributes?[.groupOwnerAccountName] as? String { return name == "root" ? nil : name }
      guard path.count > 1, path.contains("/") else { return nil }
      path = PathText.directory(of: path)
    }
  }
}
