// SPDX-License-Identifier: Apache-2.0
//
// The effect of each fault on the edges, compared with the same seed without it.

import Motion
import Pulses
import Simulation
import Testing

private let seeds = 1...3 as ClosedRange<UInt64>

@Test("arrivals are the same with one transition and with both, and levels alternate", arguments: seeds)
func bothTransitions(seed: UInt64) throws {
  var scenario = try faultyScenario()
  scenario.faults.bounce = 0.2
  let both = SimulatedRun(scenario, seed: seed)
  scenario.bothTransitions = false
  let one = SimulatedRun(scenario, seed: seed)
  #expect(both.recording.edges.of(.falling).map(\.timestampNs) == one.recording.edges.map(\.timestampNs))
  #expect(both.recording.edges.alternates)
  #expect(both.truth == one.truth)
}

@Test(
  "a magnet holds the line over its share of the arc at any speed",
  arguments: [1, 3, 24], [0.3, 1.2])
func dwell(magnets: Int, mps: Double) throws {
  var scenario = try faultyScenario(magnets: magnets, mps: mps)
  scenario.faults.dwell = .share(0.3, spread: 0)
  scenario.faults.placement = 0
  scenario.gait.walkRipple = (0, 0)
  let edges = SimulatedRun(scenario, seed: 1).recording.edges
  let steady = edges.within(Stretch(fromS: 10, untilS: 20)).drop { $0.transition == .rising }
  let closedS = zip(steady, steady.dropFirst()).filter { $0.0.transition == .falling }
    .map { Double($1.timestampNs - $0.timestampNs) / 1e9 }.reduce(0, +)
  #expect((closedS / 10 - 0.3).magnitude < 0.02 + 0.18 / Double(magnets) / mps / 10)
}

@Test("magnets of different strength keep their dwell turn after turn")
func dwellPerMagnet() throws {
  var scenario = try faultyScenario()
  scenario.faults.dwell = .share(0.3, spread: 0.3)
  scenario.gait.walkRipple = (0, 0)
  let edges = SimulatedRun(scenario, seed: 4).recording.edges.within(Stretch(fromS: 10, untilS: 20))
    .drop { $0.transition == .rising }
  var shares: [Double] = []
  for index in stride(from: edges.startIndex, to: edges.endIndex - 2, by: 2) {
    let closed = Double(edges[index + 1].timestampNs - edges[index].timestampNs)
    shares.append(closed / Double(edges[index + 2].timestampNs - edges[index].timestampNs))
  }
  let turnAgo = zip(shares, shares.dropFirst(4)).map { ($1 - $0).magnitude }.reduce(0, +)
  let neighbour = zip(shares, shares.dropFirst()).map { ($1 - $0).magnitude }.reduce(0, +)
  #expect(turnAgo < 0.2 * neighbour)
}

@Test("bounce at opening adds arrivals on the requested share of passes, and moves none", arguments: seeds)
func openingBounce(seed: UInt64) throws {
  let clean = SimulatedRun(try faultyScenario(), seed: seed)
  for (share, length) in [(0.1, ContactBounce.shortS), (1, ContactBounce.shortS), (0.5, ContactBounce.longS)]
  {
    var bounce = ContactBounce(.opening, share: share, lengthS: length)
    bounce.times = 1...1
    let run = SimulatedRun(try faultyScenario(faults: .line(.bounce(bounce))), seed: seed)
    #expect(run.truth == clean.truth)
    let edges = run.recording.edges
    #expect(edges.alternates)
    // No earlier arrival is gone.
    #expect(Set(clean.recording.edges.map(\.timestampNs)).subtracting(edges.map(\.timestampNs)).isEmpty)
    let added = edges.of(.falling).count - clean.recording.edges.of(.falling).count
    let passes = Double(run.truth.magnetsPassed)
    #expect(
      (Double(added) / passes - share).magnitude < 4 * (share * (1 - share) / passes).squareRoot() + 0.005)
  }
}

@Test("bounce lasts as long as its distribution, and ends before the next magnet", arguments: seeds)
func bounceLengths(seed: UInt64) throws {
  for moment in [ContactBounce.Moment.closing, .opening] {
    let clean = SimulatedRun(try faultyScenario(), seed: seed).recording.edges
    var bounce = ContactBounce(moment, lengthS: ContactBounce.longS)
    bounce.times = 1...1
    let edges = SimulatedRun(try faultyScenario(faults: .line(.bounce(bounce))), seed: seed).recording.edges
    let known = Set(clean.map(\.timestampNs))
    // The last change of a train is the one after which the clean line changes.
    var longest = 0.0
    var trains = 0
    var changeNs: Int64?
    for (edge, next) in zip(edges, edges.dropFirst()) {
      if known.contains(edge.timestampNs) { changeNs = edge.timestampNs }
      guard let from = changeNs, !known.contains(edge.timestampNs), known.contains(next.timestampNs) else {
        continue
      }
      let lengthS = Double(edge.timestampNs - from) / 1e9
      let roomS = Double(next.timestampNs - from) / 1e9
      #expect(lengthS <= 0.6 * roomS + 1e-6)
      longest = max(longest, lengthS)
      trains += 1
    }
    #expect(trains > 300)
    #expect(longest > 0.006 && longest <= 0.025)
  }
}

@Test(
  "hum makes equal gaps at its frequency and is not a magnet", arguments: [50, 60, 100, 25, 120.0], seeds)
func hum(frequencyHz: Double, seed: UInt64) throws {
  var scenario = try faultyScenario(
    faults: .line(.hum(MainsHum(fromS: 2, durationS: 20, frequencyHz: frequencyHz))))
  scenario.acts = [.rest(durationS: 30)]
  let run = SimulatedRun(scenario, seed: seed)
  let gaps = run.recording.edges.of(.falling).gapsS
  #expect((Double(gaps.count) - 20 * frequencyHz).magnitude < 3)
  // Two timestamps of 0.1 ms jitter each.
  let deviations = gaps.map { $0 - 1 / frequencyHz }
  let sd = (deviations.map { $0 * $0 }.reduce(0, +) / Double(gaps.count)).squareRoot()
  #expect((sd / 1.414e-4 - 1).magnitude < 0.15)
  #expect(run.truth.magnetsPassed == 0 && run.truth.sets.isEmpty && run.truth.distanceM == 0)
  #expect(run.truth.disturbances.map(\.kind) == [.hum])
  #expect(run.recording.edges.allSatisfy { run.truth.disturbances[0].stretch.contains($0.timestampNs) })
}

@Test("a magnet at the switch hides hum: the line is already at its level")
func humBehindAMagnet() throws {
  let clean = SimulatedRun(try faultyScenario(), seed: 2)
  let humming = SimulatedRun(
    try faultyScenario(faults: .line(.hum(MainsHum(fromS: 0, durationS: 40)))), seed: 2)
  let closed = clean.recording.edges
  for (edge, next) in zip(closed, closed.dropFirst()) where edge.transition == .falling {
    let inside = Stretch(fromNs: edge.timestampNs + 1, untilNs: next.timestampNs)
    #expect(humming.recording.edges.within(inside).isEmpty)
  }
  #expect(humming.recording.edges.count > closed.count)
}

@Test("bursts come at the requested interval, each with the requested length")
func bursts() throws {
  var scenario = try faultyScenario(
    faults: .line(.bursts(.compressor(fromS: 10, durationS: 300, everyS: 60))))
  scenario.acts = [.rest(durationS: 320)]
  let run = SimulatedRun(scenario, seed: 1)
  #expect(run.truth.disturbances.count == 5)
  for disturbance in run.truth.disturbances {
    #expect(run.recording.edges.within(disturbance.stretch).of(.falling).count == 6)
    #expect(disturbance.stretch.durationS < 0.075)
  }
  #expect(run.recording.edges.of(.falling).count == 30)
}

@Test("a parked magnet chatters 3 to 12 times per second, only while the belt is at rest", arguments: seeds)
func chatter(seed: UInt64) throws {
  let clean = SimulatedRun(try faultyScenario(), seed: seed)
  let run = SimulatedRun(try faultyScenario(faults: .line(.chatter(ParkedChatter()))), seed: seed)
  let walk = try #require(run.truth.sets.first)
  let set = Stretch(fromNs: walk.startNs, untilNs: walk.endNs)
  #expect(
    run.recording.edges.within(set).map(\.timestampNs) == clean.recording.edges.within(set).map(\.timestampNs)
  )
  for disturbance in run.truth.disturbances {
    #expect(disturbance.kind == .chatter && disturbance.stretch.overlap(set) == nil)
    let edges = run.recording.edges.within(disturbance.stretch)
    let rateHz = Double(edges.of(.falling).count) / disturbance.stretch.durationS
    #expect(rateHz > 3 && rateHz < 12)
    #expect(edges.alternates)
  }
  #expect(run.truth.disturbances.count == 2)
}

@Test("a loose plug hides magnets and crackles", arguments: seeds)
func loosePlug(seed: UInt64) throws {
  let clean = SimulatedRun(try faultyScenario(seconds: 60), seed: seed)
  let run = SimulatedRun(
    try faultyScenario(seconds: 60, faults: .line(.loosePlug(LoosePlug(everyS: 10)))), seed: seed)
  #expect(run.truth.magnetsPassed == clean.truth.magnetsPassed)
  #expect(run.truth.disturbances.count > 2)
  let within = run.truth.disturbances.map(\.stretch)
  func isDisturbed(_ edge: Edge) -> Bool { within.contains { $0.contains(edge.timestampNs) } }
  let left = run.recording.edges.filter { !isDisturbed($0) }.map(\.timestampNs)
  #expect(Set(left).isSubset(of: clean.recording.edges.map(\.timestampNs)))
  for stretch in within {
    // In the middle of an outage there is silence.
    let middle = Stretch(fromNs: stretch.fromNs + 60_000_000, untilNs: stretch.untilNs - 60_000_000)
    #expect(run.recording.edges.within(middle).isEmpty)
    #expect(run.recording.edges.within(stretch).count > 2)
  }
}

@Test("faults compose, and another one does not change the ones before it")
func composition() throws {
  let hum = LineFault.hum(MainsHum(fromS: 12, durationS: 4))
  let bounce = LineFault.bounce(ContactBounce(.opening, share: 0.3))
  let one = SimulatedRun(try faultyScenario(faults: .line(bounce)), seed: 9)
  let two = SimulatedRun(try faultyScenario(faults: .line(bounce, hum)), seed: 9)
  let quiet = Stretch(fromS: 0, untilS: 11.9)
  #expect(one.recording.edges.within(quiet) == two.recording.edges.within(quiet))
  #expect(one.recording.edges.count < two.recording.edges.count)
  #expect(two.recording.edges.alternates)
}

@Test("a second closing comes at its position of the arc at any speed", arguments: [0.3, 1.2])
func secondClosing(mps: Double) throws {
  let fault = LineFault.secondClosing(SecondClosing(share: 1, position: 0.4...0.4))
  let clean = SimulatedRun(try faultyScenario(mps: mps), seed: 5)
  let run = SimulatedRun(try faultyScenario(mps: mps, faults: .line(fault)), seed: 5)
  #expect(run.truth.magnetsPassed == clean.truth.magnetsPassed)
  let magnets = Set(clean.recording.edges.of(.falling).map(\.timestampNs))
  let arrivals = run.recording.edges.of(.falling)
  var seen = 0
  for (index, second) in arrivals.enumerated() where !magnets.contains(second.timestampNs) {
    guard index > 0, index + 1 < arrivals.count else { continue }
    let (before, after) = (arrivals[index - 1].timestampNs, arrivals[index + 1].timestampNs)
    #expect((Double(second.timestampNs - before) / Double(after - before) - 0.4).magnitude < 0.001)
    seen += 1
  }
  #expect(seen > run.truth.magnetsPassed * 9 / 10)
  #expect(run.recording.edges.alternates)
}

@Test("an inverted sensor gives the same times with the transitions swapped")
func inverted() throws {
  let plain = SimulatedRun(try faultyScenario(), seed: 1).recording.edges
  var scenario = try faultyScenario()
  scenario.faults.isInverted = true
  let swapped = SimulatedRun(scenario, seed: 1).recording.edges
  #expect(plain.map(\.timestampNs) == swapped.map(\.timestampNs))
  #expect(zip(plain, swapped).allSatisfy { $0.transition != $1.transition })
}
