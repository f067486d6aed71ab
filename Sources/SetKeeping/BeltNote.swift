// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the pulse thread hands over. Must not know: who takes it.

import Pulses
import Sets

/// One thing the pulse thread tells, in the order in which it happened.
package enum BeltNote: Sendable, Equatable, BitwiseCopyable {
  /// A raw edge, whatever became of it.
  case edge(Edge)
  case event(SetEvent)
}
