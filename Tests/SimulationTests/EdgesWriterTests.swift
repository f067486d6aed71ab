// SPDX-License-Identifier: Apache-2.0

import Foundation
import Pulses
import Testing

@testable import Simulation

private func temporaryPath() -> String { "/tmp/dm-\(UUID().uuidString.prefix(13)).edges" }

private func header() -> RecordingHeader {
  var header = RecordingHeader()
  header.machine = "Treadmill 3"
  header.circumferenceM = 0.18
  header.magnets = 4
  header.startNs = 500
  return header
}

@Test("a growing file is readable at any time, and its end has the time until which the line was recorded")
func growingFile() throws {
  let path = temporaryPath()
  defer { try? FileManager.default.removeItem(atPath: path) }
  var writer = try EdgesWriter.open(path, overwrites: false)
  try writer.begin(header())
  var edges: [Edge] = []
  for number in 0..<500 as Range<Int64> {
    edges.append(
      Edge(
        timestampNs: 1000 + number * 30_000_000, sequence: number + 1,
        transition: number % 2 == 0 ? .falling : .rising))
    try writer.append([edges[Int(number)]])
    guard number > 0 else { continue }
    // As a kill would leave it: everything except edges that may still be overtaken.
    #expect(try EdgesFile.read(path).edges == Array(edges.prefix(Int(number))))
  }
  try writer.finish(endNs: 99_000_000_000)
  let recording = try EdgesFile.read(path)
  #expect(recording.edges == edges && writer.count == 500)
  #expect(recording.header.endNs == 99_000_000_000 && recording.header.startNs == 500)
  #expect(recording.header.machine == "Treadmill 3" && recording.header.magnets == 4)
}

@Test(
  "overtaking edges of two lines are reordered; one that is too late leaves a valid file"
)
func lateEdges() throws {
  let path = temporaryPath()
  defer { try? FileManager.default.removeItem(atPath: path) }
  var writer = try EdgesWriter.open(path, overwrites: false)
  try writer.begin(header())
  try writer.append([Edge(timestampNs: 2000, sequence: 2, line: 1), Edge(timestampNs: 1000, sequence: 1)])
  try writer.append([Edge(timestampNs: 1_000_000_000, sequence: 4)])
  try writer.append([Edge(timestampNs: 1500, sequence: 3)])
  try writer.remark("two\nlines")
  try writer.finish(endNs: 0)
  let recording = try EdgesFile.read(path)
  #expect(recording.edges.map(\.timestampNs) == [1000, 2000, 1_000_000_000])
  #expect(recording.header.endNs == 1_000_000_000)
}

@Test("an existing file is refused unless it is to be overwritten")
func existingFile() throws {
  let path = temporaryPath()
  defer { try? FileManager.default.removeItem(atPath: path) }
  try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
  #expect(throws: RecordingError(path: path, problem: .exists)) {
    _ = try EdgesWriter.open(path, overwrites: false)
  }
  #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
  var writer = try EdgesWriter.open(path, overwrites: true)
  try writer.begin(header())
  try writer.append([Edge(timestampNs: 1000)])
  try writer.finish(endNs: nil)
  #expect(try EdgesFile.read(path).edges.count == 1)
  #expect(throws: RecordingError.self) { _ = try EdgesWriter.open("/nonexistent/a.edges", overwrites: false) }
  // A device is not replaced.
  var device = try EdgesWriter.open("/dev/null", overwrites: false)
  try device.begin(header())
  try device.finish(endNs: 1)
}
