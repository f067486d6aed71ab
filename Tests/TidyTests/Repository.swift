// SPDX-License-Identifier: Apache-2.0
//
// Owns: the files of this repository as the tidiness tests see them.

import Foundation

/// A text file of the repository.
struct SourceFile: Sendable {
  /// Relative to the root of the repository.
  var path: String
  var text: String

  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  /// The module of a file under Sources, or the test folder of one under Tests.
  var folder: String {
    let parts = path.split(separator: "/")
    return parts.count > 2 ? String(parts[1]) : ""
  }
}

enum Repository {
  static let top: String = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.path
  }()

  /// Files in a folder with one of the endings, sorted by path.
  static func files(under folder: String, ending: [String]) -> [SourceFile] {
    let base = top + "/" + folder
    guard let names = FileManager.default.enumerator(atPath: base) else { return [] }
    var files: [SourceFile] = []
    for case let name as String in names where ending.contains(where: name.hasSuffix) {
      guard let data = FileManager.default.contents(atPath: base + "/" + name) else { continue }
      files.append(SourceFile(path: folder + "/" + name, text: String(decoding: data, as: UTF8.self)))
    }
    return files.sorted { $0.path < $1.path }
  }

  static func text(_ path: String) -> String? {
    FileManager.default.contents(atPath: top + "/" + path).map { String(decoding: $0, as: UTF8.self) }
  }

  static func folders(under folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: top + "/" + folder)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted()
  }
}
