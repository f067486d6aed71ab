// SPDX-License-Identifier: Apache-2.0
//
// Owns: the part of the belt's position and speed that is the swing of the step, over all models. Must not know:
// drag, sets.

/// The bank at a pulse: speed, and the swing's part of the position.
struct BankSwing {
  /// Speed at an instant, m/s, and its variance.
  var speedMps = 0.0
  var speedVariance = 0.0
  /// How far the swing has carried the belt ahead of its calm position, metres, and its variance.
  var positionM = 0.0
  var positionVariance = 0.0
  /// Mean square of that distance over the gait, m2.
  var positionEnergy = 0.0
  /// Variance of the speed within the step, (m/s)2.
  var speedEnergy = 0.0
}

extension GaitBank {
  /// - Returns: mean and variance over the models with weight.
  ///
  /// The future contribution of a damped rotation z = h + i g, dz/dt = -mu z, mu = L - i w, to the travel is Re(z /
  /// mu) = (L h - w g) / |mu|^2; that much is missing now.
  ///
  /// Mutating only so that the bank is read in place.
  mutating func swing() -> BankSwing {
    var sums = SwingSums()
    for group in 0..<GaitModels.groups {
      let w = weights[group]
      guard Self.largest(w) > MixtureSums.leastWeight else { continue }
      sums.add(
        &lanes[group], w, damping: GaitModels.damping(GaitModels.kind(group)),
        angular: models.rateHz[GaitModels.rateGroup(group)] * 6.283185307179586)
    }
    return sums.swing
  }
}

/// Sums over the models.
private struct SwingSums {
  var v = Lane.zero, vv = Lane.zero, p = Lane.zero, pp = Lane.zero, e = Lane.zero, s = Lane.zero

  @inline(__always)
  mutating func add(_ model: inout GaitLanes, _ w: Lane, damping l: Lane, angular: Lane) {
    let inverse = 1 / (l * l + angular * angular)
    let (byG, byH) = (angular * inverse, l * inverse)
    let (h, g, i, j) = (model.h, model.g, model.i, model.j)
    let speed = model.speed
    v += w * speed
    vv += w * (speed * speed + model.speedVariance)
    let position = byG * g - byH * h + 0.5 * (byG * j - byH * i)
    let quarter = 0.25 * (byG * byG * model.jj)
    p += w * position
    pp += w * (position * position + byG * byG * model.gg + quarter)
    // The energies including their uncertainty: half of the squared swing is its mean square.
    let first = 0.5 * (h * h + g * g + model.hh + model.gg)
    let second = 0.5 * (i * i + j * j + model.ii + model.jj)
    s += w * (first + second)
    e += w * (first + 0.25 * second) * inverse
  }

  var swing: BankSwing {
    func total(_ lane: Lane) -> Double { (lane[0] + lane[1]) + (lane[2] + lane[3]) }
    var swing = BankSwing()
    swing.speedMps = total(v)
    swing.speedVariance = max(0, total(vv) - swing.speedMps * swing.speedMps)
    swing.positionM = total(p)
    swing.positionVariance = max(0, total(pp) - swing.positionM * swing.positionM)
    swing.positionEnergy = total(e)
    swing.speedEnergy = total(s)
    return swing
  }
}
