// SPDX-License-Identifier: Apache-2.0
//
// Owns: the levels of a sensor line on a belt that is walked, with a contact's faults, for the tests. Must not know:
// what is found in them.

import Foundation
import Pulses

/// A belt whose steps swing it, and a contact that closes at each magnet.
struct MovingLine {
  var magnets = 4
  var circumferenceM = 0.18
  var speedMps = 0.8
  var seconds = 60.0
  /// Dwell over gap of each magnet; the first one holds for all if it is the only one.
  var dwell = [0.25]
  /// Shares of the passes with a bounce, and the lengths of the bounces, seconds.
  var closing = 0.0
  var opening = 0.0
  var closingS = 0.0001...0.0005
  var openingS = 0.0001...0.0005
  /// Share of the passes that are not seen, and a magnet that never is.
  var missed = 0.0
  var without: Int?
  /// Whether the line is at the magnet's level while no magnet is there.
  var isReversed = false
  /// Whether both transitions are recorded.
  var hasBoth = true
  var seed: UInt64 = 1

  /// Edges with numbers, the magnet's level low.
  func edges() -> [Edge] {
    var random = SeededNumbers(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
    var changes: [(seconds: Double, isOn: Bool)] = []
    let arcM = circumferenceM / Double(magnets)
    var travelM = 0.0
    var next = 0
    var leaving: [Double] = []
    let stepS = 0.0002
    for step in 0..<Int(seconds / stepS) {
      let timeS = Double(step) * stepS
      let newM = travelM + speed(timeS) * stepS
      while Double(next) * arcM <= newM {
        let at = timeS + (Double(next) * arcM - travelM) / max(1e-9, newM - travelM) * stepS
        let isSeen = random.next() >= missed && without != next % magnets
        if isSeen {
          changes.append((at, true))
          if random.next() < closing { bounce(&changes, at, closingS, settlesOn: true, &random) }
          leaving.append((Double(next) + dwell[next % dwell.count]) * arcM)
        }
        next += 1
      }
      while let leaveM = leaving.first, leaveM <= newM {
        leaving.removeFirst()
        let at = timeS + (leaveM - travelM) / max(1e-9, newM - travelM) * stepS
        changes.append((at, false))
        if random.next() < opening { bounce(&changes, at, openingS, settlesOn: false, &random) }
      }
      travelM = newM
    }
    return recorded(changes.sorted { $0.seconds < $1.seconds })
  }

  /// Steps, a slow wander, a start and a stop.
  private func speed(_ timeS: Double) -> Double {
    let steps = 1.6 * 2 * Double.pi
    let swing = 0.08 * sin(steps * timeS) + 0.03 * sin(2 * steps * timeS + 1)
    let wander = 0.03 * sin(0.9 * timeS) + 0.02 * sin(0.37 * timeS + 2)
    return speedMps * min(1, timeS) * min(1, max(0, seconds - timeS)) * (1 + swing + wander)
  }

  private func bounce(
    _ changes: inout [(seconds: Double, isOn: Bool)], _ at: Double, _ lengthS: ClosedRange<Double>,
    settlesOn: Bool,
    _ random: inout SeededNumbers
  ) {
    let length = lengthS.lowerBound + random.next() * (lengthS.upperBound - lengthS.lowerBound)
    changes.append((at + length * (0.2 + 0.3 * random.next()), !settlesOn))
    changes.append((at + length, settlesOn))
  }

  private func recorded(_ changes: [(seconds: Double, isOn: Bool)]) -> [Edge] {
    var edges: [Edge] = []
    var wasOn: Bool?
    for change in changes where change.isOn != wasOn {
      wasOn = change.isOn
      let isLow = change.isOn != isReversed
      guard hasBoth || isLow else { continue }
      edges.append(
        Edge(
          timestampNs: 5_000_000_000 + Int64(change.seconds * 1e9), sequence: Int64(edges.count + 1),
          transition: isLow ? .falling : .rising))
    }
    return edges
  }
}

/// xorshift, from 0 to 1.
struct SeededNumbers {
  var state: UInt64

  mutating func next() -> Double {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Double(state >> 11) / 9_007_199_254_740_992
  }

  /// About a normal distribution's.
  mutating func spread() -> Double { (0..<6).reduce(-3.0) { sum, _ in sum + next() } / 0.7071 }
}
