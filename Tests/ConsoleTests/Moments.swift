// SPDX-License-Identifier: Apache-2.0
//
// Owns: moments of the console's life, as frames of a daemon.

import Console
import Foundation
import LiveFeed
import Words

/// A moment of the console's life.
enum Moment: String, CaseIterable, Sendable {
  case idle, set, pause, rest, restOver, done, lost, waiting
  /// Past the target, the belt coasting, a set that was too short, a beginner before the first set, another walker who
  /// follows.
  case pastTarget, coasting, tooShort, beginner, handover
  /// Without protocol, history and other machines.
  case bareIdle, bareSet, bareRest
  /// After a set of no walker, with a page to claim it on.
  case claim

  private var isBare: Bool { self == .bareIdle || self == .bareSet || self == .bareRest || self == .claim }

  var frame: LiveFrame {
    var frame = LiveFrame()
    frame.machine = "id-3"
    frame.name = "Treadmill 3"
    frame.timeNs = 90_000_000_000
    frame.health.sensor = .ok
    frame.health.sensorText = "listening on GPIO17 (pinctrl-rp1)"
    frame.health.backend = "kernel v2"
    frame.health.counters.pulses = 1107
    frame.health.counters.lostEdges = 0
    frame.health.counters.missed = 0
    frame.motion.totalDistanceM = 49.815
    switch self {
    case .idle, .bareIdle, .waiting: break
    case .set, .bareSet, .handover: fillSet(&frame)
    case .beginner: break
    case .pastTarget:
      fillSet(&frame)
      frame.set.elapsedS = 64.4
      frame.set.distanceM = 52.3
    case .coasting:
      fillSet(&frame)
      frame.set.elapsedS = 61.2
      frame.set.distanceM = 49.9
      frame.set.coastedM = 1.4
    case .tooShort:
      fillRest(&frame, elapsedS: 8)
      frame.set.last = Self.summary(1, distanceM: 20.6)
      frame.set.last?.durationS = 26.4
    case .pause:
      fillSet(&frame)
      frame.phase = "paused"
      frame.motion.displaySpeedMps = 0
    case .rest, .bareRest, .lost: fillRest(&frame, elapsedS: 42)
    case .claim:
      fillRest(&frame, elapsedS: 6)
      frame.set.claim = LiveClaim(set: "s", token: "7QK3M9XWT2PD", leftS: 894)
    case .restOver: fillRest(&frame, elapsedS: 61)
    case .done: fillRest(&frame, elapsedS: 9)
    }
    if self == .lost {
      frame.health.sensor = .lost
      frame.health.sensorText =
        "GPIO17 is gone: the chip was unplugged; plug it in again, it will be found by itself"
    }
    if !isBare { fillKnown(&frame) }
    return frame
  }

  var scene: Scene {
    var scene = Scene()
    scene.frame = frame
    if !isBare { scene.machines = machines(frame) }
    scene.history = Self.history
    scene.chosen = isBare ? nil : 0
    if self == .claim { scene.page = "http://deadmill.local:8080/" }
    if self == .waiting { scene.waitsFor = "/run/deadmill/deadmill.sock" }
    return scene
  }

  private func fillSet(_ frame: inout LiveFrame) {
    frame.phase = "active"
    frame.set.number = 2
    frame.set.elapsedS = 47.6
    frame.set.distanceM = 38.16
    frame.motion.displaySpeedMps = 0.8123
    frame.motion.displaySpeedSdMps = 0.049
    frame.motion.powerW = 113.7
    frame.motion.powerSdW = 38.2
    frame.motion.cadenceSpm = 97.6
    frame.motion.direction = isBare ? nil : "backward"
    frame.set.last = Self.summary(1, distanceM: 49.41)
    frame.service.setsLogged = 1
  }

  private func fillRest(_ frame: inout LiveFrame, elapsedS: Double) {
    let index = self == .done ? 3 : 1
    frame.set.number = index
    frame.set.restElapsedS = elapsedS
    frame.set.last = Self.summary(index, distanceM: 49.41)
    frame.service.setsLogged = index
  }

  /// The values that are optional in a frame.
  private func fillKnown(_ frame: inout LiveFrame) {
    frame.walker = self == .handover ? "Ben" : "Anna"
    frame.wallTime = "2026-03-01T18:16:30.250Z"
    frame.walkerSince = "2026-03-01T18:04:00.000Z"
    if frame.set.elapsedS != nil {
      frame.set.walker = "Anna"
      frame.set.aheadOfPreviousM = 2.31
      frame.set.aheadOfBestM = -1.2
    }
    frame.set.last?.walker = "Anna"
    frame.service.clockIsSynchronised = true
    frame.set.last?.fade = 0.051
    frame.set.last?.speedVariation = 0.031
    frame.set.last?.powerIsEstimated = true
    frame.set.previous = Self.summary(1, distanceM: 47.3)
    frame.set.previous?.fade = 0.083
    frame.set.best = Self.summary(2, distanceM: 51.2)
    frame.training = training(frame)
  }

  private func training(_ frame: LiveFrame) -> LiveTraining {
    var training = LiveTraining()
    let isIdle = frame.set.number == 0
    training.name = "mine"
    training.title = "Three minutes backward"
    training.isBeginner = self == .beginner ? true : nil
    if let last = frame.set.last {
      training.lastSet = LiveVerdict(
        id: last.id, set: last.indexInSession, verdict: self == .tooShort ? "short" : "met", targetS: 60)
    }
    training.setsDone = isIdle || self == .tooShort ? 0 : self == .done ? 3 : 1
    training.setIndex = isIdle || self == .tooShort ? 1 : self == .done ? 3 : 2
    training.setCount = 3
    training.setTargetS = 60
    training.restTargetS = 60
    if let restS = frame.set.restElapsedS { training.restRemainingS = max(0, 60 - restS) }
    training.isDone = self == .done
    training.nextStep =
      self == .done
      ? .longerSets(toS: 70)
      : self == .tooShort
        ? .walk(set: 1, targetS: 60)
        : frame.set.elapsedS == nil ? .walk(set: 2, targetS: 60) : .rest(targetS: 60)
    var week = LiveWeek()
    week.sessionsDone = 2
    week.aimMin = 3
    week.aimMax = 4
    training.week = week
    training.streakWeeks = 5
    return training
  }

  private func machines(_ frame: LiveFrame) -> [MachineStatus] {
    var own = MachineStatus()
    own.name = frame.name
    own.phase = frame.phase
    own.displaySpeedMps = frame.motion.displaySpeedMps
    own.setNumber = frame.set.number
    own.setElapsedS = frame.set.elapsedS
    own.setDistanceM = frame.set.distanceM
    own.restElapsedS = frame.set.restElapsedS
    own.sensor = frame.health.sensor
    own.walker = "Anna"
    var fast = MachineStatus()
    fast.name = "Sled lane"
    fast.phase = "active"
    fast.displaySpeedMps = 3.1
    fast.setNumber = 4
    fast.setElapsedS = 12.2
    fast.setDistanceM = 35.9
    fast.sensor = .ok
    var ill = MachineStatus()
    ill.name = "Treadmill 5"
    ill.sensor = .lost
    ill.health = "GPIO22 is gone: plug it in again"
    return [own, fast, ill]
  }

  static func summary(_ index: Int, distanceM: Double) -> SetSummary {
    var summary = SetSummary()
    summary.id = "set-\(index)"
    summary.indexInSession = index
    summary.durationS = 60.02
    summary.distanceM = distanceM
    summary.meanSpeedMps = distanceM / 60.02
    summary.maxSpeedMps = 0.989
    summary.meanPowerW = 114.3
    summary.powerSdW = 37.9
    summary.workJ = 6863
    return summary
  }

  /// A minute of walking after half a minute of standing.
  static let history: SpeedHistory = {
    var history = SpeedHistory()
    var frame = LiveFrame()
    frame.health.sensor = .ok
    for slot in 0..<360 as Range<Int64> {
      frame.timeNs = slot * 250_000_000
      frame.motion.displaySpeedMps = slot < 120 ? 0 : 0.8 + 0.1 * sin(Double(slot) / 20)
      history.take(frame)
    }
    return history
  }()
}
