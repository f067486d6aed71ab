// SPDX-License-Identifier: Apache-2.0
//
// Owns: reading the small files of /proc and /sys. Must not know: what is in them.

import Foundation

/// A small file of the kernel's.
package enum SystemFile {
  /// Its text without the end of line; nil if it cannot be read.
  package static func text(_ path: String) -> String? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(
      in: .whitespacesAndNewlines.union(.controlCharacters))
  }
}
