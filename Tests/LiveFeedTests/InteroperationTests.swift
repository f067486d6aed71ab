// SPDX-License-Identifier: Apache-2.0
//
// Owns: that daemons and displays of different versions understand each other.

import Foundation
import LiveFeed
import Testing

/// A frame as a daemon of 0.3 sends it.
private let oldFrame = """
  {"backend":"kernel v2","counters":{"bounces":0,"edges":300,"implausible":0,"lostEdges":0,"otherTransition":0,\
  "pulses":300,"wentBack":0},"direction":"backward","displaySpeedMps":0.81,"displaySpeedSdMps":0.05,\
  "isSimulated":false,"lastSet":{"distanceM":49.4,"durationS":60,"id":"a","indexInSession":1,"maxSpeedMps":0.9,\
  "meanSpeedMps":0.82},"machine":"Treadmill 3","phase":"active","powerIsEstimated":true,"sensor":"ok",\
  "sensorText":"listening","setDistanceM":12.5,"setElapsedS":15.5,"setNumber":2,"setsLogged":1,"speedMps":0.83,\
  "speedSdMps":0.04,"timeNs":90000000000,"totalDistanceM":62}
  """

private func live(_ frame: String) throws -> LiveFrame {
  let message = FeedMessage(line: Data("{\"type\":\"live\",\"frame\":\(frame)}".utf8))
  guard case .live(let frame) = message else { throw FeedError.closed(path: "not understood") }
  return frame
}

@Test("a frame of an older daemon is understood; what it does not tell is unknown")
func olderDaemon() throws {
  let frame = try live(oldFrame)
  #expect(frame.setElapsedS == 15.5 && frame.lastSet?.distanceM == 49.4)
  #expect(frame.training == nil && frame.previous == nil && frame.best == nil && frame.machines == nil)
  #expect(frame.walker == nil && frame.clockIsSure == nil && frame.lastSet?.fade == nil)
  #expect(frame.lastSet?.powerIsEstimated == nil && frame.counters.missed == nil)
}

@Test("what a later daemon tells besides is passed over, in every part of a frame")
func laterDaemon() throws {
  let text =
    oldFrame.dropLast()
      + """
      ,"later":{"a":[1]},"walker":"Anna","training":{"title":"t","mood":"good","nextStep":{"kind":"dance","steps":7},\
      "week":{"sessionsDone":2,"moon":"full"}},"machines":[{"name":"m","sensor":"asleep","colour":"red"}]}
      """
  let frame = try live(String(text))
  #expect(
    frame.walker == "Anna" && frame.training?.nextStep == .other && frame.training?.week?.sessionsDone == 2)
  // A state of the sensor that is not known here is none that can be trusted.
  #expect(frame.machines?.first?.sensor == .waiting)
}

@Test("a step without the figures that belong to it is one that is not known")
func incompleteStep() throws {
  for kind in ["walk", "longerSets", "moreSets", "faster", "", "other"] {
    let step = try JSONDecoder().decode(LiveStep.self, from: Data("{\"kind\":\"\(kind)\"}".utf8))
    #expect(step == .other, "\(kind)")
  }
}

@Test(
  "every step reads back as it was written",
  arguments: [
    .walk(set: 2, targetS: 60), .walk(set: 2, targetS: nil), .rest(targetS: 90), .rest(targetS: nil),
    .finished,
    .longerSets(toS: 70), .moreSets(to: 4), .faster(toMps: 0.9), .again, .other,
  ] as [LiveStep])
func stepsRoundTrip(step: LiveStep) throws {
  #expect(try JSONDecoder().decode(LiveStep.self, from: try JSONEncoder().encode(step)) == step)
}

@Test("a frame with everything reads back, and one without does not grow")
func framesRoundTrip() throws {
  var frame = try live(oldFrame)
  #expect(!String(decoding: FeedMessage.live(frame).line, as: UTF8.self).contains("null"))
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
  frame.previous = frame.lastSet
  frame.previous?.fade = -0.02
  frame.previous?.speedVariation = 0.03
  frame.best = frame.previous
  var machine = MachineStatus()
  machine.name = "Sled lane"
  machine.sensor = .ok
  machine.displaySpeedMps = 3.1
  frame.machines = [machine]
  frame.walker = "Anna"
  frame.clockIsSure = true
  #expect(FeedMessage(line: FeedMessage.live(frame).line.dropLast()) == .live(frame))
}
