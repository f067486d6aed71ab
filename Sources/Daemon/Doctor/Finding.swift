// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the doctor has to say, one thing at a time. Must not know: how it was found.

/// How bad a finding is; the worst one is the exit status of `deadmill doctor`.
package enum Severity: String, Codable, Sendable, Comparable {
  /// As it should be.
  case good
  /// It works, but something wants a look.
  case warning
  /// It does not work.
  case fault

  private var rank: Int {
    switch self {
    case .good: 0
    case .warning: 1
    case .fault: 2
    }
  }

  package var exitStatus: Int32 { Int32(rank) }

  package static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }
}

/// One finding, with what to do about it.
package struct Finding: Codable, Sendable, Equatable {
  /// What was looked at: `configuration`, `chips`, `line`, `wiring`, `clock`, `disk`, `log`, `service`,
  /// `health`, `power`, `versions`.
  package var area: String
  /// The machine that it is about; nil for all.
  package var machine: String?
  package var severity: Severity
  package var text: String
  /// What to do; nil where nothing is to be done.
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
