// SPDX-License-Identifier: Apache-2.0
//
// Owns: bursts of noise on a sensor line. Must not know: magnets.

/// Repeated short bursts on the line: a starting compressor, a dimmer, a motor.
package struct NoiseBursts: Sendable, Equatable {
  /// When, in seconds from the scenario's beginning.
  package var fromS: Double
  package var durationS: Double
  /// Seconds from the beginning of a burst to that of the next one.
  package var everyS: Double
  /// Closings of the line in a burst.
  package var count: Int
  /// Seconds from one closing to the next, plus uniform jitter.
  package var spacingS: Double
  package var spacingJitterS: Double
  /// How long the line is closed each time, seconds.
  package var lengthS = 0.0005...0.003

  package init(
    fromS: Double, durationS: Double, everyS: Double, count: Int, spacingS: Double, spacingJitterS: Double
  ) {
    self.fromS = fromS
    self.durationS = durationS
    self.everyS = everyS
    self.count = count
    self.spacingS = spacingS
    self.spacingJitterS = spacingJitterS
  }

  /// A compressor nearby: six edges within 60 ms.
  package static func compressor(fromS: Double, durationS: Double, everyS: Double = 240) -> NoiseBursts {
    NoiseBursts(
      fromS: fromS, durationS: durationS, everyS: everyS, count: 6, spacingS: 0.010, spacingJitterS: 0.004)
  }

  /// A dimmer in use: a second at twice the mains' frequency.
  package static func dimmer(fromS: Double, durationS: Double, everyS: Double = 5) -> NoiseBursts {
    NoiseBursts(
      fromS: fromS, durationS: durationS, everyS: everyS, count: 100, spacingS: 0.010, spacingJitterS: 0.0001)
  }

  func act(on world: inout SensorWorld, _ random: inout Random) {
    guard everyS > 0, durationS > 0 else { return }
    var closings: [Stretch] = []
    for burst in 0..<Int((durationS / everyS).rounded(.up)) {
      let atS = fromS + Double(burst) * everyS
      for index in 0..<max(0, count) {
        let closesS = atS + Double(index) * spacingS + spacingJitterS * random.uniform()
        closings.append(Stretch(fromS: closesS, untilS: closesS + random.uniform(lengthS)))
      }
      let endS = atS + Double(count) * spacingS + spacingJitterS + lengthS.upperBound
      world.disturbances.append(Disturbance(.bursts, Stretch(fromS: atS, untilS: endS)))
    }
    world.line.close(closings)
  }
}
