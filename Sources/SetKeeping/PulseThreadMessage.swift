// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the pulse thread hands over. Must not know: who receives it.

import Pulses
import Sets

/// One message of the pulse thread, in the order in which things happened.
package enum PulseThreadMessage: Sendable, Equatable, BitwiseCopyable {
  /// A raw edge, whatever became of it.
  case edge(Edge)
  case event(SetEvent)
}
