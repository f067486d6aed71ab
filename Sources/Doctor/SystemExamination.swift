// SPDX-License-Identifier: Apache-2.0
//
// Owns: the clock and the power of the computer. Must not know: belts.

import Foundation
import Hardware
import LiveFeed
import SetKeeping

enum SystemExamination {
  static func clock() -> [Finding] {
    guard WallClock.isSynchronised else {
      return [
        Finding(
          "clock", .warning,
          "the wall clock is not confirmed by the network: sets are marked `unsure` until it is",
          remedy:
            "`timedatectl`; connect the network once, or set the clock by hand; durations are right either way"
        )
      ]
    }
    return [Finding("clock", .good, "the wall clock is confirmed")]
  }

  /// Throttling and under-voltage, where this is a Raspberry Pi.
  static func power() -> [Finding] {
    var findings: [Finding] = []
    if let bits = throttled() { findings.append(judge(throttled: bits)) }
    // The kernel's own alarm, on every model.
    for number in 0..<16 {
      let folder = "/sys/class/hwmon/hwmon\(number)"
      guard SystemFile.text(folder + "/name") == "rpi_volt",
        let alarm = SystemFile.text(folder + "/in0_lcrit_alarm")
      else {
        continue
      }
      findings.append(
        alarm == "0"
          ? Finding("power", .good, "the supply holds its voltage")
          : Finding(
            "power", .fault, "the supply's voltage is too low",
            remedy: "use the supply made for this Pi and a short cable"))
    }
    return findings
  }

  /// The firmware's bits: 0 under-voltage now, 2 throttled now, 16 and 18 the same since boot.
  static func judge(throttled bits: UInt32) -> Finding {
    if bits & 1 != 0 {
      return Finding(
        "power", .fault, "under-voltage now", remedy: "use the supply made for this Pi and a short cable")
    }
    if bits & 0x1_0000 != 0 {
      return Finding(
        "power", .warning, "there was under-voltage since boot", remedy: "use the supply made for this Pi")
    }
    if bits & 0x4_0004 != 0 {
      return Finding(
        "power", .warning, "the processor was slowed down since boot: it is too hot", remedy: "let air to it")
    }
    return Finding("power", .good, "no under-voltage and no throttling since boot")
  }

  private static func throttled() -> UInt32? {
    SystemFile.text("/sys/devices/platform/soc/soc:firmware/get_throttled").flatMap { UInt32($0, radix: 16) }
  }
}
