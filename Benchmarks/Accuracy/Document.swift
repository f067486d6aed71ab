// SPDX-License-Identifier: Apache-2.0
//
// Owns: what is said around the tables. Must not know: how an error is measured.

enum Document {
  static func markdown(_ tables: Report, _ measured: Measured, _ options: Options) -> String {
    tables.markdown
  }
}
