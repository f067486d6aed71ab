// SPDX-License-Identifier: Apache-2.0
//
// Owns: one thing that is wrong. Must not know: screens.

/// One thing that is wrong.
package struct LiveAlert: Codable, Sendable, Equatable {
  /// Its name for machines, such as `magnet_lost`; docs/monitoring.md has all of them. Later versions may have more.
  package var kind: String
  /// `warning` or `fault`.
  package var severity: String
  /// What is wrong, one line.
  package var text: String
  /// What to do; nil if the text says it.
  package var remedy: String?
  /// RFC 3339.
  package var since: String?

  package init(kind: String, severity: String, text: String, remedy: String? = nil, since: String? = nil) {
    self.kind = kind
    self.severity = severity
    self.text = text
    self.remedy = remedy
    self.since = since
  }
}
