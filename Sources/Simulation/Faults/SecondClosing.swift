// SPDX-License-Identifier: Apache-2.0
//
// Owns: a magnet that closes the switch twice. Must not know: bounce, speed.

/// A magnet that closes the switch twice, at positions of the wheel and not after fixed times: it passes along a
/// reed's tube, an omnipolar switch responds to the field between two magnets, the edge of a slot reflects.
package struct SecondClosing: Sendable, Equatable {
  /// Share of the passes.
  package var share: Double
  /// Where the second closing begins, as a share of the arc from this magnet to the next.
  package var position: ClosedRange<Double>
  /// How long the switch is closed, and open before it, as shares of that arc.
  package var closedShare = 0.04
  package var openShare = 0.03

  package init(share: Double, position: ClosedRange<Double> = 0.25...0.45) {
    self.share = share
    self.position = position
  }

  /// Longer gaps are rests, not passes, seconds.
  private static let longestGapS = 2.0

  func act(on world: inout SensorWorld, _ random: inout Random) {
    var openings: [Stretch] = []
    var closings: [Stretch] = []
    for (pass, next) in zip(world.line.closed, world.line.closed.dropFirst()) where random.uniform() < share {
      guard pass.fromNs != .min else { continue }
      let gap = Stretch(fromNs: pass.fromNs, untilNs: next.fromNs)
      guard gap.durationS < Self.longestGapS else { continue }
      let at = random.uniform(position)
      func timeNs(_ share: Double) -> Int64 { gap.fromNs + Int64(share * Double(gap.untilNs - gap.fromNs)) }
      openings.append(Stretch(fromNs: timeNs(at - openShare), untilNs: timeNs(at)))
      closings.append(Stretch(fromNs: timeNs(at), untilNs: timeNs(at + closedShare)))
    }
    world.line.open(openings)
    world.line.close(closings)
  }
}
