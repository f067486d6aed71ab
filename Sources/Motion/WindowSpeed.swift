// SPDX-License-Identifier: Apache-2.0
//
// Owns: the baseline: whole pulses over their duration (M/T). Must not know: gaits, drag, sets.
//
// Differentiating single gaps would show the magnets' placement and the gait; a window of whole pulses does not.
// It needs two pulses and no model, so it is used when the gait bank is not.

import Pulses

/// Speed by whole pulses in two trailing windows.
package struct WindowSpeed: Sendable {
  /// Nanoseconds of whole pulses behind `speedMps`.
  package static let speedWindowNs: Int64 = 500_000_000
  /// Nanoseconds of whole pulses behind `displayMps`.
  package static let displayWindowNs: Int64 = 1_000_000_000
  /// Scatter of belt speed within a step before any was measured, relative: 12 % is usual for walking on a belt
  /// without a motor.
  package static let usualRipple = 0.12
  /// Weight of one pulse in the running scatter.
  private static let rippleGain = 0.05

  private let profile: MachineProfile
  private(set) var history = PulseHistory()
  private var speedWindow = TrailingWindow(minimumNs: Self.speedWindowNs)
  private var displayWindow = TrailingWindow(minimumNs: Self.displayWindowNs)
  /// The first usable pulse: after any standstill or loss.
  private var earliest = 0
  private var rippleSquared = Self.usualRipple * Self.usualRipple
  /// Over the last half second; 0 if fewer than two pulses are known.
  package private(set) var speedMps = 0.0
  /// Over the last second.
  package private(set) var displayMps = 0.0
  package private(set) var accelerationMps2: Double?

  package init(profile: MachineProfile) { self.profile = profile }

  /// The timestamp of the newest pulse, nanoseconds.
  package private(set) var lastPulseNs: Int64?

  /// The timestamp of the n-th pulse before the next one (1: the newest); nil if there were fewer.
  package mutating func timestampNs(back: Int) -> Int64? {
    history.count >= back ? history.timestampNs(history.count - back) : nil
  }

  /// The first pulse after a standstill or a loss: nothing before it may be used.
  package mutating func restart(_ timestampNs: Int64, positionM: Double) {
    history.append(timestampNs, positionM: positionM)
    lastPulseNs = timestampNs
    let newest = history.count - 1
    earliest = newest
    speedWindow.restart(at: newest)
    displayWindow.restart(at: newest)
    speedMps = 0
    displayMps = 0
    accelerationMps2 = nil
  }

  /// - Parameter arcsAreKnown: whether `positionM` counts each arc by its own length; otherwise windows are whole
  /// turns.
  package mutating func step(_ timestampNs: Int64, positionM: Double, arcsAreKnown: Bool) {
    history.append(timestampNs, positionM: positionM)
    lastPulseNs = timestampNs
    earliest = max(earliest, history.oldest)
    speedWindow.follow(&history)
    displayWindow.follow(&history)
    let newest = history.count - 1
    let near = begin(of: speedWindow, newest: newest, arcsAreKnown)
    let far = begin(of: displayWindow, newest: newest, arcsAreKnown)
    speedMps = meanSpeedMps(from: near, to: newest)
    displayMps = meanSpeedMps(from: far, to: newest)
    if far < near {
      let before = meanSpeedMps(from: far, to: near)
      let halfSpanS =
        0.5 * Nanoseconds(from: history.timestampNs(far), to: history.timestampNs(newest)).seconds
      accelerationMps2 = (speedMps - before) / halfSpanS
    } else {
      accelerationMps2 = nil
    }
    let gapMps = meanSpeedMps(from: newest - 1, to: newest)
    let deviation = speedMps > 0 ? min(gapMps / speedMps - 1, 1) : 0
    rippleSquared += Self.rippleGain * (deviation * deviation - rippleSquared)
  }

  // Mutating only so that the history is read in place.
  private mutating func begin(of window: TrailingWindow, newest: Int, _ arcsAreKnown: Bool) -> Int {
    if profile.wheel.isEven || arcsAreKnown { return window.start }
    return window.wholeTurnStart(newest: newest, earliest: earliest, magnets: profile.wheel.magnets)
  }

  private mutating func meanSpeedMps(from first: Int, to last: Int) -> Double {
    let durationS = Nanoseconds(from: history.timestampNs(first), to: history.timestampNs(last)).seconds
    return durationS > 0 ? (history.positionM(last) - history.positionM(first)) / durationS : 0
  }

  /// Standard uncertainty of either speed as a measure of the belt's speed now.
  func speedSdMps(_ speedMps: Double) -> Double {
    sdMps(speedMps, rippleShare: 1, windowNs: Self.speedWindowNs)
  }

  func displaySdMps(_ speedMps: Double) -> Double {
    sdMps(speedMps, rippleShare: 0.5, windowNs: Self.displayWindowNs)
  }

  /// Scatter within the step, and the two timestamps and magnets at the ends of the window.
  private func sdMps(_ speedMps: Double, rippleShare: Double, windowNs: Int64) -> Double {
    let windowS = Nanoseconds(windowNs).seconds
    let rippleMps = rippleShare * rippleSquared.squareRoot() * speedMps
    let placementMps = profile.wheel.isEven ? profile.magnetPlacementSdM * 2.0.squareRoot() / windowS : 0
    let timestampMps = speedMps * profile.timestampSdS * 2.0.squareRoot() / windowS
    return (rippleMps * rippleMps + placementMps * placementMps + timestampMps * timestampMps).squareRoot()
  }
}
