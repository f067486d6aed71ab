// SPDX-License-Identifier: Apache-2.0
//
// Owns: the `.edges` text format. Must not know: where edges come from or go to.
//
//     # deadmill-edges: 1
//     # machine: Treadmill 3
//     1000000000 0 F 1
//
// Header lines are `# key: value`, anywhere in the file; unknown keys are ignored. Then one edge per line:
// nanoseconds of CLOCK_MONOTONIC, sensor line (0 or 1), R or F, and the kernel's sequence number if known.

import Foundation
import Pulses

/// Reads and writes `.edges` files.
package enum EdgesFile {
  package static let version = 1

  /// The text of a recording.
  package static func text(_ recording: Recording) -> String {
    recording.edges.reduce(into: text(recording.header)) { $0 += line($1) }
  }

  /// A header as lines.
  static func text(_ header: RecordingHeader) -> String {
    var text = "# deadmill-edges: \(version)\n"
    func add(_ key: String, _ value: String?) {
      guard let value else { return }
      let line = value.split(whereSeparator: \.isNewline).joined(separator: " ")
      text += "# \(key): \(line)\n"
    }
    add("machine", header.machine)
    add("sensor", header.sensor)
    add("date", header.date)
    add("remark", header.remark)
    add("circumference-m", header.circumferenceM.map { "\($0)" })
    add("magnets", header.magnets.map { "\($0)" })
    add("start-ns", header.startNs.map { "\($0)" })
    add("end-ns", header.endNs.map { "\($0)" })
    return text
  }

  /// An edge as one line, including the line break.
  static func line(_ edge: Edge) -> String {
    let number = edge.sequence > 0 ? " \(edge.sequence)" : ""
    return "\(edge.timestampNs) \(edge.line) \(edge.transition == .falling ? "F" : "R")\(number)\n"
  }

  /// Writes a recording atomically: the file is complete or not there.
  package static func write(_ recording: Recording, to path: String) throws(RecordingError) {
    do {
      try Data(text(recording).utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw RecordingError(path: path, problem: .unwritable(error.localizedDescription))
    }
  }

  /// Reads a file.
  package static func read(_ path: String) throws(RecordingError) -> Recording {
    try parse(try RecordingText.load(path), path: path)
  }

  /// Parses text; `path` is named in errors.
  package static func parse(_ text: String, path: String) throws(RecordingError) -> Recording {
    var recording = Recording(edges: [])
    var number = 0
    var lastNs = Int64.min
    for line in RecordingText.lines(text) {
      number += 1
      let isCut = !text.hasSuffix("\n") && line.endIndex == text.endIndex
      if line.hasPrefix("#") {
        try readHeader(line, number, path, &recording.header)
        continue
      }
      if line.allSatisfy(\.isWhitespace) { continue }
      guard !isCut else { throw RecordingError(path: path, line: number, problem: .truncated) }
      guard let edge = edge(line) else {
        throw RecordingError(path: path, line: number, problem: .garbage(String(line.prefix(60))))
      }
      guard edge.timestampNs >= lastNs else {
        throw RecordingError(
          path: path, line: number, problem: .timeWentBack(fromNs: lastNs, toNs: edge.timestampNs))
      }
      lastNs = edge.timestampNs
      recording.edges.append(edge)
    }
    guard !recording.edges.isEmpty else { throw RecordingError(path: path, problem: .empty) }
    return recording
  }

  private static func edge(_ line: Substring) -> Edge? {
    let fields = line.split(separator: " ", omittingEmptySubsequences: true)
    guard fields.count == 3 || fields.count == 4, let timestamp = Int64(fields[0]),
      let index = Int(fields[1]),
      index == 0 || index == 1, fields[2] == "F" || fields[2] == "R"
    else { return nil }
    var sequence: Int64 = 0
    if fields.count == 4 {
      guard let number = Int64(fields[3]), number > 0 else { return nil }
      sequence = number
    }
    return Edge(
      timestampNs: timestamp, sequence: sequence, line: index,
      transition: fields[2] == "F" ? .falling : .rising)
  }

  private static func readHeader(
    _ line: Substring, _ lineNumber: Int, _ path: String, _ header: inout RecordingHeader
  ) throws(RecordingError) {
    let body = line.drop { $0 == "#" || $0 == " " }
    guard let colon = body.firstIndex(of: ":") else { return }
    let key = String(body[..<colon])
    let value = body[body.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    func parsed<Number: LosslessStringConvertible>(_ type: Number.Type, _ isValid: (Number) -> Bool)
      throws(RecordingError) -> Number
    {
      guard let number = Number(value), isValid(number) else {
        throw RecordingError(path: path, line: lineNumber, problem: .badHeader(key: key, value: value))
      }
      return number
    }
    switch key {
    case "deadmill-edges":
      guard value == "\(version)" else {
        throw RecordingError(path: path, line: lineNumber, problem: .unknownVersion(value))
      }
    case "machine": header.machine = value
    case "sensor": header.sensor = value
    case "date": header.date = value
    case "remark": header.remark = value
    case "circumference-m":
      header.circumferenceM = try parsed(Double.self) { MagnetWheel.circumferenceRangeM.contains($0) }
    case "magnets": header.magnets = try parsed(Int.self) { (1...MagnetWheel.maxMagnets).contains($0) }
    case "start-ns": header.startNs = try parsed(Int64.self) { _ in true }
    case "end-ns": header.endNs = try parsed(Int64.self) { _ in true }
    default: break
    }
  }
}
