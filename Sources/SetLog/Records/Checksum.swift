// SPDX-License-Identifier: Apache-2.0
//
// Owns: the checksum of a set's values. Must not know: where it is kept.

extension SetRecord {
  /// CRC-32 of everything in the record that only a recomputation changes. What people may change (walker, notes, protocol,
  /// whether a suspect set is accepted) and what a corrected clock changes (wall times) is not in it. Unknown values are
  /// left out, so that a field which is added later changes no old sum.
  /// - Parameter machineId: identifies the machine, whose name may change.
  func checksum(machineId: String) -> Int64 {
    var text = "machine=\(machineId)\n"
    for field in SetField.all where field.isChecked {
      if let value = field.value(self).text { text += "\(field.key)=\(value)\n" }
    }
    return Int64(CRC32.of(Array(text.utf8)[...]))
  }
}

extension SetValue {
  /// The shortest text that reads back as the same value; nil for unknown.
  package var text: String? {
    switch self {
    case .text(let value): value
    case .number(let value): value.flatMap { $0.isFinite ? "\($0)" : nil }
    case .whole(let value): value.map { "\($0)" }
    case .flag(let value): value ? "true" : "false"
    }
  }
}
