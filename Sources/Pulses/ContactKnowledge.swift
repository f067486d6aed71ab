// SPDX-License-Identifier: Apache-2.0
//
// Owns: what is known of a sensor's contact once a set is over. Must not know: sets, files.

/// What a second look at the same edges is to know of the contact from its first pulse on.
package struct ContactKnowledge: Sendable {
  /// Where in a gap the contact answers a second time; nil where it bounces no longer than mass and levels tell.
  package var doublePosition: Double?
  /// The dwell, where the contact bounces at opening; nil where it need not be known.
  package var contact: SwitchContact?

  package init(doublePosition: Double? = nil, contact: SwitchContact? = nil) {
    self.doublePosition = doublePosition
    self.contact = contact
  }
}
