// SPDX-License-Identifier: Apache-2.0
//
// Owns: a folder for a test's files. Must not know: what they are.

import Foundation

/// A folder of its own, gone with the test.
package final class Folder: Sendable {
  package let path = "/tmp/dm-" + UUID().uuidString.prefix(13)

  package init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  package func write(_ text: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/machine.yaml"))
    return path + "/machine.yaml"
  }

  package func write(_ text: String, _ name: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
    return path + "/" + name
  }

  /// The last part of its path.
  package var name: String { (path as NSString).lastPathComponent }

  package var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }
}
