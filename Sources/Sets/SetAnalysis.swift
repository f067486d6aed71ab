// SPDX-License-Identifier: Apache-2.0
//
// Owns: raw edges of a set in, its figures out, in one batch. Must not know: where the edges are kept.
//
// Live, replayed, simulated and recomputed sets all come through here, from the same stored edges: hence the same bits.

import Motion
import Pulses

/// Computes a finished set from its raw edges.
///
/// Two steps, so that whoever owns the storage keeps it: first every edge through `gate(for:profile:)`, the stamps of the
/// pulses gathered by the caller; then `finish`.
package enum SetAnalysis {
  /// The gate for a set's edges: its losses count from the set's own first edge on.
  package static func gate(for first: Edge, profile: MachineProfile) -> PulseGate {
    PulseGate(wheel: profile.wheel, pulseEdge: profile.pulseEdge, sequenceBefore: max(0, first.sequence &- 1))
  }

  /// - Parameters:
  ///   - stamps: when the set's pulses came, nanoseconds, from the first to the last.
  ///   - counters: what the gate made of all edges.
  ///   - profile: the machine as calibrated now.
  ///   - reason: why the set ended.
  /// - Returns: nil where there is no pulse.
  package static func finish(
    _ stamps: borrowing Span<Int64>, counters: PulseCounters, profile: MachineProfile, reason: SetEndReason
  ) -> FinishedSet? {
    guard stamps.count > 0 else { return nil }
    var finished = FinishedSet()
    finished.endReason = reason
    finished.powerIsEstimated = !profile.drag.isCalibrated
    finished.counters = counters
    let boundaries = SetBoundaries(stamps: stamps, profile: profile)
    finished.startNs = boundaries.startNs
    finished.endNs = boundaries.endNs
    finished.lastPulseNs = stamps[stamps.count - 1]
    finished.endIsRefined = boundaries.endIsRefined
    measureWay(stamps, boundaries, profile, &finished)
    measurePeaks(stamps, boundaries, profile, &finished)
    return finished
  }

  /// Distance, moving time, work and what follows from them.
  private static func measureWay(
    _ stamps: borrowing Span<Int64>, _ boundaries: SetBoundaries, _ profile: MachineProfile,
    _ finished: inout FinishedSet
  ) {
    let arcM = profile.wheel.meanArcM
    let motion = MotionStage(profile: profile)
    var work = WorkIntegral()
    var pausedS = 0.0
    // Half an arc before the first pulse and half of one after the last: one arc whose speed nobody saw.
    work.add(unseenM: arcM)
    for index in 1..<max(1, boundaries.pulses) {
      let gapNs = stamps[index] &- stamps[index - 1]
      let gapS = Double(gapNs) / 1e9
      if gapNs >= motion.standstillNs { pausedS += gapS }
      work.add(arcM: arcM, durationS: gapS)
    }
    finished.distanceM = Double(boundaries.pulses) * arcM
    finished.distanceSdM = distanceSdM(finished, profile)
    finished.movingTimeS = max(0, finished.durationS - pausedS)
    let joules = work.workJ(
      PowerModel(drag: profile.drag, walker: profile.walker), endSpeedMps: boundaries.endSpeedMps,
      relativeLengthSd: profile.relativeLengthSd)
    finished.workJ = joules.value
    finished.workSdJ = joules.sd
    finished.meanForceN = joules.value / finished.distanceM
    guard finished.movingTimeS > 0 else { return }
    finished.meanSpeedMps = finished.distanceM / finished.movingTimeS
    finished.meanPowerW = joules.value / finished.movingTimeS
    finished.powerSdW = joules.sd / finished.movingTimeS
  }

  /// The roller's length, the unseen arc at either end (each evenly likely from none to one arc: variance arc^2/12),
  /// and edges lost in the kernel, each worth anything from nothing to an arc.
  private static func distanceSdM(_ finished: FinishedSet, _ profile: MachineProfile) -> Double {
    let arcM = profile.wheel.meanArcM
    let lengthM = finished.distanceM * profile.relativeLengthSd
    let lostM = Double(finished.counters.kernelLost) * arcM
    return (lengthM * lengthM + arcM * arcM / 6 + lostM * lostM / 3).squareRoot()
  }

  /// The fastest and the strongest second, by the same stage that feeds the console.
  private static func measurePeaks(
    _ stamps: borrowing Span<Int64>, _ boundaries: SetBoundaries, _ profile: MachineProfile,
    _ finished: inout FinishedSet
  ) {
    var motion = MotionStage(profile: profile)
    for index in 0..<boundaries.pulses {
      motion.step(Pulse(timestampNs: stamps[index]))
      guard stamps[index] &- stamps[0] >= WindowSpeed.displayWindowNs else { continue }
      let estimate = motion.estimate(atNs: stamps[index])
      finished.maxSpeedMps = max(finished.maxSpeedMps, estimate.displaySpeedMps)
      if let watts = estimate.powerW { finished.maxPowerW = max(finished.maxPowerW, watts) }
    }
    finished.maxSpeedMps = max(finished.maxSpeedMps, finished.meanSpeedMps)
    finished.maxPowerW = max(finished.maxPowerW, finished.meanPowerW)
  }
}
