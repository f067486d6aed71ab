// SPDX-License-Identifier: Apache-2.0
//
// Owns: mains hum on a sensor line. Must not know: magnets.

/// Mains hum on the cable: the line closes once per period for a while, whatever the belt does.
package struct MainsHum: Sendable, Equatable {
  /// When, in seconds from the scenario's beginning.
  package var fromS: Double
  package var durationS: Double
  /// Closings per second: 50 or 60, their multiples (rectifiers) and their fractions (a line that does not follow
  /// each wave).
  package var frequencyHz: Double
  /// Standard deviation of each change of level, seconds.
  package var jitterS = 1e-4
  /// Share of a period for which the line is closed.
  package var duty = 0.5

  package init(fromS: Double, durationS: Double, frequencyHz: Double = 50) {
    self.fromS = fromS
    self.durationS = durationS
    self.frequencyHz = frequencyHz
  }

  func act(on world: inout SensorWorld, _ random: inout Random) {
    guard frequencyHz > 0, durationS > 0 else { return }
    let periodS = 1 / frequencyHz
    let phaseS = periodS * random.uniform()
    var waves: [Stretch] = []
    for index in 0..<Int(durationS * frequencyHz) {
      let atS = fromS + phaseS + Double(index) * periodS
      // Jitter must not reorder waves.
      let limitS = 0.2 * periodS
      func jittered() -> Double { min(limitS, max(-limitS, jitterS * random.gaussian())) }
      let closesS = atS + jittered()
      waves.append(Stretch(fromS: closesS, untilS: max(closesS + 1e-6, atS + duty * periodS + jittered())))
    }
    world.line.close(waves)
    guard let first = waves.first, let last = waves.last else { return }
    world.disturbances.append(
      Disturbance(.hum, Stretch(fromNs: first.fromNs, untilNs: last.untilNs + 1)))
  }
}
