// SPDX-License-Identifier: Apache-2.0

import Foundation
import Pulses
import Testing

@testable import SetLog

/// xorshift, enough to make bytes and timestamps.
private struct Noise {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}

@Test("what is packed comes out the same, whatever the edges", arguments: 1...40 as ClosedRange<UInt64>)
func roundTrip(seed: UInt64) throws {
  var noise = Noise(state: seed &* 0x9E37_79B9_7F4A_7C15)
  var edges: [Edge] = []
  for _ in 0..<(noise.next() % 400) {
    let wild = noise.next() % 10 == 0
    let timestamp = wild ? Int64(bitPattern: noise.next()) : Int64(edges.count) * 50_000_000
    let sequence = noise.next() % 5 == 0 ? Int64(bitPattern: noise.next() >> 1) : Int64(edges.count + 1)
    edges.append(
      Edge(
        timestampNs: timestamp, sequence: sequence, line: Int(noise.next() % 2),
        transition: noise.next() % 3 == 0 ? .rising : .falling))
  }
  #expect(try RawPulses.unpack(RawPulses.pack(edges)) == edges, "seed \(seed)")
}

@Test("the extremes of time survive")
func extremes() throws {
  let edges = [Int64.min, .max, 0, .min, -1, 1].map { Edge(timestampNs: $0, sequence: .max) }
  #expect(try RawPulses.unpack(RawPulses.pack(edges)) == edges)
  #expect(try RawPulses.unpack(RawPulses.pack([])) == [])
}

@Test("every flipped bit is noticed", arguments: [1, 2])
func flippedBits(transitions: Int) throws {
  let edges = (0..<20).map { index in
    Edge(
      timestampNs: Int64(index) * 57_000_123, sequence: Int64(index) + 1,
      transition: index % transitions == 0 ? .falling : .rising)
  }
  let packed = RawPulses.pack(edges)
  for bit in 0..<(packed.count * 8) {
    var damaged = packed
    damaged[bit / 8] ^= 1 << (bit % 8)
    #expect(throws: RawPulsesError.self) { try RawPulses.unpack(damaged) }
  }
}

@Test("cut off anywhere it is refused")
func cutOff() {
  let packed = RawPulses.pack((0..<20).map { Edge(timestampNs: Int64($0) * 57_000_123) })
  for length in 0..<packed.count {
    #expect(throws: RawPulsesError.self) { try RawPulses.unpack(Array(packed.prefix(length))) }
  }
}

@Test("random bytes are refused and never trap", arguments: 1...20 as ClosedRange<UInt64>)
func randomBytes(seed: UInt64) {
  var noise = Noise(state: seed &* 0xD129_0D3B_4C91_7A3D)
  for _ in 0..<500 {
    var bytes = (0..<(noise.next() % 64)).map { _ in UInt8(truncatingIfNeeded: noise.next()) }
    if !bytes.isEmpty { bytes[0] = UInt8(1 + noise.next() % 2) }
    #expect(throws: RawPulsesError.self, "seed \(seed)") { try RawPulses.unpack(bytes) }
  }
}

@Test(
  "random bytes under a right checksum are refused or read, and never trap",
  arguments: 1...20 as ClosedRange<UInt64>)
func randomBodies(seed: UInt64) {
  var noise = Noise(state: seed &* 0xD129_0D3B_4C91_7A3D)
  for _ in 0..<500 {
    var writer = ByteWriter()
    writer.put(byte: 1)
    writer.put(byte: UInt8(truncatingIfNeeded: noise.next() % 20))
    for _ in 0..<(noise.next() % 64) {
      writer.put(byte: UInt8(truncatingIfNeeded: noise.next() >> (noise.next() % 9)))
    }
    writer.put(checksum: CRC32.of(writer.bytes[...]))
    if let edges = try? RawPulses.unpack(writer.bytes) {
      #expect(edges.count <= 8 * writer.bytes.count, "seed \(seed)")
    }
  }
}

@Test("live stamps are rounded to the nearest step, also before zero and at the ends of time")
func rounding() {
  let step = RawPulses.liveStepNs
  for timestamp in -1000...1000 as ClosedRange<Int64> {
    let rounded = RawPulses.rounded(timestamp)
    #expect(rounded % step == 0 && abs(rounded - timestamp) <= step / 2)
  }
  #expect(RawPulses.rounded(.max) == .max && RawPulses.rounded(.min) == .min)
}

@Test("stamps of a coarse clock, even magnets and both edges need few bytes")
func sizes() throws {
  var noise = Noise(state: 7)
  func bytesAnEdge(_ edges: [Edge]) throws -> Double {
    let packed = RawPulses.pack(edges)
    #expect(try RawPulses.unpack(packed) == edges)
    return Double(packed.count) / Double(edges.count)
  }
  // A gap of 50 ms that scatters by 2 ms, in steps of a live timestamp: 14 bits of chance and what telling their number
  // costs.
  let walking = (0..<2000).map { index in
    let timestamp = Int64(index) * 50_000_000 + Int64(noise.next() % 2_000_000)
    return Edge(timestampNs: RawPulses.rounded(timestamp), sequence: Int64(index) + 1)
  }
  #expect(try bytesAnEdge(walking) < 2.3)
  // Three magnets at 1:2:4 that turn evenly: only the lag makes them cheap.
  let positions: [Int64] = [0, 100_000_000, 300_000_000]
  let uneven = (0..<2000).map { index in
    let timestamp = Int64(index / 3) * 700_000_000 + positions[index % 3]
    return Edge(timestampNs: timestamp, sequence: Int64(index) + 1)
  }
  #expect(try bytesAnEdge(uneven) < 0.4)
  let both = (0..<2000).map { index in
    let timestamp = Int64(index / 2) * 60_000_000 + Int64(index % 2) * 9_000_000
    return Edge(
      timestampNs: timestamp, sequence: Int64(index) + 1, transition: index % 2 == 0 ? .falling : .rising)
  }
  #expect(try bytesAnEdge(both) < 0.4)
}

/// A folder of recordings of real machines, one interval in seconds a line; not to be committed.
private let recordings = ProcessInfo.processInfo.environment["DEADMILL_RECORDINGS"]

@Test(
  "recordings of real machines need at most three bytes a pulse",
  .enabled(if: recordings != nil, "DEADMILL_RECORDINGS names no folder"))
func sizesOfRecordings() throws {
  let folder = try #require(recordings)
  let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".csv") }
  #expect(!names.isEmpty)
  for name in names.sorted() {
    let text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
    var stampNs: Int64 = 0
    let edges = text.split(separator: "\n").dropFirst().compactMap { Double($0) }.enumerated().map {
      index, gapS in
      stampNs += Int64((gapS * 1e9).rounded())
      return Edge(timestampNs: RawPulses.rounded(stampNs), sequence: Int64(index) + 1)
    }
    let packed = RawPulses.pack(edges)
    #expect(try RawPulses.unpack(packed) == edges)
    let bytes = Double(packed.count) / Double(edges.count)
    FileHandle.standardOutput.write(Data("\(name): \(edges.count) pulses, \(bytes) bytes each\n".utf8))
    #expect(bytes <= 3)
  }
}
