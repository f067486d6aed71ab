// SPDX-License-Identifier: Apache-2.0
//
// Owns: a bouncing contact, at closing or at opening. Must not know: why it closes.

import Foundation

/// A contact that closes or opens several times: a train of bounces with a random length for each pass.
package struct ContactBounce: Sendable, Equatable {
  package enum Moment: Sendable, Equatable {
    case closing, opening
  }

  package var moment: Moment
  /// Share of the passes that bounce.
  package var share = 1.0
  /// How often the contact reopens (at closing) or closes again (at opening).
  package var times = 1...3
  /// Seconds from the first change of level to the last one: uniformly distributed on a logarithmic scale.
  package var lengthS: ClosedRange<Double>
  /// Longest train as a share of the time for which the contact is closed (at closing) or open (at opening): a train
  /// that lasts until the next magnet is indistinguishable from it.
  package var longestShare = 0.6

  package init(_ moment: Moment, share: Double = 1, lengthS: ClosedRange<Double> = Self.shortS) {
    self.moment = moment
    self.share = share
    self.lengthS = lengthS
  }

  /// A healthy reed contact.
  package static let shortS = 0.00005...0.0003
  /// A worn reed contact.
  package static let longS = 0.003...0.025

  func act(on world: inout SensorWorld, _ random: inout Random) {
    let closed = world.line.closed
    var changed: [Stretch] = []
    for index in closed.indices where random.uniform() < share {
      switch moment {
      case .closing:
        changed += train(in: closed[index], &random)
      case .opening:
        let next = index + 1 < closed.count ? closed[index + 1].fromNs : world.duration.untilNs
        guard closed[index].untilNs < next else { continue }
        changed += train(in: Stretch(fromNs: closed[index].untilNs, untilNs: next), &random)
      }
    }
    switch moment {
    case .closing: world.line.open(changed)
    case .opening: world.line.close(changed)
    }
  }

  /// The bounces within a period that begins with a change of level.
  private func train(in stretch: Stretch, _ random: inout Random) -> [Stretch] {
    guard stretch.fromNs != .min else { return [] }
    let drawnS = lengthS.lowerBound * pow(lengthS.upperBound / lengthS.lowerBound, random.uniform())
    let count = times.lowerBound + Int(random.uniform() * Double(times.count))
    var shares = (0..<max(1, 2 * count)).map { _ in random.uniform() }.sorted()
    shares[shares.count - 1] = 1
    let room = stretch.untilNs == .max ? Double.infinity : longestShare * stretch.durationS
    let lengthNs = min(drawnS, room) * 1e9
    return stride(from: 0, to: shares.count - 1, by: 2).map { index in
      Stretch(
        fromNs: stretch.fromNs + 1 + Int64(shares[index] * lengthNs),
        untilNs: stretch.fromNs + 2 + Int64(shares[index + 1] * lengthNs))
    }
  }
}
