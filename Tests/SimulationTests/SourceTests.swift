// SPDX-License-Identifier: Apache-2.0

import Foundation
import Pulses
import Simulation
import Testing

/// Everything a source delivers, in steps of 50 ms of its own time.
private func drain(_ recording: Recording, pace: ReplayPace, stop: StopFlag = StopFlag()) -> [Edge] {
  var source = RecordingSource(recording, pace: pace, stop: stop)
  var edges: [Edge] = []
  var timeNs = recording.startNs
  while true {
    let status = source.next(untilNs: timeNs + 50_000_000) { batch in
      for index in 0..<batch.count { edges.append(batch[index]) }
    }
    switch status {
    case .ended: return edges
    case .quiet(let untilNs):
      if untilNs == .min { return edges }
      timeNs = max(timeNs, untilNs)
    }
  }
}

@Test("a recording's edges do not depend on the pace")
func paceDoesNotMatter() throws {
  let recording = SimulatedRun(try ScenarioCatalogue.scenario("hand-spin"), seed: 4).recording
  #expect(drain(recording, pace: .asFastAsPossible) == recording.edges)
  #expect(drain(recording, pace: .times(200)) == recording.edges)
}

@Test("silence is never claimed beyond an edge that was not delivered")
func silenceIsCertain() throws {
  let recording = SimulatedRun(try ScenarioCatalogue.scenario("bump"), seed: 4).recording
  var source = RecordingSource(recording, pace: .asFastAsPossible)
  var quietNs = Int64.min
  var timeNs = recording.startNs
  while true {
    let status = source.next(untilNs: timeNs + 33_000_000) { batch in
      for index in 0..<batch.count { #expect(batch[index].timestampNs >= quietNs) }
    }
    guard case .quiet(let untilNs) = status else { break }
    quietNs = untilNs
    timeNs = max(timeNs, untilNs)
  }
  #expect(timeNs >= recording.endNs - 33_000_000)
}

@Test("a sleeping source is woken by its stop flag")
func stopWakes() async throws {
  let recording = Recording(edges: [Edge(timestampNs: 0), Edge(timestampNs: 3_600_000_000_000)])
  let stop = StopFlag()
  // An hour of recorded time at real pace: only the flag can end this.
  async let edges = Task.detached { drain(recording, pace: .times(1), stop: stop) }.value
  stop.stop()
  #expect(await edges.count <= 1)
}

@Test("injected faults are as requested, and the same for the same seed")
func injectedFaults() throws {
  let recording = SimulatedRun(try ScenarioCatalogue.scenario("retro-walk-5min"), seed: 1).recording
  var faults = InjectedFaults()
  faults.loss = 0.05
  faults.duplicate = 0.05
  faults.failAtNs = recording.edges[2000].timestampNs
  func run(seed: UInt64) -> (edges: [Edge], failed: Bool) {
    var source = FaultInjector(
      RecordingSource(recording, pace: .asFastAsPossible), faults: faults, seed: seed)
    var edges: [Edge] = []
    var timeNs = recording.startNs
    do {
      while true {
        let status = try source.next(untilNs: timeNs + 50_000_000) { batch in
          for index in 0..<batch.count { edges.append(batch[index]) }
        }
        guard case .quiet(let untilNs) = status else { return (edges, false) }
        timeNs = max(timeNs, untilNs)
      }
    } catch {
      return (edges, true)
    }
  }
  let first = run(seed: 9)
  #expect(first.failed)
  #expect(first.edges == run(seed: 9).edges)
  let kept = Set(first.edges.map(\.sequence)).count
  #expect(kept > 1850 && kept < 1950)
  #expect(first.edges.count > kept + 50)
  #expect(first.edges.allSatisfy { $0.timestampNs < recording.edges[2000].timestampNs })
}
