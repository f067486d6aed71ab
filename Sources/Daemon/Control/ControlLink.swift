// SPDX-License-Identifier: Apache-2.0
//
// Owns: how a command finds the daemon that writes a log: a link from the log's folder to the control socket.
// Must not know: what is asked there.

import Foundation
import LiveFeed

/// The link in a log's folder.
package enum ControlLink {
  static let name = "control.sock"

  /// Puts the link there; one that a crash left behind is replaced.
  static func put(in folder: String, to socket: String) {
    let link = folder + "/" + name
    let target = URL(fileURLWithPath: socket).standardizedFileURL.path
    guard target != URL(fileURLWithPath: link).standardizedFileURL.path else { return }
    remove(from: folder)
    try? FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
  }

  static func remove(from folder: String) {
    let link = folder + "/" + name
    guard (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) != nil else { return }
    try? FileManager.default.removeItem(atPath: link)
  }

  /// The control socket of the daemon that writes the log of a folder; nil if none does.
  package static func target(in folder: String) -> String? {
    let link = folder + "/" + name
    if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: link) { return target }
    return FileManager.default.fileExists(atPath: link) ? link : nil
  }
}
