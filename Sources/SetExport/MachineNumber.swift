// SPDX-License-Identifier: Apache-2.0
//
// Owns: the number that a machine has in formats that want one. Must not know: formats.

import SetLog

extension SetRecord {
  /// A serial number for formats that want one: the same machine has the same, and none has 0.
  var machineNumber: UInt32 { max(1, CRC32.of(Array(machine.utf8)[...])) }
}
