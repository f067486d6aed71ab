// SPDX-License-Identifier: Apache-2.0
//
// Owns: when a set begins and ends. Must not know: speed estimates, power, storage.
//
// | phase     | input                                         | next      | event               |
// |-----------|-----------------------------------------------|-----------|---------------------|
// | idle      | pulse                                         | candidate | began               |
// | candidate | pulse; way and time of a set reached          | active    | confirmed           |
// | candidate | silence of a standstill                       | idle      | dropped             |
// | active    | silence of a standstill                       | paused    | paused              |
// | active    | the longest set reached                       | candidate | ended, began        |
// | paused    | pulses over the resume distance, begun in time| active    | resumed             |
// | paused    | such motion dies away                         | paused    |                     |
// | paused    | longest pause, nothing began                  | idle      | ended               |
// | any set   | source lost, shutdown, input ended            | idle      | ended or dropped    |
//
// Silence acts at the instant when it has lasted long enough, not when someone looks: so the events are the same
// however often `advance` is called, live, replayed or simulated.

import Motion
import Pulses

/// Cuts pulses into sets.
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
  private var resumeFirstNs: Int64?
  private var resumeLastNs: Int64 = 0
  private var resumePulses: Int64 = 0

  /// - Parameter standstillNs: silence after which the belt stands (see `MotionStage`).
  package init(rules: SetRules, wheel: MagnetWheel, standstillNs: Int64) {
    self.rules = rules
    arcM = wheel.meanArcM
    self.standstillNs = standstillNs
  }

  /// Way of the candidate or set so far, metres.
  package var distanceM: Double { Double(pulses) * arcM }

  /// The belt moved: one pulse, which stands for so many arcs (0 where a magnet rocked or none can have made it).
  package mutating func step(_ pulse: Pulse, arcs: Int64 = 1, _ emit: (SetEvent) -> Void) {
    let timeNs = pulse.timestampNs
    advance(silentUntilNs: timeNs, emit)
    switch phase {
    case .idle:
      begin(at: timeNs, emit)
    case .candidate:
      lastPulseNs = timeNs
      pulses &+= arcs
      if distanceM >= rules.minimumDistanceM, timeNs &- firstPulseNs >= rules.minimumDurationNs {
        phase = .active
        emit(.confirmed)
      }
    case .active:
      if timeNs &- firstPulseNs >= rules.longestSetNs {
        emit(.ended(lastPulseNs: lastPulseNs, reason: .tooLong))
        begin(at: timeNs, emit)
      } else {
        lastPulseNs = timeNs
        pulses &+= arcs
      }
    case .paused:
      stepInPause(timeNs, arcs, emit)
    }
  }

  /// No pulse came up to this time.
  package mutating func advance(silentUntilNs timeNs: Int64, _ emit: (SetEvent) -> Void) {
    switch phase {
    case .idle: return
    case .candidate:
      if silence(since: lastPulseNs, until: timeNs) >= standstillNs {
        phase = .idle
        emit(.dropped)
      }
    case .active:
      if silence(since: lastPulseNs, until: timeNs) >= standstillNs {
        phase = .paused
        forgetResume()
        emit(.paused(lastPulseNs: lastPulseNs))
        advancePause(timeNs, emit)
      }
    case .paused:
      advancePause(timeNs, emit)
    }
  }

  /// Nothing more will come: closes what is open.
  package mutating func finish(_ reason: SetEndReason, _ emit: (SetEvent) -> Void) {
    switch phase {
    case .idle: return
    case .candidate: emit(.dropped)
    case .active, .paused: emit(.ended(lastPulseNs: lastPulseNs, reason: reason))
    }
    phase = .idle
  }

  private mutating func begin(at timeNs: Int64, _ emit: (SetEvent) -> Void) {
    phase = .candidate
    firstPulseNs = timeNs
    lastPulseNs = timeNs
    pulses = 1
    emit(.began(firstPulseNs: timeNs))
  }

  private mutating func stepInPause(_ timeNs: Int64, _ arcs: Int64, _ emit: (SetEvent) -> Void) {
    if resumeFirstNs == nil { resumeFirstNs = timeNs }
    resumeLastNs = timeNs
    resumePulses &+= arcs
    guard Double(resumePulses) * arcM >= rules.resumeDistanceM else { return }
    phase = .active
    pulses &+= resumePulses
    lastPulseNs = timeNs
    forgetResume()
    emit(.resumed)
  }

  private mutating func advancePause(_ timeNs: Int64, _ emit: (SetEvent) -> Void) {
    if resumeFirstNs != nil {
      guard silence(since: resumeLastNs, until: timeNs) >= standstillNs else { return }
      forgetResume()
    }
    guard silence(since: lastPulseNs, until: timeNs) > rules.longestPauseNs else { return }
    phase = .idle
    emit(.ended(lastPulseNs: lastPulseNs, reason: .stopped))
  }

  private mutating func forgetResume() {
    resumeFirstNs = nil
    resumePulses = 0
  }

  private func silence(since earlierNs: Int64, until laterNs: Int64) -> Int64 {
    let (difference, overflow) = laterNs.subtractingReportingOverflow(earlierNs)
    return overflow ? .max : difference
  }
}
