// SPDX-License-Identifier: Apache-2.0
//
// Owns: the directory in a path's text. Must not know: what is on a disk.

/// Splits paths. Foundation's own way traps on a file name of one letter (swift-corelibs-foundation,
/// `NSString.deletingLastPathComponent`).
package enum PathText {
  /// The directory that a path names its last part in; empty for the current one.
  package static func directory(of path: String) -> String {
    let plain = withoutEnd(path[...])
    guard let slash = plain.lastIndex(of: "/") else { return path.hasPrefix("/") ? "/" : "" }
    let directory = withoutEnd(plain[..<slash])
    return directory.isEmpty ? "/" : String(directory)
  }

  private static func withoutEnd(_ path: Substring) -> Substring {
    var path = path
    while path.hasSuffix("/") { path = path.dropLast() }
    return path
  }
}
