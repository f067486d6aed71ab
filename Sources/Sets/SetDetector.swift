// SPDX-License-Identifier: Apache-2.0
//
// Owns: when a set begins and ends. Must not know: speed estimates, power, storage.
//
// | phase     | input                                         | next      | event               |
// |-----------|-----------------------------------------------|-----------|---------------------|
// | idle      | pulse                                         | candidate | began               |
// | candidate | pulse; distance and time of a set reached     | active    | confirmed           |
// | candidate | standstill after less than the resume distance| idle      | dropped             |
// | candidate | longest pause                                 | idle      | dropped             |
// | active    | silence of a standstill                       | paused    | paused              |
// | active    | the longest set reached                       | candidate | ended, began        |
// | paused    | pulses over the resume distance, begun in time| active    | resumed             |
// | paused    | such motion dies away                         | paused    |                     |
// | paused    | longest pause, nothing began                  | idle      | ended               |
// | any set   | source lost, shutdown, input ended            | idle      | ended or dropped    |
//
// A pulse of a stopped belt (a magnet rocking under a standing person) is not motion: it neither begins a set nor
// prolongs one. It counts afterwards if the belt begins to move with it.
//
// Silence acts at the instant when it has lasted long enough, not when it is checked: so the events are the same
// however often `advance` is called, live, replayed or simulated.

import Motion
import Pulses

/// Divides pulses into sets.
package struct SetDetector: Sendable {
  package let rules: SetRules
  package private(set) var phase = SetPhase.idle
  /// The first pulse of the candidate or set, nanoseconds.
  package private(set) var firstPulseNs: Int64 = 0
  /// The last pulse that belongs to the set, nanoseconds.
  package private(set) var lastPulseNs: Int64 = 0
  /// Arcs of the set so far.
  package private(set) var pulses: Int64 = 0
  private let arcM: Double
  private let standstillNs: Int64
  /// Motion since the last standstill, in the candidate or in a pause.
  private var burst = Burst()
  /// Pulses of the stopped belt that count if it begins to move, and the first of them.
  private var waiting: Int64 = 0
  private var waitingSinceNs: Int64 = 0
  private let mostWaiting: Int64

  /// A motion between two standstills.
  private struct Burst: Sendable {
    var isMoving = false
    var lastNs: Int64 = 0
    var pulses: Int64 = 0
  }

  /// - Parameter standstill: when the belt is stopped (see `MotionStage`).
  package init(rules: SetRules, wheel: MagnetWheel, standstill: Standstill) {
    self.rules = rules
    arcM = wheel.meanArcM
    standstillNs = standstill.spanNs
    mostWaiting = standstill.mostWaiting
  }

  /// Travel of the candidate or set so far, metres.
  package var distanceM: Double { Double(pulses) * arcM }

  private func travelM(_ arcs: Int64) -> Double { Double(arcs) * arcM }

  /// Takes a pulse.
  /// - Parameters:
  ///   - arcs: the arcs it stands for: 0 if no magnet can have caused it, or on old ground.
  ///   - moves: false if the belt was stopped before it, or is rocking.
  package mutating func step(_ pulse: Pulse, arcs: Int64 = 1, moves: Bool = true, _ emit: (SetEvent) -> Void)
  {
    let timeNs = pulse.timestampNs
    advance(silentUntilNs: timeNs, emit)
    guard moves else { return wait(timeNs, arcs, emit) }
    if phase == .idle { begin(at: timeNs, emit) }
    let counted = waiting &+ arcs
    waiting = 0
    switch phase {
    case .idle: break
    case .candidate: stepAsCandidate(timeNs, counted, emit)
    case .active:
      if timeNs &- firstPulseNs >= rules.longestSetNs {
        emit(.ended(lastPulseNs: lastPulseNs, reason: .tooLong))
        begin(at: timeNs, emit)
      } else {
        lastPulseNs = timeNs
        pulses &+= counted
      }
    case .paused: stepInPause(timeNs, counted, emit)
    }
  }

  /// A pulse of a stopped belt: it may be the first of a motion, so a candidate begins with it.
  private mutating func wait(_ timeNs: Int64, _ arcs: Int64, _ emit: (SetEvent) -> Void) {
    let isNew = waiting == 0 || Nanoseconds(from: waitingSinceNs, to: timeNs).count >= standstillNs
    if isNew { waitingSinceNs = timeNs }
    waiting = isNew ? arcs : min(waiting &+ arcs, mostWaiting)
    if phase == .idle || (phase == .candidate && pulses == 0 && isNew) { begin(at: timeNs, emit) }
  }

  private mutating func begin(at timeNs: Int64, _ emit: (SetEvent) -> Void) {
    phase = .candidate
    firstPulseNs = timeNs
    lastPulseNs = timeNs
    pulses = 0
    burst = Burst()
    emit(.began(firstPulseNs: timeNs))
  }

  private mutating func stepAsCandidate(_ timeNs: Int64, _ arcs: Int64, _ emit: (SetEvent) -> Void) {
    move(timeNs, arcs)
    pulses &+= arcs
    lastPulseNs = timeNs
    guard distanceM >= rules.minimumDistanceM, timeNs &- firstPulseNs >= rules.minimumDurationNs else {
      return
    }
    phase = .active
    emit(.confirmed)
  }

  private mutating func move(_ timeNs: Int64, _ arcs: Int64) {
    burst.isMoving = true
    burst.lastNs = timeNs
    burst.pulses &+= arcs
  }

  private mutating func stepInPause(_ timeNs: Int64, _ arcs: Int64, _ emit: (SetEvent) -> Void) {
    move(timeNs, arcs)
    guard travelM(burst.pulses) >= rules.resumeDistanceM else { return }
    phase = .active
    pulses &+= burst.pulses
    lastPulseNs = timeNs
    emit(.resumed)
  }

  /// No pulse came up to this time.
  package mutating func advance(silentUntilNs timeNs: Int64, _ emit: (SetEvent) -> Void) {
    switch phase {
    case .idle: return
    case .candidate: advanceCandidate(timeNs, emit)
    case .active:
      if Nanoseconds(from: lastPulseNs, to: timeNs).count >= standstillNs {
        phase = .paused
        burst = Burst()
        emit(.paused(lastPulseNs: lastPulseNs))
        advancePause(timeNs, emit)
      }
    case .paused: advancePause(timeNs, emit)
    }
  }

  /// Someone who walks a metre and pauses has begun a set; brushing the belt is not a set.
  private mutating func advanceCandidate(_ timeNs: Int64, _ emit: (SetEvent) -> Void) {
    let silenceNs = Nanoseconds(from: lastPulseNs, to: timeNs).count
    if burst.isMoving {
      guard silenceNs >= standstillNs else { return }
      let isBump = travelM(burst.pulses) < rules.resumeDistanceM
      burst = Burst()
      if isBump { return drop(emit) }
    }
    guard !mayHaveBegun(timeNs) else { return }
    if silenceNs > (pulses == 0 ? standstillNs : rules.longestPauseNs) { drop(emit) }
  }

  private mutating func drop(_ emit: (SetEvent) -> Void) {
    phase = .idle
    emit(.dropped)
  }

  private mutating func advancePause(_ timeNs: Int64, _ emit: (SetEvent) -> Void) {
    if burst.isMoving {
      guard Nanoseconds(from: burst.lastNs, to: timeNs).count >= standstillNs else { return }
      burst = Burst()
    }
    guard !mayHaveBegun(timeNs), Nanoseconds(from: lastPulseNs, to: timeNs).count > rules.longestPauseNs
    else {
      return
    }
    phase = .idle
    emit(.ended(lastPulseNs: lastPulseNs, reason: .stopped))
  }

  /// Whether a pulse within the longest pause may be the first of a motion.
  private func mayHaveBegun(_ timeNs: Int64) -> Bool {
    waiting > 0 && Nanoseconds(from: waitingSinceNs, to: timeNs).count < standstillNs
      && Nanoseconds(from: lastPulseNs, to: waitingSinceNs).count <= rules.longestPauseNs
  }

  /// Nothing more will come: closes an open set.
  package mutating func finish(_ reason: SetEndReason, _ emit: (SetEvent) -> Void) {
    switch phase {
    case .idle: return
    case .candidate: emit(.dropped)
    case .active, .paused: emit(.ended(lastPulseNs: lastPulseNs, reason: reason))
    }
    phase = .idle
  }
}
