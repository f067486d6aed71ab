// SPDX-License-Identifier: Apache-2.0
//
// Owns: what of a frame is sent: nothing that is not measured. Must not know: bytes, D-Bus.

import LiveFeed

/// What one machine sends at one instant.
struct BeltReading: Equatable, Sendable {
  /// A belt slower than that has no force worth naming: power divided by next to nothing.
  private static let slowestMps = 0.1

  var speedMps = 0.0
  var cadenceSpm: Double?
  var distanceM = 0.0
  var elapsedS = 0.0
  /// nil if force and power are not sent at all.
  var effort: TreadmillData.Effort?
  var status = TrainingStatus.idle

  init() {}

  /// - Parameter sendsEstimates: whether power is sent that rests on a typical drag instead of a calibration.
  init(_ frame: LiveFrame, _ odometer: Odometer, sendsEstimates: Bool) {
    let motion = frame.motion
    // The calm speed, which the console shows too: the other one swings with every step.
    speedMps = motion.displaySpeedMps.isFinite ? motion.displaySpeedMps.magnitude : 0
    cadenceSpm = motion.cadenceSpm
    distanceM = odometer.distanceM
    elapsedS = odometer.elapsedS
    if sendsEstimates || !motion.powerIsEstimated {
      effort = Self.effort(powerW: motion.powerW, speedMps: speedMps)
    }
    status = Self.status(frame)
  }

  private static func effort(powerW: Double?, speedMps: Double) -> TreadmillData.Effort {
    guard let powerW, powerW.isFinite else { return TreadmillData.Effort() }
    let forceN = speedMps >= slowestMps ? powerW / speedMps : nil
    return TreadmillData.Effort(forceN: forceN, powerW: powerW)
  }

  private static func status(_ frame: LiveFrame) -> TrainingStatus {
    switch frame.phase {
    case "active", "paused": return .manualMode
    default:
      let restS = frame.set.restElapsedS ?? Odometer.sessionRestS
      return restS < Odometer.sessionRestS ? .recoveryInterval : .idle
    }
  }

  var treadmillData: TreadmillData {
    TreadmillData(speedMps: speedMps, distanceM: distanceM, elapsedS: elapsedS, effort: effort)
  }

  /// - Parameter cadence: what the field of the cadence counts.
  func runningSpeed(_ cadence: CadenceUnit) -> RunningSpeed {
    RunningSpeed(
      speedMps: speedMps, cadenceSpm: cadenceSpm.map { $0 / cadence.stepsPerCount }, distanceM: distanceM)
  }
}
