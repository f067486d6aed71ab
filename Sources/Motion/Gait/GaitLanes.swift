// SPDX-License-Identifier: Apache-2.0
//
// Owns: four Kalman filters of a belt under a walker, in parallel. Must not know: which of them is right.

/// The driving noise of four models over one step.
struct GaitDrive {
  /// Spectral density of the slow speed's random walk, m2/s3.
  var slowNoise: Lane
  /// Stationary variance of each harmonic, (m/s)2.
  var firstVariance: Lane
  var secondVariance: Lane
}

/// State and covariance of four models.
///
/// State: x, travel since the last pulse; u, slow speed; (h, g) and (i, j), the harmonics of the step and their
/// quadratures. Belt speed is v = u + h + i. Pairs of letters name the entries of the covariance.
package struct GaitLanes: Sendable {
  var x = Lane.zero, u = Lane.zero, h = Lane.zero, g = Lane.zero, i = Lane.zero, j = Lane.zero
  var xx = Lane.zero, xu = Lane.zero, xh = Lane.zero, xg = Lane.zero, xi = Lane.zero, xj = Lane.zero
  var uu = Lane.zero, uh = Lane.zero, ug = Lane.zero, ui = Lane.zero, uj = Lane.zero
  var hh = Lane.zero, hg = Lane.zero, hi = Lane.zero, hj = Lane.zero
  var gg = Lane.zero, gi = Lane.zero, gj = Lane.zero
  var ii = Lane.zero, ij = Lane.zero
  var jj = Lane.zero

  init() {}

  /// Belt speed, m/s, with its variance and its covariance with the travel.
  @inline(__always)
  var speed: Lane { u + h + i }
  var speedVariance: Lane { uu + hh + ii + 2 * (uh + ui + hi) }
  var speedTravel: Lane { xu + xh + xi }
  /// Squared swing of each harmonic, (m/s)2. Mutating only so that it is read in place.
  @inline(never)
  mutating func energies() -> (first: Lane, second: Lane) { (h * h + g * g, i * i + j * j) }

  /// Starts at a pulse with the given slow speed and its variance, the gait's phase being unknown.
  mutating func start(slowMps: Lane, slowVariance: Lane, travelVariance: Lane, drive: GaitDrive) {
    self = GaitLanes()
    u = slowMps
    xx = travelVariance
    uu = slowVariance
    hh = drive.firstVariance
    gg = drive.firstVariance
    ii = drive.secondVariance
    jj = drive.secondVariance
  }

  /// Advances by one step without a pulse: s <- F s, P <- F P F' + Q.
  @inline(__always)
  mutating func predict(_ step: GaitStep, _ drive: GaitDrive) {
    let a = step.first
    let b = step.second
    x += step.travel(u) + a.travel(h, g) + b.travel(i, j)
    (h, g) = a.turned(h, g)
    (i, j) = b.turned(i, j)

    // The row of x in F P.
    let rowX = xx + step.travel(xu) + a.travel(xh, xg) + b.travel(xi, xj)
    let rowU = xu + step.travel(uu) + a.travel(uh, ug) + b.travel(ui, uj)
    let rowH = xh + step.travel(uh) + a.travel(hh, hg) + b.travel(hi, hj)
    let rowG = xg + step.travel(ug) + a.travel(hg, gg) + b.travel(gi, gj)
    let rowI = xi + step.travel(ui) + a.travel(hi, gi) + b.travel(ii, ij)
    let rowJ = xj + step.travel(uj) + a.travel(hj, gj) + b.travel(ij, jj)
    xx = rowX + step.travel(rowU) + a.travel(rowH, rowG) + b.travel(rowI, rowJ)
    xu = rowU
    (xh, xg) = a.turned(rowH, rowG)
    (xi, xj) = b.turned(rowI, rowJ)
    (uh, ug) = a.turned(uh, ug)
    (ui, uj) = b.turned(ui, uj)
    turnHarmonics(a, b)
    addNoise(step, drive)
  }

  /// The harmonics' own blocks under both rotations.
  @inline(__always)
  private mutating func turnHarmonics(_ a: HarmonicStep, _ b: HarmonicStep) {
    let (hLeft, gLeft) = a.turned(hh, hg)
    let (hRight, gRight) = a.turned(hg, gg)
    (hh, hg) = a.turned(hLeft, hRight)
    gg = a.turned(gLeft, gRight).1
    let (iLeft, jLeft) = b.turned(ii, ij)
    let (iRight, jRight) = b.turned(ij, jj)
    (ii, ij) = b.turned(iLeft, iRight)
    jj = b.turned(jLeft, jRight).1
    let (hiTurned, giTurned) = a.turned(hi, gi)
    let (hjTurned, gjTurned) = a.turned(hj, gj)
    (hi, hj) = b.turned(hiTurned, hjTurned)
    (gi, gj) = b.turned(giTurned, gjTurned)
  }

  @inline(__always)
  private mutating func addNoise(_ step: GaitStep, _ drive: GaitDrive) {
    let d = step.durationS
    let (q, first, second) = (drive.slowNoise, drive.firstVariance, drive.secondVariance)
    let (a, b) = (step.first, step.second)
    xx += q * (d * d * d / 3)
    xx += first * a.noiseXX + second * b.noiseXX
    xu += q * (d * d / 2)
    uu += q * d
    xh += first * a.noiseXH
    xg += first * a.noiseXG
    xi += second * b.noiseXH
    xj += second * b.noiseXG
    hh += first * a.noiseHH
    gg += first * a.noiseHH
    ii += second * b.noiseHH
    jj += second * b.noiseHH
  }

  /// A pulse came after `travelM`, known with a variance: s += K y, P -= K S K'. The travel then restarts at this
  /// pulse.
  @inline(__always)
  mutating func correct(residual y: Lane, travelM: Double, noise: Lane, inverse: Lane) {
    let (ku, kh, kg, ki, kj) = (xu * inverse, xh * inverse, xg * inverse, xi * inverse, xj * inverse)
    x += xx * inverse * y - travelM
    u += ku * y
    h += kh * y
    g += kg * y
    i += ki * y
    j += kj * y
    uu -= ku * xu
    uh -= ku * xh
    ug -= ku * xg
    ui -= ku * xi
    uj -= ku * xj
    hh -= kh * xh
    hg -= kh * xg
    hi -= kh * xi
    hj -= kh * xj
    gg -= kg * xg
    gi -= kg * xi
    gj -= kg * xj
    ii -= ki * xi
    ij -= ki * xj
    jj -= kj * xj
    // 1 - xx / S written as noise / S: no digits are lost if the pulse is far more exact than the prediction.
    let kept = noise * inverse
    xx *= kept
    xu *= kept
    xh *= kept
    xg *= kept
    xi *= kept
    xj *= kept
  }
}

extension GaitLanes {
  /// Adopts the models of another group where `taken` is 1, and none where it is 0.
  mutating func replace(with other: GaitLanes, where taken: Lane) {
    let kept = 1 - taken
    func pick(_ path: inout Lane, _ value: Lane) { path = path * kept + value * taken }
    pick(&x, other.x)
    pick(&u, other.u)
    pick(&h, other.h)
    pick(&g, other.g)
    pick(&i, other.i)
    pick(&j, other.j)
    pick(&xx, other.xx)
    pick(&xu, other.xu)
    pick(&xh, other.xh)
    pick(&xg, other.xg)
    pick(&xi, other.xi)
    pick(&xj, other.xj)
    pick(&uu, other.uu)
    pick(&uh, other.uh)
    pick(&ug, other.ug)
    pick(&ui, other.ui)
    pick(&uj, other.uj)
    pick(&hh, other.hh)
    pick(&hg, other.hg)
    pick(&hi, other.hi)
    pick(&hj, other.hj)
    pick(&gg, other.gg)
    pick(&gi, other.gi)
    pick(&gj, other.gj)
    pick(&ii, other.ii)
    pick(&ij, other.ij)
    pick(&jj, other.jj)
  }
}
