// SPDX-License-Identifier: Apache-2.0
//
// Owns: one machine of a Pi in brief, for a screen that shows all of them. Must not know: screens.

import LiveFeed

/// A machine in brief.
package struct MachineStatus: Sendable, Equatable {
  /// As configured.
  package var name = ""
  /// As `LiveFrame.phase`; nil if nothing is known of its belt.
  package var phase: String?
  /// The calm speed, as `LiveMotion.displaySpeedMps`; nil without a sensor.
  package var displaySpeedMps: Double?
  /// As in `LiveSet`.
  package var setNumber: Int?
  package var setElapsedS: Double?
  package var setDistanceM: Double?
  package var restElapsedS: Double?
  package var sensor: SensorState?
  /// What is wrong, one line; nil if nothing is.
  package var health: String?
  /// Who walks; nil for no walker.
  package var walker: String?
  /// Whether the belt coasts, as `LiveSet.coastedM`.
  package var isCoasting = false

  package init() {}

  /// What a screen with all machines needs of a frame.
  package init(_ frame: LiveFrame) {
    name = frame.name
    let sensor = frame.health.sensor
    let isHeard = sensor != .waiting && sensor != .lost
    phase = isHeard ? frame.phase : nil
    displaySpeedMps = isHeard ? frame.motion.displaySpeedMps : nil
    setNumber = frame.setNumber
    setElapsedS = frame.set.elapsedS
    setDistanceM = frame.set.distanceM
    restElapsedS = frame.set.restElapsedS
    isCoasting = frame.isCoasting
    self.sensor = sensor
    health = frame.health.summary
    walker = frame.shownWalker
  }
}
