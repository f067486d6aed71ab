// SPDX-License-Identifier: Apache-2.0
//
// Owns: the two ways a belt can run. Must not know: how they are told apart.

/// Which way the belt runs; not which way the walker faces.
package enum BeltDirection: UInt8, Sendable, Equatable, BitwiseCopyable {
  case forward = 0
  case backward = 1
}
