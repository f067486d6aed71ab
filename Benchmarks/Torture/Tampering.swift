// SPDX-License-Identifier: Apache-2.0
//
// Owns: deliberate damage, for the controls. Must not know: which check detects it.

import Foundation
import GRDB
import SetLog

/// Damage that a check must detect.
enum Tampering {
  /// Takes the last blocks of the journals in a folder away, as if they had never been written.
  static func cutJournals(in directory: String, blocks: Int) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: directory)
    for name in names where name.hasSuffix(".journal") {
      let path = directory + "/" + name
      guard var data = FileManager.default.contents(atPath: path) else { continue }
      var starts: [Int] = []
      var from = data.startIndex
      while let found = data[from...].range(of: Data("DMJ".utf8)) {
        starts.append(found.lowerBound)
        from = found.upperBound
      }
      // The header, which is there twice, stays.
      guard starts.count > blocks + 2 else { throw TrialFailure("\(starts.count) blocks only in \(name)") }
      let start = starts[starts.count - blocks]
      data.replaceSubrange(start..., with: Data(count: data.count - start))
      try data.write(to: URL(fileURLWithPath: path))
    }
  }

  /// Runs SQL on a log behind its back.
  static func run(_ sql: String, in directory: String) throws {
    let queue = try DatabaseQueue(path: directory + "/" + SetLog.fileName)
    try queue.write { try $0.execute(sql: sql) }
    try queue.close()
  }
}
