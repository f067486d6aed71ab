// SPDX-License-Identifier: Apache-2.0
//
// Owns: the bytes of a settings file -> text that can be YAML at all. Must not know: YAML, keys.
//
// What is no settings file is refused before a parser sees it, quickly and by what it is.

import Files
import Foundation

enum SettingsText {
  /// No configuration is as long as that, bytes.
  private static let longest = 256 * 1024
  /// Nor one of its lines, characters.
  private static let longestLine = 2000
  /// Nor is one nested as deeply as that.
  private static let deepest = 20

  /// A file's text.
  static func load(_ path: String) throws(ConfigurationMistake) -> String {
    if FileStatus(path)?.kind == .directory { throw mistake(path, "is a directory; name a file in it") }
    // SAFETY: open(2) reads the path within the call.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw unreadable(path, errno) }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    guard isReadable(descriptor) else {
      throw mistake(path, "is a pipe into which no program writes; name a file")
    }
    let read: Data?
    do {
      read = try handle.read(upToCount: longest + 1)
    } catch {
      throw unreadable(path, errno)
    }
    return try text([UInt8](read ?? Data()), path)
  }

  /// Waits for a pipe's first bytes, for a moment.
  private static func isReadable(_ descriptor: Int32) -> Bool {
    guard FileStatus(descriptor: descriptor)?.kind == .stream else { return true }
    var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    // SAFETY: one structure, which poll(2) fills within the call.
    guard unsafe poll(&ready, 1, 3000) > 0 else { return false }
    return fcntl(descriptor, F_SETFL, 0) == 0
  }

  private static func unreadable(_ path: String, _ number: Int32) -> ConfigurationMistake {
    switch number {
    case ENOENT:
      mistake(path, "no such file; `deadmill setup --config \(path)` writes one, see deadmill.yaml(5)")
    case EACCES, EPERM:
      mistake(path, "cannot be read: no permission; run this with sudo, or fix its permissions")
    default: mistake(path, "cannot be read (\(SystemReason.text(number))); name another file")
    }
  }

  /// The text of bytes.
  static func text(_ bytes: [UInt8], _ path: String) throws(ConfigurationMistake) -> String {
    guard bytes.count <= longest else {
      throw mistake(
        path, "is longer than \(longest / 1024) kB, so it is no configuration; name the right file")
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw mistake(path, "is UTF-16 text (\"Unicode\" in some editors); save it as UTF-8")
    }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      if line.contains(0) {
        throw mistake(path, number, "has a NUL byte, so it is no text file; name the right file")
      }
      if line.count > longestLine {
        throw mistake(path, number, "is \(line.count) bytes long; no value is as long as that")
      }
      if String(validating: line, as: UTF8.self) == nil {
        throw mistake(
          path, number, "is not UTF-8 (perhaps an umlaut that was saved as Latin-1); save the file as UTF-8")
      }
    }
    let text = String(decoding: bytes, as: UTF8.self)
    guard nesting(text) <= deepest else {
      throw mistake(
        path, "has brackets in brackets, more than \(deepest) deep; no configuration is like that")
    }
    return text
  }

  /// How deeply brackets are nested at most, and how many list marks there are on a line: a parser calls itself for each.
  private static func nesting(_ text: String) -> Int {
    var depth = 0
    var most = 0
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
      var marks = 0
      for byte in line {
        switch byte {
        case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
        case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"): marks += 1
        case UInt8(ascii: "#"): marks -= line.count
        default: break
        }
        most = max(most, depth, marks > 500 ? deepest + 1 : 0)
      }
    }
    return most
  }

  private static func mistake(_ path: String, _ text: String) -> ConfigurationMistake {
    ConfigurationMistake(source: path, text: text)
  }

  private static func mistake(_ path: String, _ index: Int, _ text: String) -> ConfigurationMistake {
    ConfigurationMistake(source: path, line: index + 1, text: text)
  }
}
