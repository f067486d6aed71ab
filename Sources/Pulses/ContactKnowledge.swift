// SPDX-License-Identifier: Apache-2.0
//
// Owns: what is known about a sensor's contact at the end of a set. Must not know: sets, files.

/// What a second pass over the same edges knows about the contact from its first pulse on.
package struct ContactKnowledge: Sendable {
  /// Where in a gap the contact closes a second time; nil if it bounces no longer than mass and levels can detect.
  package var doublePosition: Double?
  /// The dwell, if the contact bounces at opening; nil if it is not needed.
  package var contact: SwitchContact?

  package init(doublePosition: Double? = nil, contact: SwitchContact? = nil) {
    self.doublePosition = doublePosition
    self.contact = contact
  }
}
