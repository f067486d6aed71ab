// SPDX-License-Identifier: Apache-2.0
//
// Owns: values as lines of JSON. Must not know: what the values mean.

import FoundationEssentials

package enum JSONLine {
  /// A value as one line with its end; empty if it holds a number that JSON cannot express.
  package static func line(_ value: some Encodable) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard var line = try? encoder.encode(value) else { return Data() }
    line.append(0x0A)
    return line
  }
}
