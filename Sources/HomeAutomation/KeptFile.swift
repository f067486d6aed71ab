// SPDX-License-Identifier: Apache-2.0
//
// Owns: values of this service in files of its own, written whole or not at all. Must not know: what they mean.

import Files
import Foundation
import LiveFeed

enum KeptFile {
  /// nil for a file that is not there, or is of another kind.
  static func read<Value: Decodable>(_ type: Value.Type, _ path: String) -> Value? {
    FileManager.default.contents(atPath: path).flatMap { try? JSONDecoder().decode(type, from: $0) }
  }

  static func write(_ value: some Encodable, to path: String) throws(OutputFileError) {
    let file = try OutputFile(path, .rewrite)
    try file.write([UInt8](JSONLine.line(value)))
    try file.finish()
  }
}
