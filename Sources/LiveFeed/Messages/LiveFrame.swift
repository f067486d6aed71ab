// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the daemon tells of the belt at one instant. Must not know: sockets, screens.

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

/// What became of the edges so far.
package struct LiveCounters: Codable, Sendable, Equatable {
  package var edges: Int64 = 0
  package var pulses: Int64 = 0
  package var bounces: Int64 = 0
  package var implausible: Int64 = 0
  package var wentBack: Int64 = 0
  package var otherTransition: Int64 = 0
  /// Edges lost in the kernel; nil where the interface cannot tell.
  package var lostEdges: Int64?
  /// Pulses that the sensor missed, put back into the distance, and pulses left out of it; nil from an older daemon.
  package var missed: Int64?
  package var discarded: Int64?
  /// Edges rejected as bounce after a magnet had left, and because no person can move a belt so soon to the next
  /// magnet; nil from an older daemon.
  package var openingBounces: Int64?
  package var impossible: Int64?

  package init() {}
}

/// A finished set in brief.
package struct SetSummary: Codable, Sendable, Equatable {
  package var id = ""
  package var indexInSession = 0
  package var durationS = 0.0
  package var distanceM = 0.0
  package var meanSpeedMps = 0.0
  package var maxSpeedMps = 0.0
  package var meanPowerW: Double?
  package var powerSdW: Double?
  package var workJ: Double?
  /// How much slower the last third was than the first, relative; below 0 where it was faster. nil where it cannot be
  /// told, and from a daemon of before 0.4, as everything below.
  package var fade: Double?
  /// How evenly it was walked: standard deviation of the speed over two seconds each in the set's middle, first and last
  /// five seconds left out, divided by its mean. 0.03 is even.
  package var speedVariation: Double?
  /// Steps per minute.
  package var cadenceSpm: Double?
  /// Whether power and work rest on a kind's default drag instead of a calibration.
  package var powerIsEstimated: Bool?
  /// Day of the set where it was, YYYY-MM-DD.
  package var day: String?
  /// Why the set is suspect and counts for nothing until it is accepted; nil where it is not, and from an older daemon.
  package var suspect: String?

  package init() {}
}

/// The belt at one instant. SI units; the unit ends the name; absent is unknown.
package struct LiveFrame: Codable, Sendable, Equatable {
  package var machine = ""
  /// The belt's clock, nanoseconds.
  package var timeNs: Int64 = 0
  /// RFC 3339.
  package var wallTime: String?
  /// `idle`, `candidate`, `active` or `paused`.
  package var phase = "idle"
  package var speedMps = 0.0
  package var speedSdMps = 0.0
  package var displaySpeedMps = 0.0
  package var displaySpeedSdMps = 0.0
  package var accelerationMps2: Double?
  package var powerW: Double?
  package var powerSdW: Double?
  /// Whether power rests on a kind's default drag instead of a calibration.
  package var powerIsEstimated = true
  package var cadenceSpm: Double?
  package var direction: String?
  /// The odometer since the daemon started.
  package var totalDistanceM = 0.0
  /// The set that runs, or the last one; from 1 in the session, 0 before the first.
  package var setNumber = 0
  package var setElapsedS: Double?
  package var setDistanceM: Double?
  /// Since the last set ended; absent while one runs and before the first.
  package var restElapsedS: Double?
  package var lastSet: SetSummary?
  /// Sets logged since the daemon started.
  package var setsLogged = 0
  package var counters = LiveCounters()
  package var sensor = SensorState.waiting
  /// One line about the sensor.
  package var sensorText = ""
  /// How the line is spoken to, with version.
  package var backend: String?
  /// Rights of the pulse thread, one line.
  package var realtime: String?
  /// What is wrong with anything but the sensor's line being there, one line.
  package var health: String?
  package var isSimulated = false

  // From 0.4 on; nil from an older daemon.

  /// Where in a training protocol the walker is; nil where there is none.
  package var training: LiveTraining?
  /// The newest set of an earlier session to compare with: same walker, machine, calibration and direction, and the
  /// same place in its session where there was one. nil where there is none.
  package var previous: SetSummary?
  /// The best of such sets: the longest distance among those with the same target time; without a target the fastest
  /// mean among those at least three quarters as long. Never the last set itself.
  package var best: SetSummary?
  /// All machines of this Pi in the order of the configuration, this one included; nil where it is the only one.
  package var machines: [MachineStatus]?
  /// Who walks; nil is nobody in particular.
  package var walker: String?
  /// Whether the wall clock has been set since the start; nil where that is not known.
  package var clockIsSure: Bool?
  /// Everything that is wrong, the worst first; `health` is the first of it. Empty where nothing is.
  package var alerts: [LiveAlert]?

  package init() {}
}
