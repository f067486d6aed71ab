// SPDX-License-Identifier: Apache-2.0
//
// Owns: direction and phase from uneven arcs, over all small wheels. Must not know: filters.

import Motion
import Pulses
import Testing

/// All wheels with this many arcs of the lengths 1...longest.
private func allArcs(_ count: Int, longest: Int) -> [[Int]] {
  var result: [[Int]] = [[]]
  for _ in 0..<count { result = result.flatMap { arcs in (1...longest).map { arcs + [$0] } } }
  return result
}

/// Whether no rotation of the reversed arcs gives the arcs: by trying all.
private func isChiralByTrying(_ arcs: [Int]) -> Bool {
  let reversed = Array(arcs.reversed())
  return !arcs.indices.contains { Array(reversed[$0...] + reversed[..<$0]) == arcs }
}

private func wheel(_ arcs: [Double], circumferenceM: Double = 0.18) throws -> MagnetWheel {
  var relative = InlineArray<16, Double>(repeating: 0)
  for (index, arc) in arcs.enumerated() { relative[index] = arc }
  return try MagnetWheel(circumferenceM: circumferenceM, magnets: arcs.count, relativeArcs: relative)
}

@Test("a wheel is chiral if no rotation makes its mirror image look like it", arguments: 1...5)
func chirality(count: Int) throws {
  var chiral = 0
  for arcs in allArcs(count, longest: count < 4 ? 4 : 3) {
    let found = try wheel(arcs.map { Double($0) })
    #expect(found.isChiral == isChiralByTrying(arcs), "\(arcs)")
    if found.isChiral { chiral += 1 }
    #expect(found.isEven == (Set(arcs).count == 1), "\(arcs)")
    let mean = Double(arcs.reduce(0, +)) / Double(count)
    let unevenness = arcs.map { (Double($0) / mean - 1).magnitude }.max() ?? 0
    #expect((found.unevenness - unevenness).magnitude < 1e-12, "\(arcs)")
  }
  // Two arcs are their own mirror image; of three, all must differ.
  #expect(count < 3 ? chiral == 0 : count == 3 ? chiral == 24 : chiral > 0)
}

/// A wheel that turns at constant speed, with fixed misplacements of its magnets.
private struct TurningWheel {
  let wheel: MagnetWheel
  let isBackward: Bool
  private(set) var arc: Int
  private let misplacedM: [Double]

  init(_ wheel: MagnetWheel, isBackward: Bool, placementM: Double, _ noise: inout TestNoise) {
    self.wheel = wheel
    self.isBackward = isBackward
    arc = Int(noise.uniform() * Double(wheel.magnets))
    misplacedM = (0..<wheel.magnets).map { _ in placementM * noise.normal() }
  }

  /// The true travel to the next magnet; `passed` is the number of the arc that was passed.
  mutating func next() -> (travelM: Double, passed: Int) {
    let (passed, count) = (arc, wheel.magnets)
    arc = (arc + (isBackward ? count - 1 : 1)) % count
    return (wheel.arcM(passed) + misplacedM[(passed + 1) % count] - misplacedM[passed], passed)
  }
}

@Test(
  "every wheel with arcs from 1 to 4: chiral ones give the direction, the others never",
  arguments: [0.4, 0.8, 2.5], [201, 202] as [UInt64])
func directionsOfAllWheels(mps: Double, seed: UInt64) throws {
  var noise = TestNoise(seed)
  for arcs in allArcs(3, longest: 4) {
    let wheel = try wheel(arcs.map { Double($0) })
    for isBackward in [false, true] {
      let placementM = 0.01 * wheel.circumferenceM
      var turning = TurningWheel(wheel, isBackward: isBackward, placementM: placementM, &noise)
      var tracker = WheelTracker(wheel: wheel, placementSdM: placementM)
      tracker.restart(afterLoss: true)
      let truth: BeltDirection = isBackward ? .backward : .forward
      for pulse in 1...45 {
        let (travelM, passed) = turning.next()
        tracker.step(gapS: travelM / mps, arcs: 1)
        if let told = tracker.direction {
          #expect(told == truth && wheel.isChiral, "\(arcs), pulse \(pulse), seed \(seed)")
        }
        guard wheel.isChiral, pulse == 45 else { continue }
        #expect(tracker.direction == truth, "\(arcs), seed \(seed)")
        #expect(tracker.phaseIsKnown && tracker.passedArc == Int64(passed), "\(arcs), seed \(seed)")
        #expect(tracker.travelM(arcs: 1) == wheel.arcM(turning.arc), "\(arcs), seed \(seed)")
      }
    }
  }
}

@Test("the phase of chiral wheels survives missed pulses", arguments: [2, 3], [false, true])
func chiralOverMisses(arcs missed: Int, isBackward: Bool) throws {
  var noise = TestNoise(211)
  for arcs in allArcs(3, longest: 4) where isChiralByTrying(arcs) {
    let wheel = try wheel(arcs.map { Double($0) })
    var turning = TurningWheel(wheel, isBackward: isBackward, placementM: 0.0005, &noise)
    var tracker = WheelTracker(wheel: wheel, placementSdM: 0.0005)
    tracker.restart(afterLoss: true)
    for pulse in 1...60 {
      let count = pulse > 30 && pulse % 6 == 0 ? missed : 1
      var travelM = 0.0
      var passed = 0
      for _ in 0..<count {
        let next = turning.next()
        travelM += next.travelM
        passed = next.passed
      }
      tracker.step(gapS: travelM / 0.8, arcs: count)
      guard pulse >= 30 else { continue }
      #expect(tracker.direction == (isBackward ? .backward : .forward), "\(arcs), pulse \(pulse)")
      #expect(tracker.passedArc == Int64(passed), "\(arcs), pulse \(pulse)")
    }
  }
}

/// Arcs as found by `deadmill calibrate magnets`: nearly even, and without a direction.
private let learntArcs: [[Double]] = [
  [1, 1.05, 0.97], [1, 1.04, 0.98, 1.01], [1, 1.06, 0.95, 1.02],
  [1, 1.03, 0.98, 1.05, 0.96, 1.01, 0.99, 1.04],
]

@Test("nearly even arcs give no direction, but their phase is found", arguments: learntArcs)
func learntPhase(arcs: [Double]) throws {
  let wheel = try wheel(arcs)
  #expect(!wheel.isChiral && !wheel.isEven)
  for seed in 221...224 as ClosedRange<UInt64> {
    var noise = TestNoise(seed)
    var turning = TurningWheel(wheel, isBackward: false, placementM: 0.0001, &noise)
    var tracker = WheelTracker(wheel: wheel, placementSdM: 0.0002)
    tracker.restart(afterLoss: true)
    var passed = 0
    /// A gap of this many arcs at a speed; checks the phase.
    func step(_ count: Int, mps: Double = 0.8, isKnown: Bool) {
      var travelM = 0.0
      for _ in 0..<count {
        let next = turning.next()
        travelM += next.travelM
        passed = next.passed
      }
      tracker.step(gapS: travelM / mps, arcs: count)
      #expect(tracker.direction == nil)
      guard isKnown else { return }
      #expect(tracker.phaseIsKnown && tracker.passedArc == Int64(passed), "seed \(seed)")
    }
    /// Until the phase is known, and some more: it may be wrong by chance once in a hundred times.
    func find() {
      var pulses = 0
      while !tracker.phaseIsKnown, pulses < 800 {
        step(1, isKnown: false)
        pulses += 1
      }
      for _ in 0..<100 { step(1, isKnown: false) }
    }
    find()
    for index in 0..<40 { step(index % 9 == 0 ? 2 : 1, isKnown: true) }
    // A standstill: the first pulse after it ends the arc in which the belt stopped.
    _ = turning.next()
    tracker.restart(afterLoss: false)
    #expect(tracker.phaseIsKnown, "seed \(seed)")
    for index in 0..<40 { step(1, mps: 1.1, isKnown: index > 3) }
    // A loss: anything may have passed.
    tracker.restart(afterLoss: true)
    #expect(!tracker.phaseIsKnown && tracker.passedArc == -1)
    #expect(tracker.travelM(arcs: 2) == 2 * wheel.meanArcM)
    for _ in 0..<(1 + Int(noise.uniform() * 3)) { _ = turning.next() }
    find()
    for _ in 0..<10 { step(1, isKnown: true) }
  }
}

@Test("a stopped chiral wheel may have been turned back: direction and phase are determined again")
func chiralStandstill() throws {
  let wheel = try wheel([1, 2, 4])
  var noise = TestNoise(231)
  var tracker = WheelTracker(wheel: wheel, placementSdM: 0.0005)
  for isBackward in [false, true, false] {
    var turning = TurningWheel(wheel, isBackward: isBackward, placementM: 0.0005, &noise)
    tracker.restart(afterLoss: false)
    #expect(tracker.direction == nil && !tracker.phaseIsKnown && tracker.passedArc == -1)
    for _ in 0..<30 { tracker.step(gapS: turning.next().travelM / 0.8, arcs: 1) }
    #expect(tracker.direction == (isBackward ? .backward : .forward))
  }
}

@Test("an even wheel has neither phase nor direction, and costs nothing")
func evenWheel() throws {
  let wheel = try MagnetWheel(circumferenceM: 0.18, magnets: 4)
  var tracker = WheelTracker(wheel: wheel, placementSdM: 0.001)
  tracker.restart(afterLoss: true)
  for _ in 0..<50 { tracker.step(gapS: 0.05, arcs: 1) }
  #expect(tracker.direction == nil && !tracker.phaseIsKnown && tracker.passedArc == -1)
  #expect(tracker.travelM(arcs: 3) == 3 * wheel.meanArcM)
}
