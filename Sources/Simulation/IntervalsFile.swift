// SPDX-License-Identifier: Apache-2.0
//
// Owns: plain text with one interval in seconds per line, as written by other pulse loggers. Must not know: stages.

import Foundation
import Pulses

/// Reads interval files. The first interval counts from some earlier event and is dropped: its pulse is time 0.
package enum IntervalsFile {
  package static func read(_ path: String) throws(RecordingError) -> Recording {
    try parse(try RecordingText.load(path), path: path)
  }

  package static func parse(_ text: String, path: String) throws(RecordingError) -> Recording {
    var edges: [Edge] = []
    // Summed in seconds and rounded once per pulse, so that rounding errors do not accumulate.
    var timeS = 0.0
    var number = 0
    for line in RecordingText.lines(text) {
      number += 1
      let field = line.trimmingCharacters(in: .whitespaces)
      if field.isEmpty || field.hasPrefix("#") { continue }
      guard let seconds = Double(field), seconds.isFinite, seconds > 0, timeS + seconds < 9e9 else {
        throw RecordingError(path: path, line: number, problem: .badInterval(String(field.prefix(60))))
      }
      if !edges.isEmpty { timeS += seconds }
      edges.append(Edge(timestampNs: Nanoseconds(roundingSeconds: timeS).count))
    }
    guard !edges.isEmpty else { throw RecordingError(path: path, problem: .empty) }
    return Recording(edges: edges)
  }
}

/// Text of a recording file, whatever its format.
enum RecordingText {
  static func load(_ path: String) throws(RecordingError) -> String {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw RecordingError(path: path, problem: .unreadable(reason(path)))
    }
    guard !data.isEmpty else { throw RecordingError(path: path, problem: .empty) }
    guard let text = String(data: data, encoding: .utf8) else {
      throw RecordingError(path: path, problem: .notUTF8)
    }
    return text
  }

  /// Foundation's own messages differ between releases.
  private static func reason(_ path: String) -> String {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else {
      return "no such file"
    }
    return attributes[.type] as? FileAttributeType == .typeDirectory ? "it is a folder" : "no permission"
  }

  /// Lines without their terminators; a last line without one counts.
  static func lines(_ text: String) -> [Substring] {
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}
