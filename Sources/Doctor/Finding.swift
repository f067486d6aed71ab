// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the doctor has to say, one thing at a time. Must not know: how it was found.

import LiveFeed

/// One finding, with what to do about it.
package struct Finding: Codable, Sendable, Equatable {
  /// What was looked at: `configuration`, `chips`, `line`, `wiring`, `clock`, `disk`, `log`, `service`,
  /// `health`, `power`, `sound`, `versions`.
  package var area: String
  /// The machine that it is about; nil for all.
  package var machine: String?
  package var severity: Severity
  package var text: String
  /// What to do; nil if nothing is to be done.
  package var remedy: String?

  package init(
    _ area: String, _ severity: Severity, _ text: String, remedy: String? = nil, machine: String? = nil
  ) {
    self.area = area
    self.machine = machine
    self.severity = severity
    self.text = text
    self.remedy = remedy
  }
}
