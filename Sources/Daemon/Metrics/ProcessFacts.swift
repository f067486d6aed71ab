// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the kernel reports about this process. Must not know: what it is used for.

import Foundation
import Hardware

/// Read at each use; nil if the kernel does not report it.
enum ProcessFacts {
  /// Memory that is in use and not paged out, bytes.
  static var residentBytes: Int? {
    // statm: sizes in pages; the second one is what is resident.
    guard let pages = fields("/proc/self/statm").dropFirst().first.flatMap({ Int($0) }) else { return nil }
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }

  /// How long this process has run, seconds.
  static var ageS: Double? {
    // The name, in brackets, may contain anything; the third field follows it, and the 22nd is the start time since boot.
    guard let stat = SystemFile.text("/proc/self/stat"), let end = stat.lastIndex(of: ")"),
      let ticks = stat[end...].split(separator: " ").dropFirst(20).first.flatMap({ Double($0) })
    else { return nil }
    var now = timespec()
    // SAFETY: `now` outlives the call, which only fills it.
    guard unsafe clock_gettime(CLOCK_BOOTTIME, &now) == 0 else { return nil }
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9 - ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  private static func fields(_ path: String) -> [Substring] {
    (SystemFile.text(path) ?? "").split(separator: " ")
  }
}
