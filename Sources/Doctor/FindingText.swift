// SPDX-License-Identifier: Apache-2.0
//
// Owns: findings as lines of text for people. Must not know: terminals.

import LiveFeed
import Text

package enum FindingText {
  /// One finding, and below it what to do.
  package static func text(_ finding: Finding) -> String {
    let mark =
      switch finding.severity {
      case .good: "ok    "
      case .warning: "warn  "
      case .fault: "FAIL  "
      }
    let machine = finding.machine.map { "\($0): " } ?? ""
    let remedy = finding.remedy.map { "\n        -> \($0)" } ?? ""
    return "\(mark)\(finding.area): \(machine)\(finding.text)\(remedy)"
  }

  /// `1 fault, 2 warnings.`
  package static func conclusion(_ findings: [Finding]) -> String {
    let counts = [(Severity.fault, "fault"), (.warning, "warning")].compactMap { severity, noun in
      let count = findings.count { $0.severity == severity }
      return count > 0 ? CountText.of(count, noun) : nil
    }
    return counts.isEmpty ? "No faults, no warnings." : counts.joined(separator: ", ") + "."
  }
}
