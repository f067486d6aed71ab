// SPDX-License-Identifier: Apache-2.0
//
// Owns: the checksum of a set's values. Must not know: where it is kept.

extension SetRecord {
  /// CRC-32 of everything in the record that only a recomputation changes. What people may change
  /// (walker, notes, protocol, whether a suspect set is accepted) and what a corrected clock changes (wall times) is not in it.
  /// - Parameter machineId: stands for the machine, whose name may change.
  func checksum(machineId: String) -> Int64 {
    var fixed = self
    fixed.machine = machineId
    fixed.startedAt = ""
    fixed.endedAt = ""
    fixed.utcOffsetS = 0
    fixed.clock.quality = ""
    fixed.protocol = nil
    fixed.walker = nil
    fixed.walkerMassKg = nil
    fixed.rpe = nil
    fixed.pain = nil
    fixed.note = nil
    return Int64(CRC32.of(Array(fixed.json(forCheck: true).utf8)[...]))
  }
}
