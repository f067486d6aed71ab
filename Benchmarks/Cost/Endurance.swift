// SPDX-License-Identifier: Apache-2.0
//
// Owns: very long runs, and whether the filters stay valid in them. Must not know: cost.

import Foundation
import Motion
import Pulses

/// The worst of one long run.
struct Endurance {
  let name: String
  private(set) var pulses = 0
  private(set) var checks = 0
  private(set) var leastPivot = 1.0
  private(set) var isSound = true
  private(set) var weightError = 0.0

  /// - Parameter timestampNs: of a pulse by its number; nil ends the run.
  init(_ name: String, timestampNs: (Int) -> Int64?) throws {
    self.name = name
    var stage = MotionStage(profile: try Track.profile())
    while let timestamp = timestampNs(pulses) {
      stage.step(Pulse(timestampNs: timestamp))
      pulses += 1
      if pulses % 1_000 == 0 { check(stage) }
    }
    check(stage)
  }

  private mutating func check(_ stage: MotionStage) {
    guard stage.bank.isRunning else { return }
    checks += 1
    let health = stage.bank.health
    leastPivot = min(leastPivot, health.leastPivot)
    weightError = max(weightError, (health.weightSum - 1).magnitude)
    let known = stage.estimate(atNs: stage.lastPulseNs ?? 0)
    let figures = [
      known.speedMps, known.speedSdMps, known.displaySpeedMps, known.displaySpeedSdMps, known.distanceM,
    ]
    if !health.isSound || !figures.allSatisfy(\.isFinite) { isSound = false }
  }

  /// Exactly the same gap every time.
  static func constant(hours: Double, hz: Double) throws -> Endurance {
    let gapNs = Int64((1e9 / hz).rounded())
    let count = Int(hours * 3600 * hz)
    return try Endurance("constant, \(text(hz, 0)) pulses/s for \(text(hours, 1)) h") {
      $0 < count ? 1_000_000_000 + Int64($0) * gapNs : nil
    }
  }

  /// The speed falls by a factor of 20 within an hour; timestamps in closed form.
  static func decay(hours: Double) throws -> Endurance {
    let first = 2.4
    let timeS = hours * 3600 / log(20)
    return try Endurance("speed decaying from 2.4 to 0.12 m/s in \(text(hours, 1)) h") {
      let left = 1 - Double($0) * Track.arcM / (first * timeS)
      return left > 1.0 / 20 ? 1_000_000_000 + Int64(-timeS * log(left) * 1e9) : nil
    }
  }

  /// A walker's ripple at the highest rate.
  static func walking(_ pulses: Int) throws -> Endurance {
    var track = Track()
    track.walk(pulses, mps: 120 * Track.arcM)
    return try Endurance("walking, 120 pulses/s, \(pulses) pulses") {
      $0 < pulses ? track.timestampsNs[$0] : nil
    }
  }
}
