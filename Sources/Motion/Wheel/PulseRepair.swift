// SPDX-License-Identifier: Apache-2.0
//
// Owns: what one pulse represents: nothing, one arc, or several with missed pulses. Must not know: sets.
//
// The raw count is never changed: repairs are counted separately. Repairs are only made in steady motion, since a
// hard start looks like missed pulses in reverse: gaps that halve from one pulse to the next.

import Pulses

/// The repairs so far.
package struct PulseRepairs: Sendable, Equatable, BitwiseCopyable {
  /// Missed pulses that were restored.
  package var missed: Int64 = 0
  /// Pulses that no magnet can have caused, removed.
  package var discarded: Int64 = 0

  package init() {}
}

/// What one pulse represents.
package enum PulseVerdict: Sendable, Equatable {
  case discarded
  /// This many arcs since the previous pulse: 1 is ordinary, more include missed pulses.
  case arcs(Int)
}

/// Decides pulse by pulse, and undoes decisions that prove wrong.
package struct PulseRepair: Sendable {
  /// Pulses of steady motion before the first repair.
  private static let settlingPulses = 6
  private static let settlingNs: Int64 = 2_000_000_000
  /// No repair while a start, stop or sprint is more likely than this.
  private static let largestManoeuvre = 0.2
  /// A pulse after less than this share of an arc is not a magnet.
  private static let earliestShare = 0.30
  /// A gap longer than this many arcs is examined.
  private static let suspiciousArcs = 1.4
  /// How often a magnet is missed, before anything is known.
  private static let missChance = 0.005
  /// A repair is final when this many pulses have come since without an alarm.
  private static let probation = 40
  /// More repairs than this under probation: the model is wrong, not the sensor. They are undone.
  private static let mostOnProbation = 6
  /// No repairs for this many pulses after an alarm.
  private static let suspension = 200

  /// Pulses before a standstill whose gaps are long because the belt is stopping.
  package static let stoppingPulses = 3

  /// Final repairs.
  package private(set) var confirmed = PulseRepairs()
  /// Arcs added under probation, one entry per pulse, the newest at `cursor`.
  private var recent = InlineArray<64, Int64>(repeating: 0)
  private var cursor = 0
  private var onProbation: Int64 = 0
  private var repairsOnProbation = 0
  private var sinceStart = 0
  private var startNs: Int64 = 0
  private var suspended = 0

  private let isEnabled: Bool
  /// Whether repairs were ever undone.
  package private(set) var hadAlarm = false

  package init(isEnabled: Bool = true) { self.isEnabled = isEnabled }

  /// Repairs at rest: no evidence against those under probation can come any more. Long gaps right before a
  /// standstill were not misses but the belt coming to rest.
  package var settled: PulseRepairs {
    var all = confirmed
    all.missed &+= onProbation
    for back in 0..<Self.stoppingPulses { all.missed &-= recent[(cursor + 64 - back) & 63] }
    return all
  }

  /// A counted pulse has proved to be the contact's bounce.
  package mutating func noteBounce() { confirmed.discarded &+= 1 }

  /// The belt starts to move at a pulse.
  package mutating func restart(atNs timeNs: Int64) {
    sinceStart = 0
    startNs = timeNs
    settleAll()
  }

  /// Judges a pulse at `timeNs`, to which `bank` has been advanced. Bank and wheel are not changed; `inout` keeps
  /// them from being copied.
  package mutating func judge(
    timeNs: Int64, bank: inout GaitBank, wheel: inout WheelTracker, travelVariance: Double,
    timestampSdS: Double
  ) -> PulseVerdict {
    sinceStart += 1
    suspended = max(0, suspended - 1)
    let verdict = propose(timeNs, &bank, &wheel, travelVariance, timestampSdS)
    return note(verdict)
  }

  private mutating func propose(
    _ timeNs: Int64, _ bank: inout GaitBank, _ wheel: inout WheelTracker, _ travelVariance: Double,
    _ timestampSdS: Double
  ) -> PulseVerdict {
    guard isEnabled, suspended == 0, bank.isRunning, sinceStart > Self.settlingPulses,
      timeNs &- startNs >= Self.settlingNs, bank.manoeuvreWeight < Self.largestManoeuvre
    else { return .arcs(1) }
    let one = wheel.travelM(arcs: 1)
    let predicted = bank.predictedTravelM
    if predicted < Self.earliestShare * one { return .discarded }
    guard predicted > Self.suspiciousArcs * one else { return .arcs(1) }
    var best = 1
    var highest = bank.likelihood(travelM: one, travelVariance: travelVariance, timestampSdS: timestampSdS)
    var chance = 1.0
    for arcs in 2...3 {
      chance *= Self.missChance
      let likelihood =
        chance
        * bank.likelihood(
          travelM: wheel.travelM(arcs: arcs), travelVariance: travelVariance, timestampSdS: timestampSdS)
      if likelihood > highest {
        best = arcs
        highest = likelihood
      }
    }
    return .arcs(best)
  }

  /// Keeps account; raises the alarm if there are too many repairs.
  private mutating func note(_ verdict: PulseVerdict) -> PulseVerdict {
    cursor = (cursor + 1) & 63
    let leaving = (cursor + 64 - Self.probation) & 63
    if recent[leaving] != 0 {
      confirmed.missed &+= recent[leaving]
      onProbation &-= recent[leaving]
      repairsOnProbation -= 1
      recent[leaving] = 0
    }
    recent[cursor] = 0
    switch verdict {
    case .discarded:
      confirmed.discarded &+= 1
    case .arcs(let arcs) where arcs > 1:
      // Not a conversion: on 32-bit processors those use the heap.
      let missed: Int64 = arcs == 2 ? 1 : 2
      recent[cursor] = missed
      onProbation &+= missed
      repairsOnProbation += 1
      if repairsOnProbation > Self.mostOnProbation {
        undoAll()
        return .arcs(1)
      }
    case .arcs: break
    }
    return verdict
  }

  private mutating func undoAll() {
    for index in 0..<64 { recent[index] = 0 }
    onProbation = 0
    repairsOnProbation = 0
    suspended = Self.suspension
    hadAlarm = true
  }

  /// The belt stopped: repairs under probation become final.
  private mutating func settleAll() {
    confirmed = settled
    for index in 0..<64 { recent[index] = 0 }
    onProbation = 0
    repairsOnProbation = 0
  }
}
