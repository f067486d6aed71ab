// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether there is room for the log. Must not know: what is in it.

import Foundation
import LiveFeed

struct DiskCheck: DoctorCheck {
  /// Below this a day of sets may not fit, bytes.
  private static let littleRoom = 50_000_000
  private static let noRoom = 2_000_000

  func findings(in installation: Installation) -> [Finding] {
    let directory = installation.stateDirectory
    guard let free = Self.freeBytes(directory) else {
      return [
        Finding(
          "disk", .warning, "\(directory) does not exist",
          remedy: "the service creates it; by hand: `mkdir -p \(directory)`")
      ]
    }
    return [Self.judge(freeBytes: free, directory)]
  }

  static func judge(freeBytes free: Int, _ directory: String) -> Finding {
    let severity: Severity = free < noRoom ? .fault : free < littleRoom ? .warning : .good
    return Finding(
      "disk", severity, "\(free / 1_000_000) MB free in \(directory)",
      remedy: severity == .good ? nil : "free some space: `journalctl --vacuum-size=50M`, `apt-get clean`")
  }

  private static func freeBytes(_ directory: String) -> Int? {
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: directory)
    return (attributes?[.systemFreeSize] as? NSNumber)?.intValue
  }
}
