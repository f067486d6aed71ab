// SPDX-License-Identifier: Apache-2.0
//
// Owns: distance under two sensors where the belt turns round. Must not know: levels, lines.

import Motion
import Pulses
import Testing

private func quadratureStage() throws -> MotionStage {
  var profile = try testProfile()
  profile.sensor = .quadrature
  return MotionStage(profile: profile)
}

@Test(
  "a magnet that rocks under the sensor adds no way, however often and slowly",
  arguments: [20, 300, 5_000] as [Int64])
func rocking(everyMs: Int64) throws {
  var stage = try quadratureStage()
  var timeNs: Int64 = 1_000_000_000
  for index in 0..<60 {
    stage.step(Pulse(timestampNs: timeNs, direction: index % 2 == 0 ? .forward : .backward))
    #expect((stage.estimate(atNs: timeNs).distanceM - 0.045).magnitude < 1e-12, "pulse \(index)")
    timeNs += everyMs * 1_000_000
  }
}

@Test("forth and back: every arc counts, but for the one in which the belt turned", arguments: [1, 2, 5, 20])
func forthAndBack(stretch: Int) throws {
  var stage = try quadratureStage()
  var timeNs: Int64 = 1_000_000_000
  var turns = 0
  var before = 0.0
  for index in 0..<(6 * stretch) {
    let part = index / stretch
    if index > 0, index % stretch == 0 { turns += 1 }
    let stepped = stage.step(Pulse(timestampNs: timeNs, direction: part % 2 == 0 ? .forward : .backward))
    let known = stage.estimate(atNs: timeNs)
    #expect(stepped.direction == (part % 2 == 0 ? .forward : .backward))
    #expect(known.direction == stepped.direction)
    #expect((known.distanceM - Double(index + 1 - turns) * 0.045).magnitude < 1e-9)
    #expect(known.distanceM >= before - 1e-12)
    before = known.distanceM
    timeNs += 56_000_000
  }
  #expect(turns == 5)
}
