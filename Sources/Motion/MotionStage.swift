// SPDX-License-Identifier: Apache-2.0
//
// Owns: pulses in, motion out: odometer, baseline speed, acceleration, power. Must not know: sets.
//
// The baseline is M/T: whole pulses over the time they took. Differentiating single gaps would show the magnets'
// placement and the gait; a window of whole pulses does not. Between pulses the silence itself is a measurement:
// the belt has moved less than one arc, so it is slower than arc / silence.

import Pulses

/// From trusted pulses to what is known about the belt.
///
/// Time enters only with the pulses and with `estimate(atNs:)`; asking for an estimate changes nothing.
package struct MotionStage: Sendable {
  /// Nanoseconds of whole pulses behind `speedMps`.
  package static let speedWindowNs: Int64 = 500_000_000
  /// Nanoseconds of whole pulses behind `displaySpeedMps`.
  package static let displayWindowNs: Int64 = 1_000_000_000
  /// Scatter of belt speed within a step before any was seen, relative: 12 % is usual in a walk on a belt without a motor.
  package static let usualRipple = 0.12
  /// Weight of one pulse in the running scatter.
  private static let rippleGain = 0.05
  /// A belt slower than this counts as standing, m/s.
  package static let standstillMps = 0.06

  package let profile: MachineProfile
  /// Silence after which the belt stands, nanoseconds.
  package let standstillNs: Int64
  /// Pulses so far; the odometer is this times the mean arc, never a sum of speeds.
  package private(set) var pulses: Int64 = 0
  private let power: PowerModel
  private var history = PulseHistory()
  private var speedWindow = TrailingWindow(minimumNs: Self.speedWindowNs)
  private var displayWindow = TrailingWindow(minimumNs: Self.displayWindowNs)
  /// The first pulse that may be used: later than any standstill or loss.
  private var earliest = 0
  /// Whether pulses may have passed unseen since the newest one.
  private var hasGap = false
  private var rippleSquared = Self.usualRipple * Self.usualRipple
  private var speedMps = 0.0
  private var displayMps = 0.0
  private var accelerationMps2: Double?

  package init(profile: MachineProfile) {
    self.profile = profile
    power = PowerModel(drag: profile.drag, walker: profile.walker)
    let slowestArcNs = Int64(profile.wheel.longestArcM / Self.standstillMps * 1e9)
    standstillNs = max(1_500_000_000, slowestArcNs)
  }

  /// The odometer, metres.
  package var distanceM: Double { Double(pulses) * profile.wheel.meanArcM }

  /// The stamp of the newest pulse, nanoseconds.
  package var lastPulseNs: Int64? { history.count > 0 ? history.stampNs(history.count - 1) : nil }

  /// Whether the belt has been silent long enough at `timeNs` to count as standing.
  package func isStanding(atNs timeNs: Int64) -> Bool {
    guard let last = lastPulseNs else { return true }
    return Self.gapNs(from: last, to: timeNs) >= standstillNs
  }

  /// The sensor was away: how far the belt moved in between is unknown.
  package mutating func sourceReopened() { hasGap = true }

  package mutating func step(_ pulse: Pulse) {
    let isFresh = hasGap || pulse.lostBefore > 0 || isStanding(atNs: pulse.timestampNs)
    hasGap = false
    history.append(pulse.timestampNs)
    pulses &+= 1
    let newest = history.count - 1
    if isFresh {
      restart(at: newest)
      return
    }
    earliest = max(earliest, history.oldest)
    speedWindow.follow(history)
    displayWindow.follow(history)
    updateMotion(newest: newest)
  }

  private mutating func restart(at number: Int) {
    earliest = number
    speedWindow.restart(at: number)
    displayWindow.restart(at: number)
    speedMps = 0
    displayMps = 0
    accelerationMps2 = nil
  }

  private mutating func updateMotion(newest: Int) {
    let near = begin(of: speedWindow, newest: newest)
    let far = begin(of: displayWindow, newest: newest)
    speedMps = meanSpeedMps(from: near, to: newest)
    displayMps = meanSpeedMps(from: far, to: newest)
    if far < near {
      let before = meanSpeedMps(from: far, to: near)
      let halfSpanS = 0.5 * Self.seconds(history.stampNs(newest) &- history.stampNs(far))
      accelerationMps2 = (speedMps - before) / halfSpanS
    } else {
      accelerationMps2 = nil
    }
    let gapMps = meanSpeedMps(from: newest - 1, to: newest)
    let deviation = speedMps > 0 ? min(gapMps / speedMps - 1, 1) : 0
    rippleSquared += Self.rippleGain * (deviation * deviation - rippleSquared)
  }

  private func begin(of window: TrailingWindow, newest: Int) -> Int {
    if profile.wheel.isEven { return window.start }
    return window.wholeTurnStart(newest: newest, earliest: earliest, magnets: profile.wheel.magnets)
  }

  private func meanSpeedMps(from first: Int, to last: Int) -> Double {
    let durationS = Self.seconds(history.stampNs(last) &- history.stampNs(first))
    return durationS > 0 ? Double(last - first) * profile.wheel.meanArcM / durationS : 0
  }

  /// What is known at `timeNs`, which must not be earlier than the newest pulse (an earlier time counts as that pulse's).
  package func estimate(atNs timeNs: Int64) -> MotionEstimate {
    var estimate = MotionEstimate()
    estimate.timeNs = timeNs
    estimate.distanceM = distanceM
    guard let last = lastPulseNs, !isStanding(atNs: timeNs) else {
      // Slower than `standstillMps`, and evenly likely below it.
      estimate.speedSdMps = Self.standstillMps / 12.0.squareRoot()
      estimate.displaySpeedSdMps = estimate.speedSdMps
      estimate.powerW = 0
      estimate.powerSdW = 0
      return estimate
    }
    let silenceS = Self.seconds(Self.gapNs(from: last, to: timeNs))
    let longestArcM = profile.wheel.longestArcM
    let boundMps =
      silenceS * PulseGate.fastestBeltMps > longestArcM ? longestArcM / silenceS : PulseGate.fastestBeltMps
    guard speedMps > 0 else {
      // One pulse only: nothing but the bound is known.
      estimate.speedSdMps = boundMps / 12.0.squareRoot()
      estimate.displaySpeedSdMps = estimate.speedSdMps
      return estimate
    }
    fill(&estimate, silenceS: silenceS, boundMps: boundMps)
    return estimate
  }

  private func fill(_ estimate: inout MotionEstimate, silenceS: Double, boundMps: Double) {
    let boundSdMps = boundMps / 12.0.squareRoot()
    estimate.speedMps = min(speedMps, boundMps)
    estimate.displaySpeedMps = min(displayMps, boundMps)
    estimate.speedSdMps = sdMps(speedMps, rippleShare: 1, windowNs: Self.speedWindowNs)
    estimate.displaySpeedSdMps = sdMps(displayMps, rippleShare: 0.5, windowNs: Self.displayWindowNs)
    var acceleration = accelerationMps2
    if boundMps < speedMps {
      estimate.speedSdMps = max(estimate.speedSdMps, boundSdMps)
      estimate.displaySpeedSdMps = max(estimate.displaySpeedSdMps, boundSdMps)
      acceleration = (boundMps - speedMps) / silenceS
    }
    estimate.accelerationMps2 = acceleration
    if let acceleration {
      let watts = power.powerW(
        speedMps: estimate.displaySpeedMps, speedSdMps: estimate.displaySpeedSdMps,
        accelerationMps2: acceleration)
      estimate.powerW = watts.value
      estimate.powerSdW = watts.sd
    }
  }

  /// Scatter within the step, length of the roller, and the two stamps and magnets at the ends of the window.
  private func sdMps(_ speedMps: Double, rippleShare: Double, windowNs: Int64) -> Double {
    let windowS = Self.seconds(windowNs)
    let rippleMps = rippleShare * rippleSquared.squareRoot() * speedMps
    let lengthMps = profile.relativeLengthSd * speedMps
    let placementMps = profile.wheel.isEven ? profile.magnetPlacementSdM * 2.0.squareRoot() / windowS : 0
    let stampMps = speedMps * profile.stampSdS * 2.0.squareRoot() / windowS
    return
      (rippleMps * rippleMps + lengthMps * lengthMps + placementMps * placementMps + stampMps * stampMps)
      .squareRoot()
  }

  private static func seconds(_ ns: Int64) -> Double { Double(ns) / 1e9 }

  /// Saturating, never negative: a hostile stamp must not trap.
  private static func gapNs(from earlier: Int64, to later: Int64) -> Int64 {
    let (difference, overflow) = later.subtractingReportingOverflow(earlier)
    return overflow ? .max : max(0, difference)
  }
}
