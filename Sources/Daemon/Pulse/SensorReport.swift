// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the pulse thread says about its sensor. Written when something changes, never per pulse.

import LiveFeed

/// The sensor's present state.
struct SensorReport: Sendable, Equatable {
  var state = SensorState.waiting
  /// One line: what is there, or what is wrong and what to do.
  var text = "waiting for the sensor"
  var backend: String?
}
