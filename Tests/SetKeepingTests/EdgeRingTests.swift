// SPDX-License-Identifier: Apache-2.0

import Motion
import Pulses
import SetLog
import Sets
import Simulation
import TestSupport
import Testing

@testable import SetKeeping

@Test("the ring holds the last minute in order, and no more edges than it has room for")
func lastMinute() {
  var ring = EdgeRing()
  #expect(ring.lastMinute.isEmpty)
  // Ten a second for two minutes.
  for number in 0..<1200 as Range<Int64> { ring.append(Edge(timestampNs: number * 100_000_000)) }
  #expect(ring.lastMinute.map(\.timestampNs) == (599..<1200).map { $0 * 100_000_000 })
  // Faster than it can hold a minute of.
  for number in 0..<100_000 as Range<Int64> {
    ring.append(Edge(timestampNs: 120_000_000_000 + number * 125_000, sequence: number))
  }
  let newest = ring.lastMinute
  #expect(newest.count == EdgeRing.capacity)
  #expect(newest.map(\.sequence) == (100_000 - Int64(EdgeRing.capacity)..<100_000).map { $0 })
}

@Test("edges of any timestamp neither trap the ring nor stay for ever")
func hostileRing() {
  var ring = EdgeRing()
  for timestamp in [Int64.min, .max, 0, -1, .min] { ring.append(Edge(timestampNs: timestamp)) }
  #expect(ring.lastMinute == [Edge(timestampNs: .max)])
  var early = EdgeRing()
  early.append(Edge(timestampNs: .min))
  #expect(early.lastMinute.count == 1)
}

/// What is logged of edges that come to a keeper as the pulse thread tells them.
private func logged(_ edges: [Edge], endNs: Int64, _ profile: MachineProfile, _ log: SetLog, _ folder: Folder)
  throws
  -> [SetRecord]
{
  var keeper = SetKeeper(log: log, directory: folder.path, machine: "m", profile: profile, bootId: "b")
  var pipeline = BeltPipeline(profile: profile)
  var records: [SetRecord] = []
  let clock = BeltClock(offsetNs: 0, isSynchronised: true, bootId: "b")
  func take(_ note: PulseThreadMessage) {
    if let record = keeper.take(note, clock: clock) { records.append(record) }
  }
  for edge in edges {
    pipeline.step(edge) { take(.event($0)) }
    take(.edge(edge))
  }
  pipeline.advance(silentUntilNs: endNs) { take(.event($0)) }
  keeper.write()
  return records
}

@Test("the last minute's edges are saved beside a set that is not believed, and beside no other")
func contextOfSuspectSet() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  let scenario = try ScenarioCatalogue.scenario("three-one-minute-sets")
  let walk = SimulatedRun(scenario, seed: 1).recording
  for record in try logged(walk.edges, endNs: walk.endNs, scenario.profile, log, folder) {
    #expect(record.suspect == nil)
    #expect(try log.contextEdges(of: record.id).isEmpty)
  }
  let hum = (0..<1500).map {
    Edge(timestampNs: 5_000_000_000 + Int64($0) * 20_000_000, sequence: Int64($0) + 1)
  }
  let suspect = try logged(hum, endNs: 90_000_000_000, scenario.profile, log, folder).filter {
    $0.suspect != nil
  }
  #expect(suspect.count == 1)
  for record in suspect {
    #expect(try log.contextEdges(of: record.id) == hum)
  }
}
