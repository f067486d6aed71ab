// SPDX-License-Identifier: Apache-2.0
//
// Owns: the option that chooses UTC. Must not know: which times are shown.

import ArgumentParser
import Foundation
import SetLog

/// The reader's time zone: that of TZ, as date(1) reads it, or UTC.
struct ZoneOption: ParsableArguments {
  @Flag(help: "Show and read times in UTC. Default: the time zone of TZ, else of the system.")
  var utc = false

  /// Makes UTC the zone of the whole program, before any time is read.
  func validate() throws {
    guard utc else { return }
    // SAFETY: both texts are copied within the call; nothing else runs yet.
    unsafe setenv("TZ", "UTC0", 1)
    tzset()
  }

  /// Under pages with times.
  static var remark: String { "Times are those of \(ZoneName.current).\n" }
}
