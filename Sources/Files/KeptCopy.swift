// SPDX-License-Identifier: Apache-2.0
//
// Owns: copies of a file that is about to be changed: FILE.before-2026-11-30, then FILE.before-2026-11-30-2.
// Must not know: what is in it.

import Foundation

/// A name that a file is kept under.
package enum KeptCopy {
  /// The first name that is free, also with the endings.
  /// - Parameter day: as 2026-11-30.
  package static func name(of path: String, day: String, endings: [String] = [""]) -> String {
    var number = 1
    while true {
      let name = "\(path).before-\(day)\(number == 1 ? "" : "-\(number)")"
      if endings.allSatisfy({ FileStatus(ofLink: name + $0) == nil }) { return name }
      number += 1
    }
  }

  /// Today, in local time.
  package static var today: String { day(Date.now) }

  package static func day(_ date: Date) -> String {
    let parts = Calendar(identifier: .gregorian).dateComponents([.year, .month, .day], from: date)
    func two(_ number: Int?) -> String { String("0\(number ?? 0)".suffix(2)) }
    return "\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day))"
  }

  /// Gives a file a second name, or copies it where the file system has no second names. It keeps owner and mode.
  /// - Returns: the copy's path.
  package static func keep(_ path: String) throws(OutputFileError) -> String {
    let path = FilePath.resolved(path) ?? path
    let copy = name(of: path, day: today)
    // SAFETY: link(2) reads both paths within the call.
    if unsafe link(path, copy) == 0 { return copy }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw OutputFileError(path: copy, problem: .system(errno))
    }
    let file = try OutputFile(copy, .new, like: path)
    try file.write([UInt8](data))
    try file.finish()
    return copy
  }
}
