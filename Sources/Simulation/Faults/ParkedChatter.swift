// SPDX-License-Identifier: Apache-2.0
//
// Owns: a magnet parked at the switching point that chatters. Must not know: walkers.

/// A magnet parked at the switching point: while the belt is at rest, vibrations of the floor flip the switch at
/// random.
package struct ParkedChatter: Sendable, Equatable {
  /// When it may, in seconds from the scenario's beginning.
  package var fromS = 0.0
  package var durationS = Double.infinity
  /// Seconds from one flip to the next: 3 to 12 per second.
  package var gapS = (1.0 / 12)...(1.0 / 3)
  /// Seconds until the line is back at its level.
  package var flipS = 0.002...0.03
  /// Seconds from the belt's stop to the beginning of the chatter.
  package var afterS = 0.5

  package init() {}

  func act(on world: inout SensorWorld, _ random: inout Random) {
    var closings: [Stretch] = []
    var openings: [Stretch] = []
    let untilS = durationS.isFinite ? fromS + durationS : SimulatedRun.seconds(world.duration.untilNs)
    let asked = Stretch(fromS: fromS, untilS: untilS)
    for rest in world.standing {
      guard let stretch = rest.overlap(asked) else { continue }
      let restEndS = SimulatedRun.seconds(stretch.untilNs)
      var atS = SimulatedRun.seconds(stretch.fromNs) + afterS
      var last: Stretch?
      var firstNs: Int64?
      while true {
        atS += random.uniform(gapS)
        let flip = Stretch(fromS: atS, untilS: atS + random.uniform(flipS))
        guard SimulatedRun.seconds(flip.untilNs) < restEndS else { break }
        if world.line.isClosed(atNs: flip.fromNs) { openings.append(flip) } else { closings.append(flip) }
        firstNs = firstNs ?? flip.fromNs
        last = flip
      }
      if let firstNs, let last {
        world.disturbances.append(
          Disturbance(.chatter, Stretch(fromNs: firstNs, untilNs: last.untilNs + 1)))
      }
    }
    world.line.open(openings)
    world.line.close(closings)
  }
}
