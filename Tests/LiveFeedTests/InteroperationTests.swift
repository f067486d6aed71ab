// SPDX-License-Identifier: Apache-2.0
//
// Owns: that daemons and clients of different minor versions understand each other.

import Foundation
import Pulses
import Testing

@testable import LiveFeed

/// A frame without any part.
private let bareFrame = #"{"type":"live","machine":"id-3","timeNs":90000000000,"phase":"active"}"#

private func live(_ line: String) throws -> LiveFrame {
  guard case .live(let frame) = FeedMessage(line: Data(line.utf8)) else {
    throw FeedError.closed(path: "not understood: \(line)")
  }
  return frame
}

@Test("a frame without its parts is understood; what it does not say is unknown")
func bare() throws {
  let frame = try live(bareFrame)
  #expect(frame.machine == "id-3" && frame.name == "id-3" && frame.phase == "active")
  #expect(frame.training == nil && frame.set == LiveSet() && frame.motion == LiveMotion())
  #expect(frame.health.sensor == .waiting && frame.service.clockIsSynchronised == nil && frame.walker == nil)
}

@Test("what a later daemon adds is passed over, in every part of a frame and as a message")
func laterDaemon() throws {
  let text =
    String(bareFrame.dropLast())
    + #","later":{"a":[1]},"walker":"Anna","training":{"title":"t","mood":"good","nextStep":{"kind":"dance","#
    + #""steps":7},"week":{"sessionsDone":2,"moon":"full"}},"health":{"sensor":"asleep","sensorText":"z","#
    + #""counters":{"edges":1,"pulses":2,"bounces":0,"implausible":0,"wentBack":0,"otherTransition":0,"new":3},"#
    + #""alerts":[{"kind":"new","severity":"odd","text":"t"}],"colour":"red"}}"#
  let frame = try live(text)
  #expect(
    frame.walker == "Anna" && frame.training?.nextStep == .other && frame.training?.week?.sessionsDone == 2)
  // A state of the sensor that is not known here is none that can be trusted.
  #expect(frame.health.sensor == .waiting && frame.health.alerts.first?.severity == "odd")
  #expect(FeedMessage(line: Data(#"{"type":"heartbeat","bpm":120}"#.utf8)) == nil)
  let change = #"{"type":"change","sequence":7,"kind":"shoe","id":"x","why":1}"#
  #expect(FeedMessage(line: Data(change.utf8)) == .change(FeedChange(sequence: 7, kind: "shoe", id: "x")))
  let hello =
    #"{"type":"hello","protocol":{"major":2,"minor":9},"software":"9","capabilities":["x"],"machines":[],"y":1}"#
  guard case .hello(let greeting) = FeedMessage(line: Data(hello.utf8)) else {
    Issue.record("a newer minor version is refused")
    return
  }
  #expect(greeting.protocol.minor == 9)
}

@Test("every message reads back as it was written")
func messagesRoundTrip() {
  var answer = FeedAnswer(id: "1")
  answer.walker = "Ada \"the\n first\""
  var change = FeedChange(sequence: 3, kind: "set", id: "s", set: SetSummary())
  change.set?.walker = "Ada"
  var pulse = LivePulse()
  pulse.edgeNs = 5
  let messages: [FeedMessage] = [
    .hello(FeedHello(software: "1", capabilities: ["live"], machines: machines("a\"b\nc"))),
    .machines(machines("A")), .live(frame("A", 7)), .pulse(machine: "m", pulse),
    .line(LiveLine(machine: "m", circumferenceM: 1, magnets: 1, edge: "both", sensor: "single")),
    .edges(LiveEdges(machine: "m", first: 1, edges: [Edge(timestampNs: 5)])), .change(change), .ok(answer),
    .error(FeedFault(.busy, "t", id: "1")), .bye(reason: "x"),
  ]
  for message in messages {
    #expect(FeedMessage(line: message.line.dropLast()) == message)
  }
}

@Test("a request reads back with what is absent, null and there kept apart")
func requestsRoundTrip() throws {
  var request = ControlRequest(.note, id: "7")
  request.set = "s"
  request.rpe = .value(5)
  request.pain = .null
  #expect(try FeedRequest.read(FeedRequest.request(request).line.dropLast()) == .request(request))
  #expect(
    request.rpe.replacing(3) == 5 && request.pain.replacing(3) == nil && request.text.replacing("a") == "a")
  let watch = FeedWatch([.live, .edges], machines: ["a"], rateHz: 2, fromSequence: 9, id: "w")
  #expect(try FeedRequest.read(FeedRequest.watch(watch).line.dropLast()) == .watch(watch))
}

@Test("a step without the figures that belong to it is one that is not known")
func incompleteStep() throws {
  for kind in ["walk", "longerSets", "moreSets", "", "other"] {
    let step = try JSONDecoder().decode(LiveStep.self, from: Data("{\"kind\":\"\(kind)\"}".utf8))
    #expect(step == .other, "\(kind)")
  }
}

@Test(
  "every step reads back as it was written",
  arguments: [
    .walk(set: 2, targetS: 60), .walk(set: 2, targetS: nil), .rest(targetS: 90), .rest(targetS: nil),
    .finished,
    .longerSets(toS: 70), .other,
  ] as [LiveStep])
func stepsRoundTrip(step: LiveStep) throws {
  #expect(try JSONDecoder().decode(LiveStep.self, from: try JSONEncoder().encode(step)) == step)
}

@Test("a frame with everything reads back, and one without does not grow")
func framesRoundTrip() throws {
  var frame = try live(bareFrame)
  #expect(FeedMessage.live(frame).line.count < 120)
  var training = LiveTraining()
  training.title = "Three minutes"
  training.setIndex = 2
  training.setsDone = 1
  training.setCount = 3
  training.setTargetS = 60
  training.restTargetS = 60
  training.restRemainingS = 12.5
  training.nextStep = .walk(set: 2, targetS: 60)
  training.isDone = false
  training.week = LiveWeek()
  training.week?.aimMin = 3
  training.streakWeeks = 4
  frame.training = training
  frame.set.number = 2
  frame.set.last = SetSummary()
  frame.set.last?.fade = -0.02
  frame.set.previous = frame.set.last
  frame.set.best = frame.set.last
  frame.set.claim = LiveClaim(set: "s", token: "7QK3M9XWT2PD", leftS: 840)
  frame.health.sensor = .ok
  frame.health.counters.missed = 3
  frame.health.alerts = [LiveAlert(kind: "log", severity: "fault", text: "t")]
  frame.service.clockIsSynchronised = true
  frame.walker = "Anna"
  #expect(FeedMessage(line: FeedMessage.live(frame).line.dropLast()) == .live(frame))
}
