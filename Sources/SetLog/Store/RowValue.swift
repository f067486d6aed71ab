// SPDX-License-Identifier: Apache-2.0
//
// Owns: reading a column that may be damaged. Must not know: tables.

import GRDB

extension Row {
  /// A column's value; an error if it is not of this type, which may be an optional one. A row's subscript would end the
  /// program: a flipped bit turns a number into something else.
  func value<Value: DatabaseValueConvertible>(_ column: String, _ type: Value.Type = Value.self) throws
    -> Value
  {
    try decode(type, forColumn: column)
  }

  /// The same by the column's place, which is faster.
  func value<Value: DatabaseValueConvertible & StatementColumnConvertible>(
    at index: Int, _ type: Value.Type = Value.self
  ) throws -> Value {
    try decode(type, atIndex: index)
  }
}
