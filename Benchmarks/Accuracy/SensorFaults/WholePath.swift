// SPDX-License-Identifier: Apache-2.0
//
// Owns: a recording through the whole path: edges, live stages, collected edges, finished sets. Must not know: truth.

import Motion
import Pulses
import Sets
import Simulation

/// The result of a recording, as computed by the daemon.
struct WholePath {
  /// Accepted by the rules.
  private(set) var sets: [FinishedSet] = []
  private(set) var counters = PulseCounters()
  /// The odometer at the end, metres.
  private(set) var distanceM = 0.0
  private(set) var alarm = LiveAlarm()

  private let profile: MachineProfile
  private let rules: SetRules
  private var edges: [Edge] = []
  private var isCollecting = false

  /// Between two checks of the belt, nanoseconds.
  private static let lookNs: Int64 = 250_000_000

  init(_ recording: Recording, profile: MachineProfile, rules: SetRules) {
    self.profile = profile
    self.rules = rules
    var pipeline = BeltPipeline(profile: profile, walker: WalkerLoad(statedMassKg: 80), rules: rules)
    var events: [SetEvent] = []
    var nextLookNs = recording.startNs
    for edge in recording.edges {
      while nextLookNs < edge.timestampNs {
        pipeline.advance(silentUntilNs: nextLookNs) { events.append($0) }
        take(&events)
        alarm.look(pipeline.snapshot(atNs: nextLookNs))
        nextLookNs += Self.lookNs
      }
      pipeline.step(edge) { events.append($0) }
      take(&events)
      if isCollecting { edges.append(edge) }
    }
    pipeline.advance(silentUntilNs: recording.endNs) { events.append($0) }
    pipeline.finish(.inputEnded) { events.append($0) }
    take(&events)
    let end = pipeline.snapshot(atNs: recording.endNs)
    alarm.look(end)
    counters = end.counters
    distanceM = end.motion.distanceM
  }

  private mutating func take(_ events: inout [SetEvent]) {
    for event in events {
      switch event {
      case .began:
        edges.removeAll(keepingCapacity: true)
        isCollecting = true
      case .dropped: isCollecting = false
      case .ended(let lastPulseNs, _):
        isCollecting = false
        let own = edges.filter { $0.timestampNs <= lastPulseNs }
        if let run = SetRun(own, profile: profile), rules.accepts(run.finished) { sets.append(run.finished) }
      case .confirmed, .paused, .resumed: break
      }
    }
    events.removeAll(keepingCapacity: true)
  }
}

/// Whether a live view would report a sensor problem.
struct LiveAlarm: Sendable {
  /// Pulses that are suspect, or may be a contact's second closings.
  private(set) var isDoubted = false
  /// More rejected arrivals than magnets within a minute: a worn contact.
  private(set) var isBouncing = false
  /// Counters from at most a minute ago.
  private var before = PulseCounters()
  private var sinceNs: Int64?

  private static let windowNs: Int64 = 60_000_000_000
  private static let fewest: Int64 = 60

  var isRaised: Bool { isDoubted || isBouncing }

  mutating func look(_ belt: BeltSnapshot) {
    if belt.suspicion != nil || belt.isAmbiguous { isDoubted = true }
    let timeNs = belt.motion.timeNs
    let rejected = belt.counters.rejected - before.rejected
    if rejected >= Self.fewest, rejected > belt.counters.pulses - before.pulses { isBouncing = true }
    if let sinceNs, timeNs - sinceNs < Self.windowNs { return }
    sinceNs = timeNs
    before = belt.counters
  }
}
