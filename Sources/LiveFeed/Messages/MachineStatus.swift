// SPDX-License-Identifier: Apache-2.0
//
// Owns: one machine of a Pi in brief, for a screen that shows all of them. Must not know: screens.

/// A machine in brief; its own feed tells the rest.
package struct MachineStatus: Codable, Sendable, Equatable {
  /// As configured.
  package var name = ""
  /// As `LiveFrame.phase`; nil where its belt has told nothing yet.
  package var phase: String?
  /// The calm speed, as `LiveFrame.displaySpeedMps`; nil without a sensor.
  package var displaySpeedMps: Double?
  /// As in `LiveFrame`.
  package var setNumber: Int?
  package var setElapsedS: Double?
  package var setDistanceM: Double?
  package var restElapsedS: Double?
  package var sensor: SensorState?
  /// What is wrong, one line; nil where nothing is.
  package var health: String?
  /// Who walks, where somebody has said so.
  package var walker: String?

  package init() {}

  /// What of a machine's frame others need.
  package init(_ frame: LiveFrame) {
    name = frame.machine
    let isHeard = frame.sensor != .waiting && frame.sensor != .lost
    phase = isHeard ? frame.phase : nil
    displaySpeedMps = isHeard ? frame.displaySpeedMps : nil
    setNumber = frame.setNumber
    setElapsedS = frame.setElapsedS
    setDistanceM = frame.setDistanceM
    restElapsedS = frame.restElapsedS
    sensor = frame.sensor
    health = frame.health
    walker = frame.walker
  }
}
