// SPDX-License-Identifier: Apache-2.0
//
// Owns: what is wrong with a simulated sensor, put together. Must not know: how each fault works.

/// What a sensor does wrong: how its magnets and switch are built, and what happens to its line besides.
package struct SensorFaults: Sendable, Equatable {
  /// Standard deviation of a magnet's place, as a share of the turn.
  package var placement = 0.003
  /// Standard deviation of a timestamp, seconds.
  package var jitterS = 20e-6
  /// Probability that a pulse bounces at closing: one to three more arrivals within 0.1 to 1.2 ms.
  package var bounce = 0.0
  /// Probability that a magnet passes unseen.
  package var miss = 0.0
  /// Over how much of each arc a magnet holds the switch.
  package var dwell = MagnetDwell.standard
  /// Belt travel between the place where the switch closes and the place where it opens on the way back, metres.
  package var hysteresisM = 0.0
  /// Whether a magnet makes the lines rise, as an inverted sensor does: the other way round than the profile says.
  package var isInverted = false
  /// What happens to the first line, one after the other.
  package var line: [LineFault] = []

  package init() {}
}

/// A fault on the line of a sensor. Each acts on what the ones before it left.
package enum LineFault: Sendable, Equatable {
  case bounce(ContactBounce)
  case secondClosing(SecondClosing)
  case hum(MainsHum)
  case bursts(NoiseBursts)
  case chatter(ParkedChatter)
  case loosePlug(LoosePlug)

  /// Does to the line what the fault does.
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

/// What a fault can see and change: the line, and what the belt did.
struct SensorWorld {
  var line: LineTrace
  /// The whole recording.
  let duration: Stretch
  /// When the belt was at rest, in order.
  let standing: [Stretch]
  /// When the line showed what no magnet did.
  var disturbances: [Disturbance] = []
}

/// A stretch of time in which the sensor's line showed what is nobody's walk.
package struct Disturbance: Sendable, Equatable {
  package enum Kind: String, Sendable, Equatable {
    case hum, bursts, chatter
    /// The sensor was cut off: magnets that passed were not seen.
    case loosePlug
    /// The walker stood on the belt and shifted the weight.
    case rocking
  }

  package var kind: Kind
  package var stretch: Stretch

  package init(_ kind: Kind, _ stretch: Stretch) {
    self.kind = kind
    self.stretch = stretch
  }
}
