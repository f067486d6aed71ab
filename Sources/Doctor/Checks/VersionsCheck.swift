// SPDX-License-Identifier: Apache-2.0
//
// Owns: which program looks at which system. Must not know: anything else.

import Foundation
import Hardware
import LiveFeed
import Settings

struct VersionsCheck: DoctorCheck {
  func findings(in installation: Installation) -> [Finding] {
    let system = ProcessInfo.processInfo.operatingSystemVersionString
    let kernel = SystemFile.text("/proc/sys/kernel/osrelease") ?? "unknown kernel"
    let model = SystemFile.text("/proc/device-tree/model").map { ", \($0)" } ?? ""
    return [
      Finding("versions", .good, "deadmill \(SoftwareVersion.current), \(system), Linux \(kernel)\(model)")
    ]
  }
}
