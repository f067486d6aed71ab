// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import SetLog
import TestSupport
import Testing

private let name = "Zyxwvut Quorbel"

/// Whether any file of the folder has the name in it.
private func holdsName(_ folder: Folder) throws -> Bool {
  try FileManager.default.contentsOfDirectory(atPath: folder.path).contains {
    let data = FileManager.default.contents(atPath: folder.path + "/" + $0) ?? Data()
    return data.range(of: Data(name.utf8)) != nil
  }
}

@Test("an erasure that was killed before the file was rewritten is completed when the log is opened again")
func erasesWhatAnAttemptHasLeft() throws {
  let folder = try Folder()
  // Open all the while: the write-ahead log stays.
  let open = try SetLog(directory: folder.path)
  try open.addWalker(name: name)
  try open.addWalker(name: "Other")
  do {
    // As far as a program came that was killed after the first of its two steps.
    let queue = try DatabaseQueue(path: folder.database)
    try queue.write { db in
      try db.execute(sql: "DELETE FROM walker WHERE name = ?", arguments: [name])
      try db.execute(sql: "INSERT INTO pendingErasure DEFAULT VALUES")
    }
  }
  #expect(try holdsName(folder), "no file holds the name: nothing is tried here")
  let log = try SetLog(directory: folder.path)
  #expect(try !holdsName(folder))
  #expect(try log.walkers().map(\.name) == ["Other"])
}
