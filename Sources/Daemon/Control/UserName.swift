// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a user of the system is called. Must not know: what for.

import Foundation

package enum UserName {
  /// The name of a user; its number if it has none, as a service's whose user has gone.
  package static func of(_ uid: UInt32) -> String {
    var entry = unsafe passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 4096)
    // SAFETY: the length handed over is the buffer's own, and the entry's name, which lies in it, is copied before it goes.
    return unsafe buffer.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress,
        unsafe getpwuid_r(uid, &entry, start, buffer.count, &found) == 0, unsafe found != nil,
        let name = unsafe entry.pw_name
      else { return "uid \(uid)" }
      return unsafe String(cString: name)
    }
  }

  /// Of the user who runs this program.
  package static var own: String { of(getuid()) }
}
