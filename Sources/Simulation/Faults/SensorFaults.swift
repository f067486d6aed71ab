// SPDX-License-Identifier: Apache-2.0
//
// Owns: the faults of a simulated sensor, combined. Must not know: how each fault works.

/// The faults of a sensor: how its magnets and switch are built, and what happens to its line.
package struct SensorFaults: Sendable, Equatable {
  /// Standard deviation of a magnet's position, as a share of the turn.
  package var placement = 0.003
  /// Standard deviation of a timestamp, seconds.
  package var jitterS = 20e-6
  /// Probability that a pulse bounces at closing: one to three more arrivals within 0.1 to 1.2 ms.
  package var bounce = 0.0
  /// Probability that a magnet is missed.
  package var miss = 0.0
  /// The part of each arc for which a magnet holds the switch.
  package var dwell = MagnetDwell.standard
  /// Belt travel between the position where the switch closes and the one where it opens on the return, metres.
  package var hysteresisM = 0.0
  /// Whether a magnet makes the lines rise, as with an inverted sensor: the opposite of the profile.
  package var isInverted = false
  /// Faults of the first line, in order.
  package var line: [LineFault] = []

  package init() {}
}

/// A fault on the line of a sensor. Each acts on the result of the ones before.
package enum LineFault: Sendable, Equatable {
  case bounce(ContactBounce)
  case secondClosing(SecondClosing)
  case hum(MainsHum)
  case bursts(NoiseBursts)
  case chatter(ParkedChatter)
  case loosePlug(LoosePlug)

  /// Applies the fault to the line.
  func act(on world: inout SensorWorld, _ random: inout Random) {
    switch self {
    case .bounce(let fault): fault.act(on: &world, &random)
    case .secondClosing(let fault): fault.act(on: &world, &random)
    case .hum(let fault): fault.act(on: &world, &random)
    case .bursts(let fault): fault.act(on: &world, &random)
    case .chatter(let fault): fault.act(on: &world, &random)
    case .loosePlug(let fault): fault.act(on: &world, &random)
    }
  }
}

/// What a fault can see and change: the line, and the motion of the belt.
struct SensorWorld {
  var line: LineTrace
  /// The whole recording.
  let duration: Stretch
  /// When the belt was at rest, in order.
  let standing: [Stretch]
  /// When the line showed something other than magnets.
  var disturbances: [Disturbance] = []
}

/// A period in which the sensor's line did not show a walk.
package struct Disturbance: Sendable, Equatable {
  package enum Kind: String, Sendable, Equatable {
    case hum, bursts, chatter
    /// The sensor was disconnected: magnets that passed were missed.
    case loosePlug
    /// The walker stood on the belt, shifting their weight.
    case rocking
  }

  package var kind: Kind
  package var stretch: Stretch

  package init(_ kind: Kind, _ stretch: Stretch) {
    self.kind = kind
    self.stretch = stretch
  }
}
