// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether a line changes faster than any disc of slots makes it. Must not know: chips, what edges mean.

import Pulses

/// Recognises a flooded line by the rate of its edges.
///
/// A disc of 64 slots in a sprint makes 8,000 edges per second. The limit allows for those and for a full kernel buffer
/// that a late thread finds at once, so that only a rate that lasts is a flood.
package struct FloodGuard: Sendable {
  /// The kernel keeps at most this many edges of one request.
  package static let kernelBuffer = 1024
  /// Edges per second that a sensor may make, with room above 8,000.
  package static let mostEdgesPerS = 10_000
  package static let windowNs: Int64 = 500_000_000
  package static let mostInWindow = kernelBuffer + mostEdgesPerS / 2
  /// A flood is over after this many looks in a row without one.
  package static let calmLooks = 10
  /// Fewer edges than this in one look say nothing about a rate.
  private static let leastJudged = 16

  package private(set) var isFlooded = false
  private var windowBeginsNs: Int64 = .min
  private var count = 0
  private var calm = 0

  package init() {}

  /// Edges that were read while the line was not flooded.
  package mutating func read(count more: Int, firstNs: Int64, lastNs: Int64) {
    guard more > 0 else { return }
    let span = Nanoseconds(from: windowBeginsNs, to: lastNs)
    if span.count < 0 || span.count >= Self.windowNs {
      windowBeginsNs = firstNs
      count = 0
    }
    count += more
    guard count > Self.mostInWindow else { return }
    isFlooded = true
    count = 0
    calm = 0
  }

  /// One look at a flooded line: everything that the kernel held.
  /// - Returns: whether these edges come slowly enough to be a sensor's.
  package mutating func look(count: Int, firstNs: Int64, lastNs: Int64) -> Bool {
    let span = Nanoseconds(from: firstNs, to: lastNs)
    let isFast =
      count >= Self.leastJudged
      && (span == .longest || span.count <= 0
        || Double(count - 1) / span.seconds > Double(Self.mostEdgesPerS))
    calm = isFast ? 0 : calm + 1
    if calm >= Self.calmLooks {
      isFlooded = false
      windowBeginsNs = .min
    }
    return !isFast
  }
}
