// SPDX-License-Identifier: Apache-2.0
//
// Owns: sets as a CSV table with every field that the log has of them. Must not know: which fields there are.

import SetLog

struct SetTableWriter: ExportWriter {
  /// In the order of the JSON; nested values are columns of their own here.
  private static let fields = SetField.all.filter(\.isTabled)

  mutating func begin(_ sink: ([UInt8]) throws -> Void) throws {
    try sink(Array(CSVText.line(Self.fields.map { .word($0.column ?? "") }).utf8))
  }

  mutating func write(_ session: ExportedSession, _ sink: ([UInt8]) throws -> Void) throws {
    for set in session.sets {
      let cells = Self.fields.map { CSVCell($0.value(set.record)) }
      try sink(Array(CSVText.line(cells).utf8))
    }
  }
}

extension CSVCell {
  fileprivate init(_ value: SetValue) {
    switch value {
    case .text(let text): self = .text(text)
    case .number(let number): self = .number(number)
    case .whole(let whole): self = .whole(whole)
    case .flag(let flag): self = .truth(flag)
    }
  }
}
