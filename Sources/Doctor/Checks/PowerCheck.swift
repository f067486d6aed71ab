// SPDX-License-Identifier: Apache-2.0
//
// Owns: throttling and under-voltage of a Raspberry Pi. Must not know: belts.

import Hardware
import LiveFeed

struct PowerCheck: DoctorCheck {
  private static let remedy = "use the supply made for this Pi and a short cable"

  func findings(in installation: Installation) -> [Finding] {
    var findings = Self.throttled().map { [Self.judge(throttled: $0)] } ?? []
    // The kernel's own alarm, on every model.
    for number in 0..<16 {
      let folder = "/sys/class/hwmon/hwmon\(number)"
      guard SystemFile.text(folder + "/name") == "rpi_volt",
        let alarm = SystemFile.text(folder + "/in0_lcrit_alarm")
      else { continue }
      findings.append(
        alarm == "0"
          ? Finding("power", .good, "the supply holds its voltage")
          : Finding("power", .fault, "the supply's voltage is too low", remedy: Self.remedy))
    }
    return findings
  }

  /// The firmware's bits: 0 under-voltage now, 2 throttled now, 16 and 18 the same since boot.
  static func judge(throttled bits: UInt32) -> Finding {
    if bits & 1 != 0 { return Finding("power", .fault, "under-voltage now", remedy: remedy) }
    if bits & 0x1_0000 != 0 {
      return Finding("power", .warning, "there was under-voltage since boot", remedy: remedy)
    }
    if bits & 0x4_0004 != 0 {
      return Finding(
        "power", .warning, "the processor was throttled since boot: it is too hot",
        remedy: "improve its cooling")
    }
    return Finding("power", .good, "no under-voltage and no throttling since boot")
  }

  private static func throttled() -> UInt32? {
    SystemFile.text("/sys/devices/platform/soc/soc:firmware/get_throttled").flatMap { UInt32($0, radix: 16) }
  }
}
