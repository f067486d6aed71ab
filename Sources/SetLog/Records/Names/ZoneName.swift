// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the time zone of this place is called. Must not know: times.

import Foundation

/// The name of the reader's time zone, for pages that show times.
package enum ZoneName {
  private static let folder = "/usr/share/zoneinfo/"

  /// `Europe/Berlin`, `UTC`, or a distance from UTC where the zone has no name.
  package static var current: String {
    // SAFETY: the text is copied before anything changes the environment.
    let variable = unsafe getenv("TZ").map { unsafe String(cString: $0) }
    return name(of: variable) ?? offset(seconds: WallTime.utcOffsetS(unixMs: WallTime.nowMs))
  }

  private static func name(of variable: String?) -> String? {
    let files = FileManager.default
    guard let variable else {
      // Debian has a link; where it is a file the zone has no name.
      guard let target = try? files.destinationOfSymbolicLink(atPath: "/etc/localtime"),
        let range = target.range(of: "zoneinfo/")
      else { return nil }
      return plain(String(target[range.upperBound...]))
    }
    let name = variable.hasPrefix(":") ? String(variable.dropFirst()) : variable
    guard !name.isEmpty, !name.hasPrefix("/"), !name.contains(".."), files.fileExists(atPath: folder + name)
    else { return nil }
    return plain(name)
  }

  private static func plain(_ name: String) -> String {
    ["Etc/UTC", "UTC", "UCT", "Zulu", "Universal", "Etc/UCT", "Etc/Zulu"].contains(name) ? "UTC" : name
  }

  /// `UTC`, `UTC+02:00`.
  private static func offset(seconds: Int) -> String {
    guard seconds != 0 else { return "UTC" }
    let minutes = abs(seconds) / 60
    func two(_ value: Int) -> String { (value < 10 ? "0" : "") + String(value) }
    return "UTC\(seconds < 0 ? "-" : "+")\(two(minutes / 60)):\(two(minutes % 60))"
  }
}

extension SetRecord {
  /// How far the reader's wall clock was ahead of UTC when the set began, seconds. Everything that is printed, exported
  /// and named shows this wall time; `utcOffsetS` is the machine's, which decides the day that a set counts for.
  package var readerOffsetS: Int { WallTime.utcOffsetS(unixMs: startedAt.unixMs) }
}
