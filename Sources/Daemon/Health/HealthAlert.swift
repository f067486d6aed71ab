// SPDX-License-Identifier: Apache-2.0
//
// Owns: everything that can be wrong while the daemon runs, by name. Must not know: how it is found, where it is shown.

import LiveFeed

/// What is wrong, in words for machines. Alerts are reported in this order; the names do not change.
enum HealthKind: String, Sendable, CaseIterable {
  /// Finished sets are not in the log.
  case log
  /// The set in progress is not on the disk.
  case journal
  /// Pulses could not be handed over for the log.
  case handover
  /// A line changes faster than any sensor, so that it is not counted.
  case flooded
  /// One magnet is not seen any more.
  case magnetLost = "magnet_lost"
  /// No pulse for long, and the line at a magnet's level all the time.
  case lineStuck = "line_stuck"
  /// One of the two switches of a quadrature pair produces no edges.
  case switchSilent = "switch_silent"
  /// Pulses come more evenly than anyone walks: mains hum, a motor, a dimmer.
  case mainsHum = "mains_hum"
  /// Pulses jump about as no belt's do.
  case chatter
  /// Pulses start and stop as no person can move a belt.
  case impossibleMotion = "impossible_motion"
  /// Edges that no belt can make.
  case noise
  /// Edges were lost before they were read.
  case edgesLost = "edges_lost"
  /// More bounces than pulses.
  case bouncing
  /// One transition only, and magnets seem to be counted twice.
  case bounceAmbiguous = "bounce_ambiguous"
  /// No pulse for long.
  case beltSilent = "belt_silent"
  /// The wall clock was set after it had been confirmed.
  case clock
}

/// One thing that is wrong.
struct HealthAlert: Sendable, Equatable {
  var kind: HealthKind
  var severity: Severity
  /// What is wrong, one line.
  var text: String
  /// What to do; nil if the text says it.
  var remedy: String?
  /// Belt time at which it began, nanoseconds; nil for the time of its first report.
  var sinceNs: Int64?

  init(
    _ kind: HealthKind, _ severity: Severity, _ text: String, remedy: String? = nil, sinceNs: Int64? = nil
  ) {
    self.kind = kind
    self.severity = severity
    self.text = text
    self.remedy = remedy
    self.sinceNs = sinceNs
  }

  /// Text and remedy in one line.
  var line: String { remedy.map { "\(text); \($0)" } ?? text }
}
