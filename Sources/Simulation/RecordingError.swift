// SPDX-License-Identifier: Apache-2.0
//
// Owns: errors in a recording file, reported with their line. Must not know: how files are read.

/// A recording file that cannot be used.
package struct RecordingError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Problem: Sendable, Equatable {
    case unreadable(String)
    case unwritable(String)
    /// A pipe's other end was closed.
    case readerHasGone
    case exists
    case empty
    case notUTF8
    case unknownVersion(String)
    case badHeader(key: String, value: String)
    case garbage(String)
    case truncated
    case timeWentBack(fromNs: Int64, toNs: Int64)
    case badInterval(String)
  }

  package var path: String
  /// From 1.
  package var line: Int?
  package var problem: Problem

  package init(path: String, line: Int? = nil, problem: Problem) {
    self.path = path
    self.line = line
    self.problem = problem
  }

  package var description: String {
    let position = line.map { "\(path):\($0)" } ?? path
    return position + ": " + text
  }

  private var text: String {
    switch problem {
    case .unreadable(let reason): "cannot be read (\(reason)); check the name and its permissions"
    case .unwritable(let reason): "cannot be written (\(reason)); check the folder and its permissions"
    case .readerHasGone: "is not read any more"
    case .exists: "exists already; choose another name, or overwrite it with --force"
    case .empty: "holds no edges; record again"
    case .notUTF8: "is not text; a recording holds lines such as `1000000000 0 F 1`"
    case .unknownVersion(let version):
      "format version \(version) is unknown: this program reads version 1; use a newer deadmill"
    case .badHeader(let key, let value): "header \(key) cannot be \"\(value)\""
    case .garbage(let line): "expected `timestamp_ns line R|F [sequence]`, found \"\(line)\""
    case .truncated:
      "the file ends in the middle of a line: the recording was truncated; delete that line to use the part before it"
    case .timeWentBack(let fromNs, let toNs):
      "time goes back from \(fromNs) to \(toNs) ns: the file is not one ordered recording; split it there"
    case .badInterval(let line): "expected one interval in seconds above 0, found \"\(line)\""
    }
  }
}
