// SPDX-License-Identifier: Apache-2.0

import Foundation
import Motion
import Pulses
import Sets
import Simulation
import Testing

@testable import Daemon
@testable import LiveFeed

/// A recording through the loop; the lines of single pulses, fetched after each batch.
private func told(_ seconds: Int64, isListening: Bool) throws -> (lines: [String], belt: BeltSnapshot) {
  let scenario = try ScenarioCatalogue.scenario("three-one-minute-sets")
  var recording = SimulatedRun(scenario, seed: 3).recording
  let endNs = recording.startNs + seconds * 1_000_000_000
  recording.edges.removeAll { $0.timestampNs > endNs }
  let bell = try #require(FeedBell())
  let news = PulseNews(machine: "Treadmill \"3\"", bell: bell)
  news.setWanted(isListening)
  let outlet = BeltOutlet(mayWait: false, news: news)
  var loop = BeltLoop(pipeline: BeltPipeline(profile: scenario.profile), outlet: outlet)
  var source = RecordingSource(recording, pace: .asFastAsPossible)
  #expect(loop.run(&source, nowNs: recording.startNs) == .inputEnded)
  let text = String(decoding: news.lines(), as: UTF8.self)
  return (text.split(separator: "\n").map(String.init), outlet.latest.read())
}

@Test("every pulse is told once, in order, with the edge's own stamp and the way so far")
func everyPulse() throws {
  let (lines, belt) = try told(30, isListening: true)
  #expect(lines.count > 200 && Int64(lines.count) == belt.counters.pulses)
  var number: Int64 = 0
  var before = (edgeNs: Int64.min, way: -1.0)
  for line in lines {
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    let pulse = try #require(object)
    number += 1
    #expect(pulse["machine"] as? String == "Treadmill \"3\"")
    #expect((pulse["pulse"] as? NSNumber)?.int64Value == number)
    let edgeNs = try #require((pulse["edgeNs"] as? NSNumber)?.int64Value)
    let way = try #require((pulse["totalDistanceM"] as? NSNumber)?.doubleValue)
    #expect(edgeNs > before.edgeNs && way >= before.way)
    before = (edgeNs, way)
  }
  #expect((before.way - belt.motion.distanceM).magnitude < 0.1)
}

@Test("where nobody listens no pulse is put aside")
func nobodyListens() throws {
  let (lines, belt) = try told(30, isListening: false)
  #expect(lines.isEmpty && belt.counters.pulses > 200)
}
