// SPDX-License-Identifier: Apache-2.0
//
// Owns: the motion of a freely rolling belt and its sensitivity to each parameter. Must not know: pulses, fits.

/// A belt that rolls freely from a speed v0, with the sensitivities of its position.
///
/// v' = -f(v), f = a0 + a1 v + a2 v^2, by the classical method of Runge and Kutta. The sensitivity s of the speed to a
/// parameter p obeys s' = -f'(v) s - df/dp. Since f(v) itself solves the homogeneous equation, s = -f(v) G with
/// G = int (df/dp) / f dt; and as dv = -f dt, the position's sensitivity int s dt becomes v G - int v (df/dp) / f dt.
/// With df/da_k = v^k all three need only the integrals G_j = int v^j / f dt, j = 0..3: four numbers instead of six
/// more differential equations. The position's sensitivity to the first speed is (v0 - v) / f(v0).
struct CoastPath {
  private let curve: DecelerationCurve
  private let turnM: Double
  private let hasRipple: Bool
  private let v0: Double
  private(set) var v: Double
  private(set) var x = 0.0
  /// The wheel's angle at the beginning, in turns.
  private let startTurns: Double
  /// int v^j / f dt for j = 0..3.
  private var g = SIMD4<Double>(repeating: 0)
  /// int cos / f, int sin / f, int v cos / f, int v sin / f.
  private var ripple = SIMD4<Double>(repeating: 0)

  /// m/s2. In any run worth fitting a belt slows down more than this; keeps divisions finite.
  private static let least = 1e-9

  init(_ curve: DecelerationCurve, v0: Double, startTurns: Double, turnM: Double, hasRipple: Bool) {
    self.curve = curve
    self.v0 = v0
    self.startTurns = startTurns
    self.turnM = turnM
    self.hasRipple = hasRipple
    v = v0
  }

  private func f(_ v: Double) -> Double { max(curve.valueMps2(atMps: max(0, v)), Self.least) }

  /// Half a Runge-Kutta step.
  private func stepped(_ v: Double, _ h: Double) -> Double {
    let k1 = f(v)
    let k2 = f(v - 0.5 * h * k1)
    let k3 = f(v - 0.5 * h * k2)
    let k4 = f(v - h * k3)
    return v - h * (k1 + 2 * k2 + 2 * k3 + k4) / 6
  }

  mutating func advance(byS durationS: Double) {
    let perStep = (curve.a1PerS + 2 * curve.a2PerM * v.magnitude) * durationS / 0.1
    let turns = hasRipple ? 3 * v.magnitude * durationS / turnM : 0
    var steps = 1
    while steps < 60, Double(steps) < max(perStep, turns) { steps += 1 }
    let h = durationS / Double(steps)
    for _ in 0..<steps { advance(step: h) }
  }

  private mutating func advance(step h: Double) {
    let middle = stepped(v, 0.5 * h)
    let end = stepped(middle, 0.5 * h)
    let simpson = h / 6
    let (fA, fM, fE) = (f(v), f(middle), f(end))
    let wA = simpson / fA
    let wM = 4 * simpson / fM
    let wE = simpson / fE
    let middleM = x + h * (5 * v + 8 * middle - end) / 24
    let endM = x + simpson * (v + 4 * middle + end)
    if hasRipple {
      let turns = Lane(x, middleM, endM, 0) / turnM + startTurns
      let (s, c) = Transcendental.sineAndCosine(turns: turns)
      ripple[0] += wA * c[0] + wM * c[1] + wE * c[2]
      ripple[1] += wA * s[0] + wM * s[1] + wE * s[2]
      ripple[2] += wA * v * c[0] + wM * middle * c[1] + wE * end * c[2]
      ripple[3] += wA * v * s[0] + wM * middle * s[1] + wE * end * s[2]
    }
    g[0] += wA + wM + wE
    g[1] += wA * v + wM * middle + wE * end
    g[2] += wA * v * v + wM * middle * middle + wE * end * end
    g[3] += wA * v * v * v + wM * middle * middle * middle + wE * end * end * end
    v = end
    x = endM
  }

  var decelerationMps2: Double { f(v) }

  /// dx/da0, dx/da1, dx/da2.
  var perCurve: (Double, Double, Double) { (v * g[0] - g[1], v * g[1] - g[2], v * g[2] - g[3]) }

  /// dx/d(cosine part), dx/d(sine part) of a friction that varies within a turn, m/s2.
  var perRipple: (Double, Double) { (v * ripple[0] - ripple[2], v * ripple[1] - ripple[3]) }

  /// dx/dv0.
  var perStartSpeed: Double { (v0 - v) / f(v0) }
}
