// SPDX-License-Identifier: Apache-2.0
//
// Owns: the few functions that arithmetic alone does not provide. Must not know: what they are used for.
//
// The system's functions differ in the last bits from one C library to the next, so figures computed with them are
// not reproducible. These use only additions, multiplications, divisions and bit patterns, which IEEE 754 defines
// exactly.

/// Four models in parallel: the compiler turns one operation on a lane into one or two machine instructions.
package typealias Lane = SIMD4<Double>

/// Transcendental functions with stated error bounds, the same bits on every processor.
package enum Transcendental {
  /// Adding and subtracting 1.5 * 2^52 rounds to the nearest integer without changing the processor's mode.
  private static let roundingShift = 6_755_399_441_055_744.0
  /// ln 2 in two parts, the first with 21 zero bits at its end, so that a whole number up to 2^21 times it is exact.
  private static let ln2High = 0x1.62e42feep-1
  private static let ln2Low = 0x1.a39ef35793c76p-33

  /// e to the power of x. Relative error below 4e-16 in -700...700; 0 below, the value at 700 above. NaN gives 0.
  package static func exp(_ x: Double) -> Double {
    x >= -700 ? exp(Lane(repeating: x))[0] : 0
  }

  /// The same for four numbers at once, except that values below -700 count as -700.
  @inline(__always)
  package static func exp(_ x: Lane) -> Lane {
    let limited = smaller(larger(x, Lane(repeating: -700)), Lane(repeating: 700))
    let shifted = limited * 1.4426950408889634 + roundingShift
    let n = shifted - roundingShift
    let r = (limited - n * ln2High) - n * ln2Low
    // Taylor, |r| <= 0.3466: the first omitted term is below 2e-17.
    var p = Lane(repeating: 1.0 / 6_227_020_800)
    p = p * r + 1.0 / 479_001_600
    p = p * r + 1.0 / 39_916_800
    p = p * r + 1.0 / 3_628_800
    p = p * r + 1.0 / 362_880
    p = p * r + 1.0 / 40_320
    p = p * r + 1.0 / 5_040
    p = p * r + 1.0 / 720
    p = p * r + 1.0 / 120
    p = p * r + 1.0 / 24
    p = p * r + 1.0 / 6
    p = p * r + 0.5
    p = (p * r + 1) * r + 1
    return p * Lane(power(shifted[0]), power(shifted[1]), power(shifted[2]), power(shifted[3]))
  }

  /// The larger of each pair; the second if the first is NaN. The standard library's own calls a function.
  @inline(__always)
  package static func larger(_ a: Lane, _ b: Lane) -> Lane {
    Lane(
      a[0] > b[0] ? a[0] : b[0], a[1] > b[1] ? a[1] : b[1], a[2] > b[2] ? a[2] : b[2],
      a[3] > b[3] ? a[3] : b[3])
  }

  /// The smaller of each pair; the second if the first is NaN.
  @inline(__always)
  package static func smaller(_ a: Lane, _ b: Lane) -> Lane {
    Lane(
      a[0] < b[0] ? a[0] : b[0], a[1] < b[1] ? a[1] : b[1], a[2] < b[2] ? a[2] : b[2],
      a[3] < b[3] ? a[3] : b[3])
  }

  /// 2 to the power of an integer to which `roundingShift` was added: it is then in the lowest bits.
  @inline(__always)
  private static func power(_ shifted: Double) -> Double {
    Double(bitPattern: (shifted.bitPattern &+ 1023) &<< 52)
  }

  /// The natural logarithm of x > 0. Absolute error below 3e-16 plus 2e-16 of the result.
  /// Anything but a positive normal number counts as the smallest one.
  package static func log(_ x: Double) -> Double {
    let positive =
      x >= Double.leastNormalMagnitude ? min(x, Double.greatestFiniteMagnitude) : Double.leastNormalMagnitude
    return log(Lane(repeating: positive))[0]
  }

  /// The same for four numbers at once, which must be positive normal numbers.
  @inline(__always)
  package static func log(_ x: Lane) -> Lane {
    let (a, b, c, d) = (power(in: x[0]), power(in: x[1]), power(in: x[2]), power(in: x[3]))
    let m = Lane(rest(x[0], a), rest(x[1], b), rest(x[2], c), rest(x[3], d))
    // ln m = 2 artanh s, |s| <= 0.1716: the first omitted term is below 3e-19.
    let s = (m - 1) / (m + 1)
    let z = s * s
    var p = Lane(repeating: 1.0 / 21)
    p = p * z + 1.0 / 19
    p = p * z + 1.0 / 17
    p = p * z + 1.0 / 15
    p = p * z + 1.0 / 13
    p = p * z + 1.0 / 11
    p = p * z + 1.0 / 9
    p = p * z + 1.0 / 7
    p = p * z + 1.0 / 5
    p = p * z + 1.0 / 3
    p = (p * z + 1) * (2 * s)
    let n = Lane(whole(a), whole(b), whole(c), whole(d)) - roundingShift
    return n * ln2High + (n * ln2Low + p)
  }

  /// The power of two in a number, at the position of the exponent, so that the rest is in sqrt(1/2)...sqrt(2).
  @inline(__always)
  private static func power(in x: Double) -> UInt64 {
    (x.bitPattern &- 0x3fe6_a09e_667f_3bce) & 0xfff0_0000_0000_0000
  }

  @inline(__always)
  private static func rest(_ x: Double, _ power: UInt64) -> Double {
    Double(bitPattern: x.bitPattern &- power)
  }

  /// The power as a number with `roundingShift` added.
  @inline(__always)
  private static func whole(_ power: UInt64) -> Double {
    let exponent = UInt64(bitPattern: Int64(bitPattern: power) &>> 52)
    return Double(bitPattern: exponent &+ 0x4338_0000_0000_0000)
  }

  /// Sine and cosine of an angle given in turns, for |turns| < 1e9. Absolute error below 2e-15.
  ///
  /// A quarter of the angle is small enough for a short series; doubling it twice needs no case distinction, so that
  /// all lanes follow the same path.
  @inline(__always)
  package static func sineAndCosine(turns: Lane) -> (sine: Lane, cosine: Lane) {
    let whole = (turns + roundingShift) - roundingShift
    let a = (turns - whole) * 1.5707963267948966
    let z = a * a
    var s = Lane(repeating: -1.0 / 1_307_674_368_000)
    s = s * z + 1.0 / 6_227_020_800
    s = s * z - 1.0 / 39_916_800
    s = s * z + 1.0 / 362_880
    s = s * z - 1.0 / 5_040
    s = s * z + 1.0 / 120
    s = s * z - 1.0 / 6
    s = (s * z + 1) * a
    var c = Lane(repeating: 1.0 / 20_922_789_888_000)
    c = c * z - 1.0 / 87_178_291_200
    c = c * z + 1.0 / 479_001_600
    c = c * z - 1.0 / 3_628_800
    c = c * z + 1.0 / 40_320
    c = c * z - 1.0 / 720
    c = c * z + 1.0 / 24
    c = c * z - 0.5
    c = c * z + 1
    let halfSine = 2 * (s * c)
    let halfCosine = 1 - 2 * (s * s)
    return (2 * (halfSine * halfCosine), 1 - 2 * (halfSine * halfSine))
  }

  /// The standard normal density over its distribution function, phi(b)/Phi(b), and the natural logarithm of Phi(b).
  /// Relative error of the ratio below 1e-12 for b in -1e8...8; above 8 the ratio counts as 0.
  package static func normalHazard(_ b: Double) -> (ratio: Double, logPhi: Double) {
    guard b < 8 else { return (0, 0) }
    let z = max(-1e8, b)
    let logDensity = -0.5 * z * z - 0.9189385332046728
    if z < -2.75 {
      // Continued fraction of Mills' ratio (Laplace); 40 steps suffice from 2.75 on.
      var tail = -z
      for step in 0..<40 { tail = -z + Double(40 - step) / tail }
      return (tail, logDensity - log(tail))
    }
    // Phi(b) = 1/2 + phi(b) (b + b^3/3 + b^5/15 + ...), all terms of one sign.
    var term = z
    var sum = z
    var divisor = 3.0
    for _ in 0..<90 where term.magnitude > 1e-17 * sum.magnitude {
      term *= z * z / divisor
      sum += term
      divisor += 2
    }
    let density = exp(logDensity)
    let phi = 0.5 + density * sum
    return (density / phi, log(phi))
  }
}
