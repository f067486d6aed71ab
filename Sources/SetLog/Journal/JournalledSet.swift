// SPDX-License-Identifier: Apache-2.0
//
// Owns: a set as its journal has it after the program has ended. Must not know: what is computed from it.

import Foundation
import Pulses

/// A set as its journal has it.
package struct JournalledSet: Sendable, Equatable {
  package var header: JournalHeader
  package var edges: [Edge]
  /// What a heart-rate strap had sent.
  package var heartRate: [HeartRateSample] = []
  /// Nil if the set was still in progress.
  package var end: JournalEnd?
  /// How many stretches of the file could not be read; the rest is here.
  package var damaged: Int
  /// Whether its last block was cut off, as a power cut in the middle of a write leaves it.
  package var isCut: Bool

  /// Reads a journal.
  /// - Returns: nil if it holds no set: the program ended before the first block was on the disk.
  package init?(path: String) throws(SetLogError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .notReadable(path: path, reason: "it cannot be opened")
    }
    let scan = JournalBlock.scan([UInt8](data))
    guard !scan.blocks.isEmpty else {
      guard data.allSatisfy({ $0 == 0 }) else {
        throw .damaged(path: path, reason: "no block of it can be read")
      }
      return nil
    }
    // The newest: a set may have changed its walker.
    guard
      let header = scan.blocks.last(where: { $0.kind == .header && Self.header($0) != nil })
        .flatMap(Self.header)
    else {
      throw .damaged(path: path, reason: "it does not say whose set it is")
    }
    self.header = header
    edges = []
    damaged = scan.damaged
    isCut = scan.isCut
    for block in scan.blocks {
      switch block.kind {
      case .header: break
      case .edges:
        guard let more = try? RawPulses.unpack(block.payload) else {
          damaged += 1
          continue
        }
        edges += more
      case .heartRate:
        guard let more = try? PackedHeartRate.unpack(block.payload) else {
          damaged += 1
          continue
        }
        heartRate += more
      case .end: end = try? JSONDecoder().decode(JournalEnd.self, from: Data(block.payload))
      }
    }
    if let end { edges.removeAll { $0.timestampNs > end.lastPulseNs } }
  }
  private static func header(_ block: JournalBlock) -> JournalHeader? {
    try? JSONDecoder().decode(JournalHeader.self, from: Data(block.payload))
  }
}
