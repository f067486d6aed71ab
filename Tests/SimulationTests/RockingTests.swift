// SPDX-License-Identifier: Apache-2.0
//
// A belt that rocks under a standing walker, and walks with rests.

import Motion
import Pulses
import Simulation
import Testing

private func rocking(magnets: Int, sensor: SensorKind, amplitudeM: Double = 0.003) throws -> Scenario {
  var scenario = try faultyScenario(magnets: magnets)
  scenario.profile.sensor = sensor
  scenario.acts = [
    .rest(durationS: 2), .rock(Rocking(durationS: 40, amplitudeM: amplitudeM)), .rest(durationS: 2),
  ]
  return scenario
}

@Test("rocking nets to zero but crosses a switching point twice per period", arguments: [1, 4, 16])
func rockingNetsToZero(magnets: Int) throws {
  for seed in 1...4 as ClosedRange<UInt64> {
    let run = SimulatedRun(try rocking(magnets: magnets, sensor: .single), seed: seed)
    let positions = run.truth.samples.map(\.positionM)
    // At most half an arc to the switching point, and the amplitude.
    let reach = 0.09 / Double(magnets) + 0.007
    #expect(positions.allSatisfy { $0.magnitude < reach })
    #expect(run.truth.samples.contains { $0.speedMps < 0 } && run.truth.samples.contains { $0.speedMps > 0 })
    #expect(run.truth.magnetsPassed <= 1 && run.truth.sets.isEmpty)
    #expect(run.truth.disturbances.map(\.kind) == [.rocking])
    let arrivals = run.recording.edges.of(.falling)
    #expect(arrivals.count >= 30 && arrivals.count <= 50, "\(arrivals.count)")
    #expect(run.recording.edges.alternates)
  }
}

@Test("two switches detect that rocking goes back and forth: their count nets to zero")
func quadratureNets() throws {
  for seed in 1...4 as ClosedRange<UInt64> {
    // Wide enough for both switches, 4 mm apart.
    let run = SimulatedRun(try rocking(magnets: 4, sensor: .quadrature, amplitudeM: 0.008), seed: seed)
    var decoder = QuadratureDecoder(active: .falling)
    var net = 0
    var counted = 0
    for edge in run.recording.edges {
      guard case .magnet(let direction) = decoder.step(edge, deadTimeNs: 0) else { continue }
      counted += 1
      net += direction == .backward ? -1 : 1
    }
    #expect(counted > 40 && net.magnitude <= 2, "seed \(seed): \(net) of \(counted)")
  }
}

@Test("a switch with more hysteresis than the rocking does not detect it")
func hysteresisHidesRocking() throws {
  var scenario = try rocking(magnets: 4, sensor: .single, amplitudeM: 0.002)
  scenario.faults.hysteresisM = 0.008
  #expect(SimulatedRun(scenario, seed: 1).recording.edges.count <= 2)
}

@Test("a set with rests is one true set with all its distance", arguments: 1...3 as ClosedRange<UInt64>)
func walkWithRests(seed: UInt64) throws {
  var scenario = try faultyScenario()
  let bursts = WalkBursts(count: 10, targetMps: 0.45, distanceM: 1, restS: 4, load: scenario.walker)
  scenario.acts = [.rest(durationS: 3), .bursts(bursts), .rest(durationS: 10)]
  let truth = SimulatedRun(scenario, seed: seed).truth
  let set = try #require(truth.sets.first)
  #expect(truth.sets.count == 1 && truth.disturbances.isEmpty)
  #expect((set.distanceM - truth.distanceM).magnitude < 1e-6)
  #expect(set.distanceM > 9 && set.distanceM < 12)
  #expect((Double(truth.magnetsPassed) * 0.045 - set.distanceM).magnitude < 0.1)
  let standing = truth.samples.filter { $0.set == 1 && $0.speedMps == 0 }.count
  #expect(standing > 3100 && standing < 4200)
}

@Test("a disc's slots through a ratio match the belt's travel", arguments: [1, 12, 24, 48, 64])
func slottedDisc(slots: Int) throws {
  var scenario = try faultyScenario(seconds: 30)
  // They are machined: half a per mille of a turn is 3 % of an arc of 64.
  scenario.faults.placement = 0.0005
  scenario.profile.wheel = try MagnetWheel(circumferenceM: 0.18 / 2.5, magnets: slots)
  scenario.faults.dwell = .slotted
  let run = SimulatedRun(scenario, seed: 3)
  let expected = run.truth.distanceM / (0.072 / Double(slots))
  #expect((Double(run.truth.magnetsPassed) - expected).magnitude <= 1)
  #expect(run.recording.edges.of(.falling).count == run.truth.magnetsPassed)
  #expect((run.recording.edges.of(.rising).count - run.truth.magnetsPassed).magnitude <= 1)
}
