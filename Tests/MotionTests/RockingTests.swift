// SPDX-License-Identifier: Apache-2.0
//
// Owns: distance with two sensors when the belt turns round. Must not know: levels, lines.

import Motion
import Pulses
import Testing

private func quadratureStage() throws -> MotionStage {
  var profile = try testProfile()
  profile.sensor = .quadrature
  return MotionStage(profile: profile)
}

@Test(
  "a magnet that rocks under the sensor adds no distance, however often and slowly",
  arguments: [20, 300, 5_000] as [Int64])
func rocking(everyMs: Int64) throws {
  var stage = try quadratureStage()
  var timeNs: Int64 = 1_000_000_000
  for index in 0..<60 {
    stage.step(Pulse(timestampNs: timeNs, direction: index % 2 == 0 ? .forward : .backward))
    // The first pulse is an arc once the belt has moved for a while; those of a rocking magnet are not.
    #expect(stage.estimate(atNs: timeNs).distanceM < 0.045 + 1e-12, "pulse \(index)")
    timeNs += everyMs * 1_000_000
  }
}

@Test("motion to and fro adds only the distance beyond the furthest point so far", arguments: [1, 2, 5])
func toAndFro(stretch: Int) throws {
  var stage = try quadratureStage()
  var timeNs: Int64 = 1_000_000_000
  var before = 0.0
  for index in 0..<(6 * stretch) {
    let isForward = index / stretch % 2 == 0
    let stepped = stage.step(Pulse(timestampNs: timeNs, direction: isForward ? .forward : .backward))
    let known = stage.estimate(atNs: timeNs)
    #expect(stepped.direction == (isForward ? .forward : .backward))
    #expect(known.distanceM <= Double(stretch) * 0.045 + 1e-9, "pulse \(index)")
    #expect(known.distanceM >= before - 1e-12)
    before = known.distanceM
    timeNs += 56_000_000
  }
}

@Test("a belt that is walked back further than anyone rocks it has covered all of that distance")
func walkedBack() throws {
  var stage = try quadratureStage()
  for index in 0..<200 {
    let direction: BeltDirection = index < 100 ? .forward : .backward
    stage.step(Pulse(timestampNs: 1_000_000_000 + Int64(index) * 56_000_000, direction: direction))
  }
  // A hundred magnets, then the last of them again and ninety-nine others.
  #expect((stage.estimate(atNs: 13_000_000_000).distanceM - 199 * 0.045).magnitude < 1e-9)
}

@Test(
  "a magnet that passes once per second is a stopped belt, with 1 to 64 marks",
  arguments: [1, 2, 4, 8, 16, 64])
func standing(marks: Int) throws {
  let wheel = try MagnetWheel(circumferenceM: 0.18, magnets: marks)
  var stage = MotionStage(profile: MachineProfile(wheel: wheel, drag: .standard(for: .motorisedOff)))
  // 0.05 m/s, below the standstill of 0.06 m/s; then 0.08 m/s.
  func walk(fromNs: Int64, mps: Double, seconds: Double) -> Int64 {
    let gapNs = Int64(wheel.meanArcM / mps * 1e9)
    var timeNs = fromNs
    while timeNs < fromNs + Int64(seconds * 1e9) {
      timeNs += gapNs
      stage.step(Pulse(timestampNs: timeNs))
    }
    return timeNs
  }
  let stoodNs = walk(fromNs: 1_000_000_000, mps: 0.05, seconds: 60)
  // The very first pulses may belong to a motion that began unseen.
  #expect(stage.estimate(atNs: stoodNs).distanceM < max(2 * wheel.meanArcM, 0.1))
  let before = stage.estimate(atNs: stoodNs).distanceM
  let endNs = walk(fromNs: stoodNs, mps: 0.08, seconds: 60)
  #expect((stage.estimate(atNs: endNs).distanceM - before - 4.8).magnitude < 2 * wheel.meanArcM + 0.05)
}
