// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a path in a settings file means. Must not know: keys.

import Foundation
import Text

enum SettingsPath {
  /// - Parameter file: the settings file that holds the path, which a relative one begins at; nil for the current directory.
  static func resolved(_ path: String, relativeTo file: String?) -> String {
    if path == "~" || path.hasPrefix("~/") { return home + path.dropFirst() }
    if path.hasPrefix("~") { return (path as NSString).expandingTildeInPath }
    guard let file, !path.hasPrefix("/") else { return path }
    var plain = Substring(path)
    while plain.hasPrefix("./") { plain = plain.dropFirst(2).drop { $0 == "/" } }
    let folder = PathText.directory(of: file)
    if plain.isEmpty || plain == "." { return folder.isEmpty ? "." : folder }
    return folder.isEmpty ? String(plain) : (folder as NSString).appendingPathComponent(String(plain))
  }

  /// $HOME, as every shell has it; else that of the user.
  private static var home: String {
    let named = ProcessInfo.processInfo.environment["HOME"] ?? ""
    return named.hasPrefix("/") ? named : FileManager.default.homeDirectoryForCurrentUser.path
  }
}
