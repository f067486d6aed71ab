// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether the computer's clock can date a set. Must not know: sets.

import Hardware
import LiveFeed

struct ClockCheck: DoctorCheck {
  func findings(in installation: Installation) -> [Finding] {
    guard WallClock.isSynchronised else {
      return [
        Finding(
          "clock", .warning,
          "the wall clock is not confirmed by the network: sets are marked `unsure` until it is",
          remedy:
            "run `timedatectl`; connect the network once, or set the clock by hand; durations are right in any case"
        )
      ]
    }
    return [Finding("clock", .good, "the wall clock is confirmed by the network")]
  }
}
