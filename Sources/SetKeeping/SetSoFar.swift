// SPDX-License-Identifier: Apache-2.0
//
// Owns: the set in progress as it would be logged if it ended now: without the belt's coasting. Must not know: displays.
//
// The finished set ends where the driving ended. What a display counts past that point is taken back from the walker
// afterwards, so it is found while the belt still moves.

import Motion
import Pulses
import SetLog
import Sets

/// Where the set in progress began, and what of it was driven.
package struct SetSoFar: Sendable, Equatable {
  /// The first pulse, by which a display knows its set.
  package var firstPulseNs: Int64
  /// When the belt began to move.
  package var startNs: Int64
  /// When the walker stopped driving the belt; nil while it is driven.
  package var drivenUntilNs: Int64?
  /// Driven distance, metres; with `drivenUntilNs` only.
  package var drivenM: Double
  /// What the belt has coasted since, metres.
  package var coastedM: Double
}

/// Follows the pulses of the set in progress in bounded memory.
package struct SetSoFarTracker: Sendable {
  /// The last arcs before a standstill are too slow to be compared with a coast: it goes on for so long, nanoseconds.
  private static let coastHoldNs: Int64 = 2_500_000_000
  /// A coast of less than this may be a step's swing, nanoseconds.
  private static let shortestCoastNs: Int64 = 1_000_000_000
  /// Longer than any belt coasts: what is older cannot be part of a coast.
  private static let keptNs: Int64 = 90_000_000_000
  /// A set begins at its first pulses.
  private static let startPulses = 3

  private let profile: MachineProfile
  private var analysis: SetAnalysis?
  private var isCollecting = false
  private var start: [SteppedPulse] = []
  private var recent: [SteppedPulse] = []
  private var positionM = 0.0
  /// The newest coast that was found, and the last pulse by which it was; nil while the belt is driven.
  private var coast: (soFar: SetSoFar, lastNs: Int64)?
  /// Where the first of the recent pulses began, metres.
  private var droppedM = 0.0
  /// Whether the belt is stopped.
  private var isPaused = false

  package init(_ profile: MachineProfile) { self.profile = profile }

  package mutating func take(_ note: PulseThreadMessage) {
    switch note {
    case .edge(let edge): if isCollecting { step(edge) }
    case .event(.began):
      self = SetSoFarTracker(profile)
      isCollecting = true
    case .event(.dropped), .event(.ended): self = SetSoFarTracker(profile)
    case .event(.paused): isPaused = true
    case .event(.resumed): isPaused = false
    case .event(.confirmed): break
    }
  }

  private mutating func step(_ edge: Edge) {
    if analysis == nil { analysis = SetAnalysis(first: edge, profile: profile) }
    guard var pulse = analysis?.step(edge) else { return }
    positionM += profile.wheel.isNearlyEven ? Double(pulse.arcs) * profile.wheel.meanArcM : pulse.travelM
    pulse.positionM = positionM
    if start.count < Self.startPulses { start.append(pulse) }
    recent.append(pulse)
    // In blocks: each removal moves what stays.
    guard recent.count % 256 == 0 else { return }
    let old = recent.prefix { pulse.timeNs &- $0.timeNs > Self.keptNs }.count
    if old > 0 { droppedM = recent[old - 1].positionM }
    recent.removeFirst(old)
  }

  /// The set as it would be logged if it ended now; nil if there is none.
  package mutating func look() -> SetSoFar? {
    guard isCollecting, let first = start.first, let last = recent.last else { return nil }
    var soFar = SetSoFar(
      firstPulseNs: first.timeNs, startNs: first.timeNs, drivenUntilNs: nil, drivenM: 0, coastedM: 0)
    if start.count >= Self.startPulses {
      soFar.startNs = SetBoundaries(pulses: start.span, profile: profile, walker: WalkerLoad()).startNs
    }
    if isPaused {
      endAtRest(&soFar)
    } else if profile.drag.isCalibrated, recent.count >= Self.startPulses {
      let begin = SetBoundaries.coastBegin(recent.span, profile)
      if last.timeNs &- recent[begin].timeNs >= Self.shortestCoastNs {
        soFar.drivenUntilNs = recent[begin].timeNs
        soFar.drivenM = recent[begin].positionM
        soFar.coastedM = max(0, positionM - soFar.drivenM)
        coast = (soFar, last.timeNs)
      } else if let held = coast, isStillCoasting(since: held.lastNs) {
        soFar.drivenUntilNs = held.soFar.drivenUntilNs
        soFar.drivenM = held.soFar.drivenM
        soFar.coastedM = max(0, positionM - soFar.drivenM)
      } else {
        coast = nil
      }
    }
    return soFar
  }

  /// Whether the belt has not become faster since.
  private func isStillCoasting(since coastNs: Int64) -> Bool {
    guard let last = recent.last, recent.count >= 3, last.timeNs &- coastNs < Self.coastHoldNs else {
      return false
    }
    let before = recent[recent.count - 2].timeNs
    return last.timeNs &- before >= (before &- recent[recent.count - 3].timeNs) / 10 * 9
  }

  /// The belt is stopped: as the finished set will find its end. Right before a standstill long gaps are no missed pulses,
  /// which only the analysis of the whole motion knows.
  private func endAtRest(_ soFar: inout SetSoFar) {
    guard let analysis else { return }
    var pulses = recent
    var span = pulses.mutableSpan
    analysis.settle(&span)
    guard let boundaries = analysis.boundaries(pulses.span), let last = pulses.last else { return }
    soFar.drivenUntilNs = boundaries.endNs
    soFar.drivenM = droppedM + pulses[boundaries.count - 1].positionM
    soFar.coastedM = max(0, last.positionM - pulses[boundaries.count - 1].positionM)
  }
}
