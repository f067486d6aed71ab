// SPDX-License-Identifier: Apache-2.0
//
// Owns: what runs on the pulse thread: source -> stages -> hand-over. Must not know: logs, sockets, displays.
//
// After the source is open it neither allocates, nor locks, nor waits for anything but the source.

import Hardware
import Pulses
import SetKeeping
import Sets
import Settings

/// How a belt loop came to its end with one source.
enum BeltLoopEnd: Sendable, Equatable {
  case stopped
  case inputEnded
  case sourceFailed
}

/// The pulse thread's side of the hand-over.
struct BeltLoop: ~Copyable {
  /// Belt time between two polls of a silent line, nanoseconds.
  static let tickNs: Int64 = 50_000_000
  /// The same while the belt is stopped and no set is open. Only an edge can change anything then, and it ends the wait;
  /// this pace only counts the seconds of the rest, ten times a second as they are shown.
  static let restTickNs: Int64 = 120_000_000

  /// A set is closed at so many edges, so that what is kept of it stays bounded: 4 hours of 16 magnets at a fast walk.
  static let mostSetEdges = 1 << 22

  let handoff: PulseHandoff
  /// The machine whose plan and walker are read while it runs; nil for none.
  private let machine: CurrentMachine?
  /// The version of it that the pipeline uses.
  private var seen = (changes: 0, plan: 0)
  private var pipeline: BeltPipeline
  private var timeNs: Int64 = .min
  private var latency = LatencyCounts()
  /// When the next snapshot is due without a pulse, belt time in nanoseconds.
  private var publishDueNs: Int64 = .min
  /// Edges of the candidate or set in progress.
  private var setEdges = 0

  init(pipeline: BeltPipeline, handoff: PulseHandoff, machine: CurrentMachine? = nil) {
    self.pipeline = pipeline
    self.machine = machine
    self.handoff = handoff
  }

  /// Runs one source until it ends, fails or is stopped.
  /// - Parameter nowNs: the source's clock when it was opened, nanoseconds.
  mutating func run<Source: EdgeSource & ~Copyable>(_ source: inout Source, nowNs: Int64) throws(Source
    .Failure)
    -> BeltLoopEnd
  {
    timeNs = max(timeNs, nowNs)
    while !handoff.isStopping {
      handoff.look()
      var pulseNs: Int64?
      var count = 0
      let tickNs = pipeline.detector.phase == .idle ? Self.restTickNs : Self.tickNs
      let status = try source.next(untilNs: timeNs &+ tickNs) { edges in
        count &+= edges.count
        for index in 0..<edges.count where handoff.take(edges[index], &pipeline) {
          pulseNs = edges[index].timestampNs
        }
      }
      switch status {
      case .quiet(let untilNs):
        if untilNs > timeNs { timeNs = untilNs }
        pipeline.advance(silentUntilNs: timeNs) { handoff.put(.event($0)) }
        boundSet(count)
        if let machine, machine.changes != seen.changes { takeChanges(machine) }
        // Edges that are no pulse, such as a magnet that leaves, change nothing that is shown at once.
        if pulseNs != nil || count == 0 || timeNs >= publishDueNs {
          handoff.publish(pipeline.snapshot(atNs: timeNs))
          publishDueNs = timeNs &+ Self.tickNs
        }
        if let pulseNs { noteLatency(pulseNs) }
      case .ended:
        return .inputEnded
      }
    }
    return .stopped
  }

  /// Closes a set that has too many edges; what follows is the next one.
  private mutating func boundSet(_ count: Int) {
    setEdges = pipeline.detector.phase == .idle ? 0 : setEdges &+ count
    guard setEdges > Self.mostSetEdges else { return }
    let handoff = handoff
    pipeline.finish(.tooLong) { handoff.put(.event($0)) }
    setEdges = 0
  }

  /// The newest pulse has just been published; the latency is that of its edge.
  private mutating func noteLatency(_ edgeNs: Int64) {
    guard handoff.isLive else { return }
    latency.note(fromNs: edgeNs, toNs: MonotonicClock.nowNs)
    handoff.latencies.write(latency)
  }

  /// Another walker counts at once; a plan that was reloaded from the next motion on. The line stays open, no pulse is
  /// lost.
  private mutating func takeChanges(_ machine: CurrentMachine) {
    let changes = machine.changes
    guard let version = machine.versionAtOnce else { return }
    pipeline.use(walker: version.walker)
    if version.number != seen.plan {
      guard pipeline.detector.phase == .idle else { return }
      pipeline = BeltPipeline(profile: version.plan.profile, rules: version.plan.rules, after: pipeline)
      seen.plan = version.number
    }
    seen.changes = changes
  }

  /// Closes the set in progress, since no more edges come for now.
  mutating func close(_ reason: SetEndReason) {
    let handoff = handoff
    pipeline.finish(reason) { handoff.put(.event($0)) }
    handoff.publish(pipeline.snapshot(atNs: timeNs))
  }

  /// The source was opened again.
  mutating func sourceReopened() { pipeline.sourceReopened() }
}
