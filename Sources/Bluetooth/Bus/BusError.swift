// SPDX-License-Identifier: Apache-2.0
//
// Owns: what can go wrong with the connection to a bus. Must not know: what it is used for.

import Glibc

/// A call of sd-bus that failed.
package struct BusError: Error, Equatable, Sendable, CustomStringConvertible {
  package var operation: String
  /// An errno, above 0.
  package var code: Int32

  /// Throws for what sd-bus returns on failure: an errno below 0.
  static func check(_ code: Int32, _ operation: String) throws(BusError) {
    if code < 0 { throw BusError(operation: operation, code: -code) }
  }

  package var description: String {
    // SAFETY: the text is copied at once; strerror(3) keeps it until this thread's next call.
    let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    return "D-Bus: cannot \(operation): \(reason)"
  }
}
