// SPDX-License-Identifier: Apache-2.0
//
// Owns: tables for the figures of weight, scale and tape, and for drag with correlated parts.

import Motion
import Pulses
import Testing

private let belt = DecelerationCurve(a0Mps2: 15.0 / 35, a1PerS: 4.0 / 35, a2PerM: 0.5 / 35)

@Test(
  "belt travel per turn is the length over the turns",
  arguments: [
    (lengthM: 3.0, sd: 0.002, pulses: 200, magnets: 4, expected: 0.06, relativeSd: 0.00215),
    (lengthM: 9.0, sd: 0.0, pulses: 50, magnets: 1, expected: 0.18, relativeSd: 0.00816),
  ])
func tape(
  _ row: (lengthM: Double, sd: Double, pulses: Int, magnets: Int, expected: Double, relativeSd: Double)
)
  throws
{
  let c = try DistanceMethod.circumferenceM(
    lengthM: UncertainValue(row.lengthM, sd: row.sd), pulses: row.pulses, magnets: row.magnets)
  #expect((c.value - row.expected).magnitude < 1e-12)
  #expect((c.sd / c.value - row.relativeSd).magnitude < 2e-5)
}

@Test("a length of zero or too few pulses is rejected")
func noTape() {
  #expect(throws: ManualCalibrationFault.figure) {
    try DistanceMethod.circumferenceM(lengthM: UncertainValue(0, sd: 0), pulses: 100, magnets: 4)
  }
  #expect(throws: ManualCalibrationFault.tooFewPulses) {
    try DistanceMethod.circumferenceM(lengthM: UncertainValue(1, sd: 0), pulses: 3, magnets: 4)
  }
}

/// Drops a weight: (m + m_w) v' = m_w g - m a(v), in steps of 10 us.
private func fall(massKg: Double, weightKg: Double, heightM: Double) -> (endMps: Double, durationS: Double) {
  let h = 1e-5
  var (v, x, t) = (0.0, 0.0, 0.0)
  while x < heightM {
    v += h * (weightKg * 9.80665 - massKg * belt.valueMps2(atMps: v)) / (massKg + weightKg)
    x += h * v
    t += h
  }
  return (v, t)
}

@Test("a falling weight gives the belt's mass", arguments: [(35.0, 8.0), (35.0, 5.0), (20.0, 10.0)])
func fallingWeight(massKg: Double, weightKg: Double) throws {
  let end = fall(massKg: massKg, weightKg: weightKg, heightM: 0.6)
  let work = MassMethod.dragWork(belt, startMps: 0, endMps: end.endMps, fallM: 0.6)
  let mass = try MassMethod.massKg(
    weightKg: UncertainValue(weightKg, sd: 0.01 * weightKg), fallM: UncertainValue(0.6, sd: 0.002),
    startMps: UncertainValue(0, sd: 0), endMps: UncertainValue(end.endMps, sd: 0.005), dragWork: work)
  // The speed does not rise quite linearly: that costs less than 0.2 %.
  #expect((mass.value / massKg - 1).magnitude < 0.002)
  // Against a perturbation of each figure by its own uncertainty.
  var squares = 0.0
  for (kg, metres, mps) in [(0.01 * weightKg, 0.0, 0.0), (0, 0.002, 0), (0, 0, 0.005)] {
    let moved = try MassMethod.massKg(
      weightKg: UncertainValue(weightKg + kg, sd: 0), fallM: UncertainValue(0.6 + metres, sd: 0),
      startMps: UncertainValue(0, sd: 0), endMps: UncertainValue(end.endMps + mps, sd: 0), dragWork: work)
    squares += (moved.value - mass.value) * (moved.value - mass.value)
  }
  #expect((mass.sd / squares.squareRoot() - 1).magnitude < 0.03)
}

@Test("a weight that does not drive the belt is rejected")
func weightWithoutDrive() {
  #expect(throws: ManualCalibrationFault.noDrive) {
    // Faster than in free fall.
    try MassMethod.massKg(
      weightKg: UncertainValue(5, sd: 0), fallM: UncertainValue(0.6, sd: 0),
      startMps: UncertainValue(0, sd: 0),
      endMps: UncertainValue(3.5, sd: 0), dragWork: UncertainValue(0.3, sd: 0))
  }
}

@Test("a scale that pulls the empty belt gives its mass")
func pull() throws {
  var curve = belt
  curve.covariance.set(0, 0, 0.01 * 0.01)
  let mass = try MassMethod.massKg(pullN: UncertainValue(15.5, sd: 0.5), speedMps: 0.1, curve: curve)
  #expect((mass.value - 15.5 / belt.valueMps2(atMps: 0.1)).magnitude < 1e-9)
  let relative = (0.5 / 15.5 * 0.5 / 15.5 + 0.01 / 0.44 * 0.01 / 0.44).squareRoot()
  #expect((mass.sd / mass.value - relative).magnitude < 1e-4)
}

@Test("friction under a person, and its rejection")
func friction() throws {
  let mu = try FrictionMethod.mu(
    pullN: UncertainValue(15 + 0.17 * 80 * 9.80665, sd: 2), emptyN: UncertainValue(15, sd: 0.5),
    personKg: UncertainValue(80, sd: 0.8))
  #expect((mu.value - 0.17).magnitude < 1e-9)
  let parts = [2 / (80 * 9.80665), 0.5 / (80 * 9.80665), 0.17 * 0.01]
  #expect((mu.sd - parts.map { $0 * $0 }.reduce(0, +).squareRoot()).magnitude < 1e-9)
  #expect(throws: ManualCalibrationFault.noFriction) {
    try FrictionMethod.mu(
      pullN: UncertainValue(10, sd: 1), emptyN: UncertainValue(15, sd: 1), personKg: UncertainValue(80, sd: 1)
    )
  }
}

@Test("two plates give mass and friction, with a large uncertainty")
func plates() throws {
  // al(M) = (c0 + mu M g) / (m + M).
  func deceleration(_ plateKg: Double) -> UncertainValue {
    let value = (15 + 0.17 * plateKg * 9.80665) / (35 + plateKg)
    return UncertainValue(value, sd: 0.01 * value)
  }
  let found = try FrictionMethod.plates(
    empty: deceleration(0), light: (20, deceleration(20)), heavy: (60, deceleration(60)))
  #expect((found.massKg.value - 35).magnitude < 1e-6 && (found.mu.value - 0.17).magnitude < 1e-9)
  #expect(found.massKg.sd / 35 > 0.03 && found.massKg.sd / 35 < 0.3)
  #expect(found.mu.sd / 0.17 > 0.005 && found.mu.sd / 0.17 < 0.1)
}

@Test("the drag of a coast-down: the sum is better known than its parts, and power uses that")
func jointDrag() throws {
  var rolling = RollingBelt()
  rolling.spins = [1.5]
  let outcome = rolling.roll(seed: 4)
  let wheel = try MagnetWheel(circumferenceM: 0.18, magnets: 4)
  var fit = CoastFit(wheel: wheel)
  var runs = RunList()
  let result = try #require(fit.fit(outcome.timestamps.span, into: &runs))
  let drag = MassMethod.drag(
    massKg: UncertainValue(35, sd: 0), curve: result.curve, mu: UncertainValue(0.17, sd: 0))
  #expect(drag.covariance.isPossible)
  let at08 = drag.emptyBeltForceN(atMps: 0.8)
  #expect((at08.sd - 35 * result.curve.decelerationMps2(atMps: 0.8).sd).magnitude < 1e-9)
  let apart = drag.c0N.sd + 0.8 * drag.c1NsPerM.sd + 0.64 * drag.c2Ns2PerM2.sd
  #expect(at08.sd < 0.2 * apart)
  let noWalker = WalkerLoad(massKg: UncertainValue(0, sd: 0), shareOnBelt: UncertainValue(1, sd: 0))
  let power = PowerModel(drag: drag, walker: noWalker).powerW(
    speedMps: 0.8, speedSdMps: 0, accelerationMps2: 0)
  #expect((power.sd - 0.8 * at08.sd).magnitude < 1e-9)
}

@Test("uncertainties without correlations propagate as independent ones")
func independentDrag() {
  let drag = DragModel.standard(for: .motorisedOff)
  var diagonal = Covariance4()
  for (row, sd) in [14.0, 8, 3, 0.5].enumerated() { diagonal.set(row, row, sd * sd) }
  #expect(drag.covariance == diagonal)
  let force = drag.emptyBeltForceN(atMps: 2)
  #expect((force.sd - (64.0 + 4 * 9 + 16 * 0.25).squareRoot()).magnitude < 1e-12)
}

@Test("an impossible covariance matrix is distinguished from a valid one")
func possibleCovariance() {
  var matrix = Covariance4()
  #expect(matrix.isPossible)
  matrix.set(0, 0, 1)
  matrix.set(1, 1, 4)
  matrix.set(1, 0, 1.9)
  #expect(matrix.isPossible)
  matrix.set(1, 0, 2.1)
  #expect(!matrix.isPossible)
}
