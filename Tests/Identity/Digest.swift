// SPDX-License-Identifier: Apache-2.0
//
// Owns: a recording through the pure stages, with every output hashed into 64 bits. Must not know: processors, files,
// the meaning of the numbers.
//
// Compiled as Embedded Swift for three processors by scripts/identity.sh, so it uses only what needs no heap on 32
// bits: no shift that checks its range, no conversion of unsigned integers to Double.

import Motion
import Pulses
import Sets

/// The hash of everything that went in. Word by word instead of byte by byte as in FNV-1a; every step is invertible,
/// so a difference of one bit in one word never cancels.
struct Digest {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ word: UInt64) {
    value = (value ^ word) &* 0x0000_0100_0000_01b3
    value ^= value &>> 29
  }

  mutating func add(_ number: Int64) { add(UInt64(bitPattern: number)) }

  /// Exact below 2^53. An `Int` has 32 bits on one of the processors, where widening it would need the heap.
  mutating func add(_ number: Int) { add(Double(number)) }

  mutating func add(_ number: Double) { add(number.bitPattern) }

  mutating func add(_ flag: Bool) { add(flag ? Int64(1) : Int64(0)) }

  /// Precedes an optional: unknown is not 0.
  private static let absent: Int64 = 0x6e69_6c00
  private static let present: Int64 = 0x736f_6d65

  mutating func add(_ number: Double?) {
    guard let number else { return add(Self.absent) }
    add(Self.present)
    add(number)
  }

  mutating func add(_ number: Int64?) {
    guard let number else { return add(Self.absent) }
    add(Self.present)
    add(number)
  }
}

// One function for each type that leaves the pure modules. A new field needs a line here; scripts/identity.sh checks
// each by name.
extension Digest {
  mutating func add(_ direction: BeltDirection?) {
    switch direction {
    case nil: add(Self.absent)
    case .forward?: add(Int64(0))
    case .backward?: add(Int64(1))
    }
  }

  mutating func add(_ phase: SetPhase) {
    switch phase {
    case .idle: add(Int64(0))
    case .candidate: add(Int64(1))
    case .active: add(Int64(2))
    case .paused: add(Int64(3))
    }
  }

  mutating func add(_ reason: SetEndReason) {
    switch reason {
    case .stopped: add(Int64(0))
    case .interrupted: add(Int64(5))
    case .sensorLost: add(Int64(1))
    case .shutdown: add(Int64(2))
    case .inputEnded: add(Int64(3))
    case .tooLong: add(Int64(4))
    }
  }

  mutating func add(_ event: SetEvent) {
    switch event {
    case .began(let firstPulseNs):
      add(Int64(10))
      add(firstPulseNs)
    case .dropped: add(Int64(11))
    case .confirmed: add(Int64(12))
    case .paused(let lastPulseNs):
      add(Int64(13))
      add(lastPulseNs)
    case .resumed: add(Int64(14))
    case .ended(let lastPulseNs, let reason):
      add(Int64(15))
      add(lastPulseNs)
      add(reason)
    }
  }

  mutating func add(_ motion: MotionEstimate) {
    add(motion.timeNs)
    add(motion.distanceM)
    add(motion.speedMps)
    add(motion.speedSdMps)
    add(motion.displaySpeedMps)
    add(motion.displaySpeedSdMps)
    add(motion.accelerationMps2)
    add(motion.powerW)
    add(motion.powerSdW)
    add(motion.cadenceSpm)
    add(motion.direction)
    add(motion.repairs)
  }

  mutating func add(_ repairs: PulseRepairs) {
    add(repairs.missed)
    add(repairs.discarded)
  }

  mutating func add(_ counters: PulseCounters) {
    add(counters.edges)
    add(counters.pulses)
    add(counters.bounces)
    add(counters.openingBounces)
    add(counters.impossible)
    add(counters.implausible)
    add(counters.wentBack)
    add(counters.otherTransition)
    add(counters.lostEdges)
    add(counters.sequenceKnown)
  }

  mutating func add(_ snapshot: BeltSnapshot) {
    add(snapshot.motion)
    add(snapshot.counters)
    add(snapshot.phase)
    add(snapshot.suspicion)
    add(snapshot.isAmbiguous)
    add(snapshot.setFirstPulseNs)
    add(snapshot.setLastPulseNs)
    add(snapshot.setDistanceM)
  }

  mutating func add(_ finished: FinishedSet) {
    add(finished.startNs)
    add(finished.endNs)
    add(finished.lastPulseNs)
    add(finished.movingTimeS)
    add(finished.distanceM)
    add(finished.distanceSdM)
    add(finished.meanSpeedMps)
    add(finished.maxSpeedMps)
    add(finished.meanPowerW)
    add(finished.powerSdW)
    add(finished.maxPowerW)
    add(finished.workJ)
    add(finished.workSdJ)
    add(finished.meanForceN)
    add(finished.counters)
    add(finished.endIsRefined)
    add(finished.powerIsEstimated)
    add(finished.endReason)
    add(finished.fade)
    add(finished.steps)
    add(finished.cadenceSpm)
    add(finished.direction)
    add(finished.missed)
    add(finished.discarded)
    add(finished.drivenS)
    add(finished.suspicion)
  }

  mutating func add(_ suspicion: Suspicion?) {
    guard let suspicion else { return add(Int64(0)) }
    switch suspicion.kind {
    case .regular: add(Int64(1))
    case .chatter: add(Int64(2))
    case .impossible: add(Int64(3))
    }
    add(suspicion.frequencyHz)
  }

  mutating func add(_ position: SessionPosition) {
    add(position.beginsSession)
    add(position.index)
    add(position.restBeforeS)
  }
}
