// SPDX-License-Identifier: Apache-2.0
//
// Owns: moments of the console's life, as frames of a daemon.

import Console
import Foundation
import LiveFeed

/// A moment of the console's life.
enum Moment: String, CaseIterable, Sendable {
  case idle, set, pause, rest, restOver, done, lost, waiting
  /// Without protocol, history and other machines.
  case bareIdle, bareSet, bareRest

  private var isBare: Bool { self == .bareIdle || self == .bareSet || self == .bareRest }

  var frame: LiveFrame {
    var frame = LiveFrame()
    frame.machine = "Treadmill 3"
    frame.timeNs = 90_000_000_000
    frame.sensor = .ok
    frame.sensorText = "listening on GPIO17 (pinctrl-rp1)"
    frame.backend = "kernel v2"
    frame.counters.pulses = 1107
    frame.counters.lostEdges = 0
    frame.counters.missed = 0
    frame.totalDistanceM = 49.815
    switch self {
    case .idle, .bareIdle, .waiting: break
    case .set, .bareSet: fillSet(&frame)
    case .pause:
      fillSet(&frame)
      frame.phase = "paused"
      frame.displaySpeedMps = 0
    case .rest, .bareRest, .lost: fillRest(&frame, elapsedS: 42)
    case .restOver: fillRest(&frame, elapsedS: 61)
    case .done: fillRest(&frame, elapsedS: 9)
    }
    if self == .lost {
      frame.sensor = .lost
      frame.sensorText =
        "GPIO17 is gone: the chip was unplugged; plug it in again, it will be found by itself"
    }
    if !isBare { fillKnown(&frame) }
    return frame
  }

  var scene: Scene {
    var scene = Scene()
    scene.frame = frame
    scene.history = Self.history
    if self == .waiting { scene.waitsFor = "/run/deadmill/deadmill.sock" }
    return scene
  }

  private func fillSet(_ frame: inout LiveFrame) {
    frame.phase = "active"
    frame.setNumber = 2
    frame.setElapsedS = 47.6
    frame.setDistanceM = 38.16
    frame.displaySpeedMps = 0.8123
    frame.displaySpeedSdMps = 0.049
    frame.powerW = 113.7
    frame.powerSdW = 38.2
    frame.cadenceSpm = 97.6
    frame.direction = isBare ? nil : "backward"
    frame.lastSet = Self.summary(1, distanceM: 49.41)
    frame.setsLogged = 1
  }

  private func fillRest(_ frame: inout LiveFrame, elapsedS: Double) {
    let index = self == .done ? 3 : 1
    frame.setNumber = index
    frame.restElapsedS = elapsedS
    frame.lastSet = Self.summary(index, distanceM: 49.41)
    frame.setsLogged = index
  }

  /// The values that are optional in a frame.
  private func fillKnown(_ frame: inout LiveFrame) {
    frame.walker = "Anna"
    frame.clockIsSure = true
    frame.lastSet?.fade = 0.051
    frame.lastSet?.speedVariation = 0.031
    frame.lastSet?.powerIsEstimated = true
    frame.previous = Self.summary(1, distanceM: 47.3)
    frame.previous?.fade = 0.083
    frame.best = Self.summary(2, distanceM: 51.2)
    frame.training = training(frame)
    frame.machines = machines(frame)
  }

  private func training(_ frame: LiveFrame) -> LiveTraining {
    var training = LiveTraining()
    let isIdle = frame.setNumber == 0
    training.title = "Three minutes backward"
    training.setsDone = isIdle ? 0 : self == .done ? 3 : 1
    training.setIndex = isIdle ? 1 : self == .done ? 3 : 2
    training.setCount = 3
    training.setTargetS = 60
    training.restTargetS = 60
    if let restS = frame.restElapsedS { training.restRemainingS = max(0, 60 - restS) }
    training.isDone = self == .done
    training.nextStep =
      self == .done
      ? .longerSets(toS: 70) : frame.setElapsedS == nil ? .walk(set: 2, targetS: 60) : .rest(targetS: 60)
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
    own.name = frame.machine
    own.phase = frame.phase
    own.displaySpeedMps = frame.displaySpeedMps
    own.setNumber = frame.setNumber
    own.setElapsedS = frame.setElapsedS
    own.setDistanceM = frame.setDistanceM
    own.restElapsedS = frame.restElapsedS
    own.sensor = frame.sensor
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
    frame.sensor = .ok
    for slot in 0..<360 as Range<Int64> {
      frame.timeNs = slot * 250_000_000
      frame.displaySpeedMps = slot < 120 ? 0 : 0.8 + 0.1 * sin(Double(slot) / 20)
      history.take(frame)
    }
    return history
  }()
}
