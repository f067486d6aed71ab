// SPDX-License-Identifier: Apache-2.0
//
// Owns: raw edges of both transitions of a machine's line, for a while. Must not know: what they are good for.

import Hardware
import LiveFeed
import Motion
import Pulses
import Settings

/// Listens to a line, or to a daemon that holds it.
package enum EdgeListener {
  /// Edges that came within some seconds from a line that no other program holds; ends early when `isEnough` says so.
  package static func listen(
    _ machine: Configuration, seconds: Double, isEnough: (Int) -> Bool = { _ in false }
  )
    throws(HardwareError) -> [Edge]
  {
    try listen(.line(machine.gpio), seconds: seconds, isEnough: isEnough)
  }

  /// Edges that a source gives within some seconds of its own clock; ends early when it does, or `isEnough` says so.
  package static func listen(
    _ input: BeltInput, seconds: Double, isEnough: (Int) -> Bool = { _ in false }
  ) throws(HardwareError) -> [Edge] {
    let opener = try SourceOpener()
    var source = try opener.open(input)
    var timeNs = source.startNs
    let endNs = timeNs + Nanoseconds(seconds: seconds).count
    var edges: [Edge] = []
    while timeNs < endNs, !isEnough(edges.count) {
      let lookNs = input.isLive ? MonotonicClock.nowNs : timeNs
      let status = try source.next(untilNs: min(endNs, lookNs + 100_000_000)) { batch in
        for index in 0..<batch.count { edges.append(batch[index]) }
      }
      switch status {
      case .quiet(let untilNs): timeNs = input.isLive ? MonotonicClock.nowNs : max(timeNs, untilNs)
      case .ended: return edges
      }
    }
    return edges
  }

  /// Edges that came within some seconds from a running daemon, which keeps its line.
  package static func listen(to path: String, machine: String, seconds: Double) throws -> [Edge] {
    var feed = try FeedEdges.ask(try FeedClient.connect(to: path), machine: machine)
    let end = ContinuousClock.now + .seconds(seconds)
    var edges: [Edge] = []
    while ContinuousClock.now < end {
      switch try feed.next(milliseconds: 100) {
      case .edges(let more, _): edges += more
      case .over: return edges
      case .time, .none: continue
      }
    }
    return edges
  }
}
