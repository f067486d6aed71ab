// SPDX-License-Identifier: Apache-2.0
//
// Owns: putting together what a display needs to know. Must not know: sockets, screens.

import LiveFeed
import Motion
import Pulses
import SetKeeping
import SetLog
import Sets

/// Composes live frames.
enum FrameComposer {
  static func frame(
    _ belt: BeltSnapshot, machine: String, profile: MachineProfile, sensor: SensorReport, clock: BeltClock,
    keeper: KeeperReport
  ) -> LiveFrame {
    var frame = LiveFrame()
    frame.machine = machine
    frame.wallTime = clock.rfc3339(atNs: belt.motion.timeNs)
    fill(&frame, belt.motion)
    frame.powerIsEstimated = !profile.drag.forceIsMeasured
    fill(&frame, belt, lastRecord: keeper.lastRecord)
    frame.lastSet = keeper.lastRecord.map { SetSummary($0, trace: keeper.lastTrace) }
    frame.setsLogged = keeper.logged
    frame.counters = counters(belt)
    frame.sensor = sensor.state
    frame.sensorText = sensor.text
    frame.backend = sensor.backend
    return frame
  }

  /// Who trains what, and with what the set compares.
  static func fill(_ frame: inout LiveFrame, _ training: TrainingState, _ belt: BeltSnapshot) {
    frame.training = training.live(belt)
    frame.walker = training.walker
    frame.previous = training.previous
    frame.best = training.best
    if let id = frame.lastSet?.id, training.counting[id] == true { frame.lastSet?.suspect = nil }
  }

  private static func fill(_ frame: inout LiveFrame, _ motion: MotionEstimate) {
    frame.timeNs = motion.timeNs
    frame.speedMps = motion.speedMps
    frame.speedSdMps = motion.speedSdMps
    frame.displaySpeedMps = motion.displaySpeedMps
    frame.displaySpeedSdMps = motion.displaySpeedSdMps
    frame.accelerationMps2 = motion.accelerationMps2
    frame.powerW = motion.powerW
    frame.powerSdW = motion.powerSdW
    frame.cadenceSpm = motion.cadenceSpm
    frame.direction = motion.direction.map { "\($0)" }
    frame.totalDistanceM = motion.distanceM
  }

  private static func fill(_ frame: inout LiveFrame, _ belt: BeltSnapshot, lastRecord: SetRecord?) {
    frame.phase = "\(belt.phase)"
    let isSet = belt.phase == .active || belt.phase == .paused
    let nowNs = belt.motion.timeNs
    frame.setNumber = (lastRecord?.indexInSession ?? 0)
    if let last = lastRecord {
      let restNs = (isSet ? belt.setFirstPulseNs : nowNs) &- last.clock.monotonicEndNs
      if restNs >= SetRules().sessionGapNs { frame.setNumber = 0 }
      if !isSet { frame.restElapsedS = max(0, Double(restNs) / 1e9) }
    }
    guard isSet else { return }
    frame.setNumber += 1
    let untilNs = belt.phase == .paused ? belt.setLastPulseNs : nowNs
    frame.setElapsedS = max(0, Double(untilNs &- belt.setFirstPulseNs) / 1e9)
    frame.setDistanceM = belt.setDistanceM
  }

  private static func counters(_ belt: BeltSnapshot) -> LiveCounters {
    let counters = belt.counters
    var live = LiveCounters()
    live.missed = belt.motion.repairs.missed
    live.discarded = belt.motion.repairs.discarded
    live.edges = counters.edges
    live.pulses = counters.pulses
    live.bounces = counters.bounces
    live.openingBounces = counters.openingBounces
    live.impossible = counters.impossible
    live.implausible = counters.implausible
    live.wentBack = counters.wentBack
    live.otherTransition = counters.otherTransition
    live.lostEdges = counters.sequenceKnown ? counters.lostEdges : nil
    return live
  }
}
