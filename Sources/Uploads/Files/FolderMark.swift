// SPDX-License-Identifier: Apache-2.0
//
// Owns: that a folder is the one that was filled before, and not the empty place of a disk that is not mounted.
// Must not know: what is in it.

import Files
import Foundation

/// A hidden file with a random word in the folder; the ledger has the same word.
enum FolderMark {
  static let fileName = ".deadmill-files"

  /// Reads the word; nil if there is none.
  static func read(_ folder: String) -> String? {
    let data = FileManager.default.contents(atPath: folder + "/" + fileName)
    let text = String(decoding: data ?? Data(), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    return text.isEmpty ? nil : text
  }

  static func make(_ folder: String) throws(UploadFault) -> String {
    if let word = read(folder) { return word }
    let word = UUID().uuidString.lowercased()
    do {
      try OutputFile.write(word + "\n", to: folder + "/" + fileName, .rewrite)
    } catch {
      throw UploadFault(error)
    }
    return word
  }

  /// Whether the folder is there, and is a folder.
  static func isThere(_ folder: String) -> Bool { FileStatus(folder)?.kind == .directory }
}
