// SPDX-License-Identifier: Apache-2.0
//
// Owns: the future's information about a state, for four models in parallel. Must not know: pulses, gaits.
//
// The smoother in the form of Bryson and Frazier (1963, as modified by Bierman 1973): a vector l and a matrix L run
// backward and accumulate later measurements; the smoothed state is s - P l, its covariance P - P L P. No matrix is
// inverted.

/// The adjoint of `GaitLanes`, with the same letters.
struct GaitAdjoint {
  var x = Lane.zero, u = Lane.zero, h = Lane.zero, g = Lane.zero, i = Lane.zero, j = Lane.zero
  var xx = Lane.zero, xu = Lane.zero, xh = Lane.zero, xg = Lane.zero, xi = Lane.zero, xj = Lane.zero
  var uu = Lane.zero, uh = Lane.zero, ug = Lane.zero, ui = Lane.zero, uj = Lane.zero
  var hh = Lane.zero, hg = Lane.zero, hi = Lane.zero, hj = Lane.zero
  var gg = Lane.zero, gi = Lane.zero, gj = Lane.zero
  var ii = Lane.zero, ij = Lane.zero
  var jj = Lane.zero

  /// Steps backward: l <- F' l, L <- F' L F.
  mutating func goBack(_ step: GaitStep) {
    let (a, b) = (step.first, step.second)
    (u, h, g, i, j) = Self.columns(step, x, u, h, g, i, j)
    // L F, row by row, then F' of that, column by column; the row and column of x stay as they are.
    let rowX = Self.columns(step, xx, xu, xh, xg, xi, xj)
    let rowU = Self.columns(step, xu, uu, uh, ug, ui, uj)
    let rowH = Self.columns(step, xh, uh, hh, hg, hi, hj)
    let rowG = Self.columns(step, xg, ug, hg, gg, gi, gj)
    let rowI = Self.columns(step, xi, ui, hi, gi, ii, ij)
    let rowJ = Self.columns(step, xj, uj, hj, gj, ij, jj)
    uu = step.travel(rowX.0) + rowU.0
    uh = step.travel(rowX.1) + rowU.1
    ug = step.travel(rowX.2) + rowU.2
    ui = step.travel(rowX.3) + rowU.3
    uj = step.travel(rowX.4) + rowU.4
    hh = a.travelH * rowX.1 + a.turnedBack(rowH.1, rowG.1).0
    (hg, gg) = (
      a.travelH * rowX.2 + a.turnedBack(rowH.2, rowG.2).0, a.travelG * rowX.2 + a.turnedBack(rowH.2, rowG.2).1
    )
    (hi, gi) = (
      a.travelH * rowX.3 + a.turnedBack(rowH.3, rowG.3).0, a.travelG * rowX.3 + a.turnedBack(rowH.3, rowG.3).1
    )
    (hj, gj) = (
      a.travelH * rowX.4 + a.turnedBack(rowH.4, rowG.4).0, a.travelG * rowX.4 + a.turnedBack(rowH.4, rowG.4).1
    )
    ii = b.travelH * rowX.3 + b.turnedBack(rowI.3, rowJ.3).0
    (ij, jj) = (
      b.travelH * rowX.4 + b.turnedBack(rowI.4, rowJ.4).0, b.travelG * rowX.4 + b.turnedBack(rowI.4, rowJ.4).1
    )
    (xu, xh, xg, xi, xj) = rowX
  }

  /// One row times F, without the column of x, which does not change.
  private static func columns(
    _ step: GaitStep, _ x: Lane, _ u: Lane, _ h: Lane, _ g: Lane, _ i: Lane, _ j: Lane
  ) -> (Lane, Lane, Lane, Lane, Lane) {
    let (a, b) = (step.first, step.second)
    let (h1, g1) = a.turnedBack(h, g)
    let (i1, j1) = b.turnedBack(i, j)
    return (
      step.travel(x) + u, a.travelH * x + h1, a.travelG * x + g1, b.travelH * x + i1, b.travelG * x + j1
    )
  }

  /// Goes backward over a pulse: with C = I - K H, l <- C' l - H' y / S and L <- C' L C + H' H / S.
  /// - Parameters:
  ///   - predicted: the state just before the pulse. - inverse: 1 / S.
  mutating func goBack(overPulse predicted: GaitLanes, residual y: Lane, inverse: Lane) {
    let k = GaitVector(
      x: predicted.xx * inverse, u: predicted.xu * inverse, h: predicted.xh * inverse,
      g: predicted.xg * inverse,
      i: predicted.xi * inverse, j: predicted.xj * inverse)
    let m = times(k)
    let kl = k.dot(GaitVector(x: x, u: u, h: h, g: g, i: i, j: j))
    x -= kl + y * inverse
    xx += k.dot(m) - 2 * m.x + inverse
    xu -= m.u
    xh -= m.h
    xg -= m.g
    xi -= m.i
    xj -= m.j
  }

  /// L p.
  func times(_ p: GaitVector) -> GaitVector {
    let rx = GaitVector(x: xx, u: xu, h: xh, g: xg, i: xi, j: xj)
    let ru = GaitVector(x: xu, u: uu, h: uh, g: ug, i: ui, j: uj)
    let rh = GaitVector(x: xh, u: uh, h: hh, g: hg, i: hi, j: hj)
    let rg = GaitVector(x: xg, u: ug, h: hg, g: gg, i: gi, j: gj)
    let ri = GaitVector(x: xi, u: ui, h: hi, g: gi, i: ii, j: ij)
    let rj = GaitVector(x: xj, u: uj, h: hj, g: gj, i: ij, j: jj)
    return GaitVector(x: rx.dot(p), u: ru.dot(p), h: rh.dot(p), g: rg.dot(p), i: ri.dot(p), j: rj.dot(p))
  }

  var vector: GaitVector { GaitVector(x: x, u: u, h: h, g: g, i: i, j: j) }
}

/// A vector in the space of `GaitLanes`.
struct GaitVector {
  var x, u, h, g, i, j: Lane

  func dot(_ other: GaitVector) -> Lane {
    let slow = x * other.x + u * other.u
    let first = h * other.h + g * other.g
    let second = i * other.i + j * other.j
    return slow + first + second
  }
}

extension HarmonicStep {
  /// The transposed rotation.
  func turnedBack(_ h: Lane, _ g: Lane) -> (Lane, Lane) { (ec * h + es * g, ec * g - es * h) }
}

extension GaitLanes {
  /// Covariance of belt speed with the state.
  var speedCovariance: GaitVector {
    GaitVector(
      x: xu + xh + xi, u: uu + uh + ui, h: uh + hh + hi, g: ug + hg + gi, i: ui + hi + ii, j: uj + hj + ij)
  }
}
