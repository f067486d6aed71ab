// SPDX-License-Identifier: Apache-2.0
//
// Owns: how many of something, in English. Must not know: what is counted.

/// Numbers with their nouns.
package enum CountText {
  /// `1 set`, `2 sets`; a plural that is not formed with an s is given.
  package static func of(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
  }
}
