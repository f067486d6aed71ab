// SPDX-License-Identifier: Apache-2.0
//
// Owns: composing what a display shows. Must not know: sockets, screens.

import LiveFeed
import Motion
import Pulses
import SetKeeping
import SetLog
import Sets

/// Composes live frames.
enum FrameComposer {
  static func frame(
    _ belt: BeltSnapshot, machine: LiveMachine, profile: MachineProfile, sensor: SensorReport,
    clock: BeltClock, keeper: KeeperReport
  ) -> LiveFrame {
    var frame = LiveFrame()
    frame.machine = machine.id
    frame.name = machine.name
    frame.timeNs = belt.motion.timeNs
    frame.wallTime = clock.rfc3339(atNs: belt.motion.timeNs)
    frame.phase = "\(belt.phase)"
    frame.motion = motion(belt.motion, profile)
    frame.set = set(belt, keeper)
    frame.set.last = keeper.lastRecord.map { SetSummary($0, trace: keeper.lastTrace) }
    frame.service.setsLogged = keeper.logged
    frame.health.counters = counters(belt)
    frame.health.sensor = sensor.state
    frame.health.sensorText = sensor.text
    frame.health.backend = sensor.backend
    return frame
  }

  /// The walker, the training protocol, and the sets to compare with.
  static func fill(_ frame: inout LiveFrame, _ training: TrainingState, _ belt: BeltSnapshot) {
    frame.training = training.live(belt)
    frame.walker = training.onMachine
    frame.walkerSince = training.onMachineSince.map { "\($0)" }
    frame.walkerLeft = training.onMachine == nil ? training.walkerLeft?.rawValue : nil
    if frame.walkerLeft == nil {
      frame.set.previous = training.previous?.summary
      frame.set.best = training.best?.summary
    } else {
      // The figures of a walker who has left are not for the next one.
      frame.set.last = nil
    }
    frame.set.aheadOfPreviousM = training.previous?.aheadM(frame.set.distanceM, atS: frame.set.elapsedS)
    frame.set.aheadOfBestM = training.best?.aheadM(frame.set.distanceM, atS: frame.set.elapsedS)
    frame.training?.lastSet = frame.set.last.flatMap { training.verdicts[$0.id] }
    guard let last = frame.set.last, let logged = training.session.first(where: { $0.id == last.id }) else {
      return
    }
    // As in the log now: the set may have been accepted, discarded or claimed since it was written.
    frame.set.last?.suspect = logged.suspect
    frame.set.last?.discardedAt = logged.discardedAt.map { "\($0)" }
    frame.set.last?.walker = logged.walker
  }

  private static func motion(_ motion: MotionEstimate, _ profile: MachineProfile) -> LiveMotion {
    var live = LiveMotion()
    live.speedMps = motion.speedMps
    live.speedSdMps = motion.speedSdMps
    live.displaySpeedMps = motion.displaySpeedMps
    live.displaySpeedSdMps = motion.displaySpeedSdMps
    live.accelerationMps2 = motion.accelerationMps2
    live.powerW = motion.powerW
    live.powerSdW = motion.powerSdW
    live.powerIsEstimated = !profile.drag.forceIsMeasured
    live.cadenceSpm = motion.cadenceSpm
    live.direction = motion.direction.map { "\($0)" }
    live.totalDistanceM = motion.distanceM
    return live
  }

  private static func set(_ belt: BeltSnapshot, _ keeper: KeeperReport) -> LiveSet {
    let lastRecord = keeper.lastRecord
    var live = LiveSet()
    let isSet = belt.phase == .active || belt.phase == .paused
    let nowNs = belt.motion.timeNs
    live.number = lastRecord?.indexInSession ?? 0
    if let last = lastRecord {
      let restNs = (isSet ? belt.setFirstPulseNs : nowNs) &- last.clock.monotonicEndNs
      if restNs >= SetRules().sessionGapNs { live.number = 0 }
      if !isSet { live.restElapsedS = max(0, Nanoseconds(restNs).seconds) }
    }
    guard isSet else { return live }
    live.number += 1
    live.walker = keeper.setWalker
    // As the finished set will count it: from the belt's first motion, and without coasting.
    let soFar = keeper.soFar.flatMap { isSame($0, belt) ? $0 : nil }
    let startNs = soFar?.startNs ?? belt.setFirstPulseNs
    let untilNs = soFar?.drivenUntilNs ?? (belt.phase == .paused ? belt.setLastPulseNs : nowNs)
    live.elapsedS = max(0, Nanoseconds(from: startNs, to: untilNs).seconds)
    live.distanceM = belt.setDistanceM
    if let soFar, soFar.drivenUntilNs != nil {
      live.distanceM = soFar.drivenM
      live.coastedM = soFar.coastedM > 0 ? soFar.coastedM : nil
    }
    return live
  }

  /// Whether both are about the same set: sets are further apart than the pulses that two stages may take for its first.
  private static func isSame(_ soFar: SetSoFar, _ belt: BeltSnapshot) -> Bool {
    (soFar.firstPulseNs &- belt.setFirstPulseNs).magnitude < 2_000_000_000
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
