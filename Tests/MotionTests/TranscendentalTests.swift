// SPDX-License-Identifier: Apache-2.0
//
// Owns: our own functions compared with the C library's, within their stated bounds. Must not know: who uses them.

import Foundation
import Motion
import Testing

/// Possible error of the C library's own last digit, relative.
private let referenceError = 1.3e-16

/// Arguments of a function: a dense grid over a range, and as many random ones.
private func arguments(_ range: ClosedRange<Double>, count: Int, seed: UInt64) -> [Double] {
  var noise = TestNoise(seed)
  let width = range.upperBound - range.lowerBound
  let grid = (0...count).map { range.lowerBound + width * Double($0) / Double(count) }
  return grid + (0..<count).map { _ in range.lowerBound + width * noise.uniform() }
}

/// A number with the sign bit and exponent given, and any digits.
private func number(exponent: Int, _ noise: inout TestNoise) -> Double {
  Double(sign: .plus, exponent: exponent, significand: 1 + noise.uniform())
}

@Test(
  "exp stays within its stated error, one by one and in lanes",
  arguments: [(-700.0...700.0, 11), (-1...1, 12), (-0.3466...0.3467, 13), (-40...5, 14)]
    as [(ClosedRange<Double>, UInt64)])
func exponential(range: ClosedRange<Double>, seed: UInt64) {
  var worst = 0.0
  for x in arguments(range, count: 10_000, seed: seed) {
    let truth = Foundation.exp(x)
    worst = max(worst, (Transcendental.exp(x) / truth - 1).magnitude)
    let lanes = Transcendental.exp(Lane(x, -x, 0.5 * x, 0))
    #expect(lanes[3] == 1)
    worst = max(worst, (lanes[0] / truth - 1).magnitude, (lanes[1] * truth - 1).magnitude - 4e-16)
    worst = max(worst, (lanes[2] / Foundation.exp(0.5 * x) - 1).magnitude)
  }
  #expect(worst < 4e-16 + referenceError, "seed \(seed): \(worst)")
}

@Test("exp is increasing from one number to the next, also when the power of two changes")
func exponentialIsMonotonic() {
  for power in [-1000, -100, -10, -1, 0, 1, 9, 100, 1000] {
    let middle = (Double(power) + 0.5) * 0.6931471805599453
    guard middle.magnitude < 699 else { continue }
    var before = 0.0
    for step in -200...200 {
      let value = Transcendental.exp(middle + Double(step) * 1e-9)
      #expect(value > before, "power \(power), step \(step)")
      before = value
    }
  }
}

@Test("exp at the limits: too small gives 0, too large the largest value, NaN 0")
func exponentialEdges() {
  for x in [-700.0001, -745, -1e9, -.infinity, .nan, -.greatestFiniteMagnitude] as [Double] {
    #expect(Transcendental.exp(x) == 0, "\(x)")
  }
  let largest = Transcendental.exp(700)
  #expect(largest.isFinite && (largest / Foundation.exp(700) - 1).magnitude < 6e-16)
  for x in [700.0001, 1e9, .infinity, .greatestFiniteMagnitude] as [Double] {
    #expect(Transcendental.exp(x) == largest, "\(x)")
  }
  for x in [0, -0.0, .leastNonzeroMagnitude, -.leastNormalMagnitude] as [Double] {
    #expect(Transcendental.exp(x) == 1, "\(x)")
  }
  let least = Transcendental.exp(-700.0)
  #expect(least > 0)
  let lanes = Transcendental.exp(Lane(-.infinity, .nan, .infinity, -701))
  #expect(lanes == Lane(least, least, largest, least))
}

@Test("log stays within its stated error over all powers of two", arguments: [21, 22, 23] as [UInt64])
func logarithm(seed: UInt64) {
  var noise = TestNoise(seed)
  for exponent in -1022...1023 {
    let x = number(exponent: exponent, &noise)
    let y = number(exponent: exponent, &noise)
    let lanes = Transcendental.log(Lane(x, y, 1 + noise.uniform(), 1))
    #expect(lanes[3] == 0)
    for (x, found) in [(x, Transcendental.log(x)), (x, lanes[0]), (y, lanes[1]), (y, Transcendental.log(y))] {
      let truth = Foundation.log(x)
      let bound = 3e-16 + (2e-16 + referenceError) * truth.magnitude
      #expect((found - truth).magnitude < bound, "seed \(seed): log \(x) is \(found)")
    }
  }
}

@Test("log near 1, where it is small, and around the points where its series is split")
func logarithmNearOne() {
  for center in [1, 0.5.squareRoot(), 2.0.squareRoot(), 2, 0.5] {
    for step in -500...500 {
      let x = center * (1 + Double(step) * 1e-6)
      let truth = Foundation.log(x)
      let bound = 3e-16 + (2e-16 + referenceError) * truth.magnitude
      #expect((Transcendental.log(x) - truth).magnitude < bound, "\(x)")
      #expect((Transcendental.log(Lane(repeating: x))[2] - truth).magnitude < bound, "\(x)")
    }
  }
  #expect(Transcendental.log(1) == 0)
}

@Test("log at the limits: anything but a positive normal number counts as the smallest one")
func logarithmEdges() {
  let least = Transcendental.log(Double.leastNormalMagnitude)
  #expect((least + 708.3964185322641).magnitude < 2e-13)
  for x in [0, -0.0, -1, -.infinity, .nan, .leastNonzeroMagnitude, -.greatestFiniteMagnitude] as [Double] {
    #expect(Transcendental.log(x) == least, "\(x)")
  }
  let greatest = Transcendental.log(Double.greatestFiniteMagnitude)
  #expect((greatest - 709.782712893384).magnitude < 2e-13)
  #expect(Transcendental.log(.infinity) == greatest)
}

@Test("exp and log are each other's inverse")
func inverses() {
  for x in arguments(-690...690, count: 2_000, seed: 31) {
    #expect((Transcendental.log(Transcendental.exp(x)) - x).magnitude < 8e-16 + 4e-16 * x.magnitude, "\(x)")
  }
}

@Test(
  "sine and cosine of turns within their stated error, also after many turns",
  arguments: [(-1.0...1.0, 41), (-0.126...0.126, 42), (-1e3...1e3, 43), (-1e9...1e9, 44)]
    as [(ClosedRange<Double>, UInt64)])
func circle(range: ClosedRange<Double>, seed: UInt64) {
  for turns in arguments(range, count: 5_000, seed: seed) {
    // The fraction of the turns is exact; so is its distance from the nearest eighth.
    let rest = turns - turns.rounded()
    let quarter = (4 * rest).rounded()
    let angle = (rest - 0.25 * quarter) * (2 * Double.pi)
    let (s, c) = (Foundation.sin(angle), Foundation.cos(angle))
    let (sine, cosine) =
      switch Int(quarter) & 3 {
      case 0: (s, c)
      case 1: (c, -s)
      case 2: (-s, -c)
      default: (-c, s)
      }
    let found = Transcendental.sineAndCosine(turns: Lane(turns, -turns, 0, 0.25))
    #expect((found.sine[0] - sine).magnitude < 2e-15 + referenceError, "seed \(seed): \(turns)")
    #expect((found.cosine[0] - cosine).magnitude < 2e-15 + referenceError, "seed \(seed): \(turns)")
    #expect(found.sine[1] == -found.sine[0] && found.cosine[1] == found.cosine[0], "\(turns)")
    #expect(found.sine[2] == 0 && found.cosine[2] == 1)
    #expect((found.sine[3] - 1).magnitude < 2e-15 && found.cosine[3].magnitude < 2e-15)
  }
}

@Test("sine and cosine of NaN are NaN, in their lane only")
func circleEdges() {
  let found = Transcendental.sineAndCosine(turns: Lane(.nan, .infinity, 0.5, 1e-300))
  #expect(found.sine[0].isNaN && found.cosine[1].isNaN)
  #expect((found.cosine[2] + 1).magnitude < 2e-15 && found.cosine[3] == 1)
  #expect((found.sine[3] / (2e-300 * Double.pi) - 1).magnitude < 1e-15)
}

@Test("the larger and the smaller of each pair; the second if the first is NaN")
func pairs() {
  let a = Lane(1, -2, .nan, .infinity)
  let b = Lane(0, -1, 7, .nan)
  #expect(Transcendental.larger(a, b).asArray.prefix(3) == [1, -1, 7])
  #expect(Transcendental.smaller(a, b).asArray.prefix(3) == [0, -2, 7])
  #expect(Transcendental.larger(a, b)[3].isNaN && Transcendental.smaller(a, b)[3].isNaN)
}

extension SIMD4<Double> {
  fileprivate var asArray: [Double] { indices.map { self[$0] } }
}

@Test("the normal distribution's hazard agrees with the one by erfc from -30 to 8")
func hazardByErfc() {
  for b in arguments(-30...7.999, count: 10_000, seed: 51) + [-2.75, -2.75.nextDown, -2.75.nextUp, -2.5, 0] {
    let phi = 0.5 * erfc(-b * 0.5.squareRoot())
    let truth = Foundation.exp(-0.5 * b * b) / (2 * Double.pi).squareRoot() / phi
    let found = Transcendental.normalHazard(b)
    // Rounding the argument of exp and erfc loses digits as its square grows.
    let reference = 3e-16 * (1 + b * b)
    #expect((found.ratio / truth - 1).magnitude < 1e-12 + reference, "\(b)")
    let logPhi = b > 0 ? log1p(-0.5 * erfc(b * 0.5.squareRoot())) : Foundation.log(phi)
    #expect((found.logPhi - logPhi).magnitude < 1e-12 + reference, "\(b)")
  }
}

@Test("far below the mean the hazard follows its asymptotic series")
func hazardFarBelow() {
  for b in [-25.0, -30, -37.5, -100, -1e3, -12345.678, -1e6, -1e8] {
    let z = 1 / (b * b)
    // Abramowitz and Stegun 26.2.12; the first omitted term is 135135 z^7.
    let tail = 1 - z * (1 - 3 * z * (1 - 5 * z * (1 - 7 * z * (1 - 9 * z * (1 - 11 * z)))))
    let found = Transcendental.normalHazard(b)
    let leftOut = 135_135 * z * z * z * z * z * z * z
    #expect((found.ratio * tail / -b - 1).magnitude < 1e-12 + leftOut, "\(b)")
    let logPhi = -0.5 * b * b - Foundation.log(-b * (2 * Double.pi).squareRoot()) + Foundation.log(tail)
    #expect((found.logPhi / logPhi - 1).magnitude < 1e-14 + leftOut, "\(b)")
  }
}

@Test(
  "the hazard at its limits; it falls from one number to the next, and its cut at 8 is below all rounding")
func hazardEdges() {
  for b in [8, 9, 1e300, .infinity, .nan] as [Double] {
    let found = Transcendental.normalHazard(b)
    #expect(found.ratio == 0 && found.logPhi == 0)
  }
  let cut = Transcendental.normalHazard(7.999999)
  #expect(cut.ratio < 1e-14 && cut.logPhi.magnitude < 1e-14)
  for b in [-1e9, -.infinity, -.greatestFiniteMagnitude] as [Double] {
    let found = Transcendental.normalHazard(b)
    #expect(found.ratio.isFinite && found.ratio >= 1e8 * (1 - 1e-12) && found.logPhi.isFinite)
  }
  var before = Double.infinity
  for step in 0...4_000 {
    let ratio = Transcendental.normalHazard(-30 + Double(step) * 0.009).ratio
    #expect(ratio < before)
    before = ratio
  }
  // The shift of a mean truncated at 0 is sqrt(2 / pi) standard deviations.
  #expect((Transcendental.normalHazard(0).ratio - (2 / Double.pi).squareRoot()).magnitude < 1e-15)
}
