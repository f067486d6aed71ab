// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether a machine's figures can be trusted. Must not know: screens.

/// State of the sensor's side.
package enum SensorState: String, Codable, Sendable, Equatable {
  /// The line is held and edges would be seen.
  case ok
  /// The line is not there yet, is busy, or may not be used.
  case waiting
  /// The line was there and is gone.
  case lost
  /// A simulated belt.
  case simulated
  /// A recording.
  case replay
  /// The simulation or recording is over.
  case ended

  /// A state that a later version knows is shown as no sensor, with the text that comes with it.
  package init(from decoder: any Decoder) throws {
    let name = try decoder.singleValueContainer().decode(String.self)
    self = SensorState(rawValue: name) ?? .waiting
  }
}

/// What became of the edges since the daemon started.
package struct LiveCounters: Codable, Sendable, Equatable {
  package var edges: Int64 = 0
  package var pulses: Int64 = 0
  package var bounces: Int64 = 0
  package var implausible: Int64 = 0
  package var wentBack: Int64 = 0
  package var otherTransition: Int64 = 0
  /// Edges lost in the kernel; nil if the interface does not say.
  package var lostEdges: Int64?
  /// Pulses that the sensor missed, put back into the distance, and pulses left out of it.
  package var missed: Int64?
  package var discarded: Int64?
  /// Edges rejected as bounce after a magnet had left, and because no person can move a belt so soon to the next magnet.
  package var openingBounces: Int64?
  package var impossible: Int64?

  package init() {}
}

/// Whether the figures can be trusted.
package struct LiveHealth: Codable, Sendable, Equatable {
  package var sensor = SensorState.waiting
  /// One line about the sensor.
  package var sensorText = ""
  /// How the line is read, with version.
  package var backend: String?
  package var counters = LiveCounters()
  /// What is wrong with anything but the sensor's line being there, one line: the first of `alerts`.
  package var summary: String?
  /// Everything that is wrong, the worst first.
  package var alerts: [LiveAlert] = []

  package init() {}
}
