// SPDX-License-Identifier: Apache-2.0

import Foundation
import Motion
import Pulses
import Sets
import Simulation
import Testing
import Waking

@testable import Daemon
@testable import LiveFeed

/// A recording through the loop; the lines of single pulses, fetched after each batch.
private func told(_ seconds: Int64, isListening: Bool) throws -> (lines: [String], belt: BeltSnapshot) {
  let scenario = try ScenarioCatalogue.scenario("three-one-minute-sets")
  var recording = SimulatedRun(scenario, seed: 3).recording
  let endNs = recording.startNs + seconds * 1_000_000_000
  recording.edges.removeAll { $0.timestampNs > endNs }
  let wakePipe = try #require(WakePipe())
  let pulseSubscription = PulseSubscription(machine: "Treadmill \"3\"", wakePipe: wakePipe)
  pulseSubscription.setWanted(isListening)
  let handoff = PulseHandoff(mayWait: false, pulseSubscription: pulseSubscription)
  var loop = BeltLoop(pipeline: BeltPipeline(profile: scenario.profile), handoff: handoff)
  var source = RecordingSource(recording, pace: .asFastAsPossible)
  #expect(loop.run(&source, nowNs: recording.startNs) == .inputEnded)
  let text = String(decoding: pulseSubscription.lines(), as: UTF8.self)
  return (text.split(separator: "\n").map(String.init), handoff.latest.read())
}

@Test("every pulse is sent once, in order, with the edge's own timestamp and the distance so far")
func everyPulse() throws {
  let (lines, belt) = try told(30, isListening: true)
  #expect(lines.count > 200 && Int64(lines.count) == belt.counters.pulses)
  var number: Int64 = 0
  var before = (edgeNs: Int64.min, travelM: -1.0)
  for line in lines {
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    let pulse = try #require(object)
    number += 1
    #expect(pulse["machine"] as? String == "Treadmill \"3\"")
    #expect((pulse["pulse"] as? NSNumber)?.int64Value == number)
    let edgeNs = try #require((pulse["edgeNs"] as? NSNumber)?.int64Value)
    let travelM = try #require((pulse["totalDistanceM"] as? NSNumber)?.doubleValue)
    #expect(edgeNs > before.edgeNs && travelM >= before.travelM)
    before = (edgeNs, travelM)
  }
  #expect((before.travelM - belt.motion.distanceM).magnitude < 0.1)
}

@Test("without a listener no pulse is queued")
func nobodyListens() throws {
  let (lines, belt) = try told(30, isListening: false)
  #expect(lines.isEmpty && belt.counters.pulses > 200)
}
