// SPDX-License-Identifier: Apache-2.0
//
// Owns: a plug that loses contact. Must not know: magnets.

/// A plug that loses contact for some time: the pull-up holds the line open, and the contact crackles at both ends.
package struct LoosePlug: Sendable, Equatable {
  /// Mean seconds from one loss of contact to the next.
  package var everyS: Double
  /// How long the contact is lost, seconds.
  package var outageS: ClosedRange<Double>
  /// Closings of the line at either end.
  package var crackles = 2...8
  /// For how long the contact crackles, seconds.
  package var crackleS = 0.05
  /// How long the line is closed each time, seconds.
  package var closingS = 0.00005...0.003

  package init(everyS: Double, outageS: ClosedRange<Double> = 0.1...2) {
    self.everyS = everyS
    self.outageS = outageS
  }

  func act(on world: inout SensorWorld, _ random: inout Random) {
    guard everyS > 0 else { return }
    let endS = SimulatedRun.seconds(world.duration.untilNs)
    var outages: [Stretch] = []
    var crackling: [Stretch] = []
    var atS = everyS * random.uniform(0.5...1.5)
    while atS < endS {
      let untilS = atS + random.uniform(outageS)
      outages.append(Stretch(fromS: atS, untilS: untilS))
      for edgeS in [atS, untilS] {
        let count = crackles.lowerBound + Int(random.uniform() * Double(crackles.count))
        for _ in 0..<count {
          let closesS = edgeS + crackleS * (random.uniform() - 0.5)
          crackling.append(Stretch(fromS: closesS, untilS: closesS + random.uniform(closingS)))
        }
      }
      let longS = 0.5 * crackleS + closingS.upperBound
      world.disturbances.append(
        Disturbance(.loosePlug, Stretch(fromS: atS - 0.5 * crackleS, untilS: untilS + longS)))
      atS = untilS + everyS * random.uniform(0.5...1.5)
    }
    world.line.open(outages)
    world.line.close(crackling)
  }
}
