// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether the configuration and the calibrations beside it are free of mistakes. Must not know: chips.

import LiveFeed
import Settings

struct ConfigurationCheck: DoctorCheck {
  func findings(in installation: Installation) -> [Finding] {
    let path = installation.configurationPath
    switch installation.configuration {
    case .success(let service):
      let names = service.machines.map(\.machineName).joined(separator: ", ")
      let warnings = service.warnings.map {
        Finding("configuration", .warning, $0.description, remedy: "correct the name, or remove the variable")
      }
      return [Finding("configuration", .good, "\(path): no mistakes; \(names)")] + warnings
    case .failure(let error):
      return error.mistakes.map {
        Finding(
          "configuration", .fault, $0.description,
          remedy: "fix that line, then run `deadmill config check \(path)`")
      }
    }
  }
}
