// SPDX-License-Identifier: Apache-2.0
//
// Owns: what is sent of an odometer. Must not know: where it comes from.

enum OdometerPayload {
  static func payload(_ entry: OdometerBook.Entry) -> String {
    JSONValue.object([
      ("metres", .rounded(entry.metres, 1)), ("movingS", .rounded(entry.movingS, 0)),
    ]).json
  }
}
