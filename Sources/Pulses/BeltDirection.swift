// SPDX-License-Identifier: Apache-2.0
//
// Owns: the two directions of a belt. Must not know: how they are detected.

/// The belt's direction; not the direction in which the walker faces.
package enum BeltDirection: UInt8, Sendable, Equatable, BitwiseCopyable {
  case forward = 0
  case backward = 1
}
