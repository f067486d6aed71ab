// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a set's figures add up to. Must not know: where the sum is kept.

extension SetRecord {
  /// CRC-32 of everything in the record that is never changed without being computed anew. What people may change
  /// (walker, notes, protocol, whether a suspect set is accepted) and what a corrected clock changes (wall times) is not in it.
  var figuresCheck: Int64 {
    var fixed = self
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
