// SPDX-License-Identifier: Apache-2.0
//
// Owns: the mixture of gait models: their predictions, and which of them the pulses support. Must not know: magnets,
// sets.
//
// A pulse is an exact position at a known time. The belt's motion between pulses is the walker's gait; so each model
// is a Kalman filter with an oscillator of one step rate, and the pulses determine the rate (Magill 1965, a bank of
// filters weighted by their evidence).

import Pulses

/// The bank's estimate at one instant, m/s and (m/s)2.
struct BankEstimate {
  var speedMps: Double
  var speedVariance: Double
  /// Without the step's ripple.
  var slowMps: Double
  var slowVariance: Double
  /// Probability that there was no pulse yet, according to the models.
  var silenceChance: Double
}

/// A bank of gait-oscillator Kalman filters.
package struct GaitBank: Sendable {
  /// Time over which evidence is forgotten, seconds.
  private static let evidenceTimeS = 5.0
  /// Weights never fall below e^-14, so that a model can recover.
  private static let evidenceFloor = -14.0
  private static let slowestMeanMps = 0.08
  /// Spread of the step rate around the usual one, natural logarithm.
  private static let rateSpread = 0.30

  let models = GaitModels()
  var lanes = InlineArray<16, GaitLanes>(repeating: GaitLanes())
  private var evidence = InlineArray<16, Lane>(repeating: .zero)
  private(set) var weights = InlineArray<16, Lane>(repeating: .zero)
  /// Mean speed that scales the gait's amplitudes, m/s.
  private(set) var meanMps = 0.0
  package private(set) var isRunning = false
  private var sinceReseedS = 0.0
  /// Running mean of the squared innovation over its stated variance: 1 if the bank's own uncertainty is right.
  package private(set) var innovationRatio = 1.0
  private var pulseS = 0.0
  private var blockOff = 0.0
  private var blockPulses = 0.0
  private var blockS = 0.0
  private var blockRatio = 1.0
  /// Share of the stated innovation variance that comes from the state; the rest comes from the pulses' positions.
  private var stateShare = 1.0
  /// The factor for the stated variance of the state. Innovations smaller than stated reduce it only as far as they
  /// come from the state: the magnets may simply be better placed than assumed.
  var stateRatio: Double {
    let ratio = max(Self.leastRatio, 0.5 * (blockRatio + innovationRatio))
    return ratio
  }
  /// The travel that the bank predicted for the newest pulse, metres, and the typical squared deviation of pulses,
  /// m2.
  private(set) var lastPredictedTravelM = 0.0
  private(set) var innovationVariance = 0.0

  package init() {}

  /// Probability that the belt is being started, stopped or sprinted.
  package private(set) var manoeuvreWeight = 0.0
  /// Travel since the last pulse that the bank predicts, metres, at the time of its last move; and its variance.
  private(set) var predictedTravelM = 0.0
  private var predictedVariance = 0.0

  /// Forgets everything: the belt was stopped, or its travel is unknown.
  package mutating func stop() { isRunning = false }

  /// Begins at a pulse, with a first estimate of the speed from one gap.
  package mutating func start(speedMps: Double, travelVariance: Double) {
    meanMps = max(Self.slowestMeanMps, speedMps)
    let sd = 0.4 * speedMps + 0.05
    for group in 0..<GaitModels.groups {
      lanes[group].start(
        slowMps: Lane(repeating: speedMps), slowVariance: Lane(repeating: sd * sd),
        travelVariance: Lane(repeating: travelVariance),
        drive: GaitModels.drive(GaitModels.kind(group), meanMps: meanMps))
      evidence[group] = .zero
    }
    evidence[GaitModels.special] = Lane(1, -1, -1e9, -1e9)
    sinceReseedS = 0
    innovationRatio = 1
    blockRatio = 1
    stateShare = 1
    isRunning = true
    updateWeights()
  }

  /// Advances all models over a time without a pulse.
  package mutating func predict(durationS: Double) {
    let decays = GaitDecays(durationS: durationS, evidenceTimeS: Self.evidenceTimeS)
    for rateGroup in 0..<GaitModels.rateGroups {
      let group = rateGroup + 6
      let kind = GaitModels.kind(group)
      let step = GaitModels.step(kind, durationS: durationS, rateHz: models.rateHz[rateGroup], decays)
      lanes[group].predict(step, GaitModels.drive(kind, meanMps: meanMps))
      if rateGroup < 6 { lanes[rateGroup].predict(step, GaitModels.drive(.strong, meanMps: meanMps)) }
    }
    sinceReseedS += durationS
    pulseS = durationS
    var mean = Lane.zero
    var square = Lane.zero
    for group in 0..<GaitModels.groups {
      evidence[group] *= decays.evidence
      let x = lanes[group].x
      mean += weights[group] * x
      square += weights[group] * (lanes[group].xx + x * x)
    }
    predictedTravelM = Self.total(mean)
    predictedVariance = max(0, Self.total(square) - predictedTravelM * predictedTravelM)
  }

  @inline(__always)
  static func largest(_ lane: Lane) -> Double { max(max(lane[0], lane[1]), max(lane[2], lane[3])) }

  @inline(__always)
  private static func total(_ lane: Lane) -> Double { (lane[0] + lane[1]) + (lane[2] + lane[3]) }

  /// The likelihood that the belt has moved by `travelM` since the last pulse: density over all models, 1/m.
  ///
  /// Mutating only so that the bank is read in place.
  package mutating func likelihood(travelM: Double, travelVariance: Double, timestampSdS: Double) -> Double {
    var sum = 0.0
    for group in 0..<GaitModels.groups {
      let speed = lanes[group].speed
      let s = lanes[group].xx + (travelVariance + speed * speed * (timestampSdS * timestampSdS))
      let y = travelM - lanes[group].x
      let exponent = -0.5 * (y * y / s)
      for lane in 0..<4 where weights[group][lane] > 0 {
        sum += weights[group][lane] * Transcendental.exp(exponent[lane]) / s[lane].squareRoot()
      }
    }
    return sum * 0.3989422804014327
  }

  /// A pulse: the belt has moved by `travelM` since the previous one.
  package mutating func correct(travelM: Double, travelVariance: Double, timestampSdS: Double) {
    let timestampVariance = timestampSdS * timestampSdS
    followInnovation(travelM: travelM, travelVariance: travelVariance)
    for group in 0..<GaitModels.groups {
      let speed = lanes[group].speed
      let noise = travelVariance + speed * speed * timestampVariance
      let s = lanes[group].xx + noise
      let inverse = 1 / s
      let y = travelM - lanes[group].x
      let misfit = Transcendental.smaller(y * y * inverse, Lane(repeating: 60))
      lanes[group].correct(residual: y, travelM: travelM, noise: noise, inverse: inverse)
      evidence[group] -= 0.5 * (misfit + Transcendental.log(s))
    }
    updateWeights()
    reseedIfLost()
  }

  /// Compares the pulse with the prediction of the whole bank.
  private mutating func followInnovation(travelM: Double, travelVariance: Double) {
    let variance = predictedVariance + travelVariance
    lastPredictedTravelM = predictedTravelM
    innovationVariance = variance * max(Self.leastRatio, innovationRatio)
    let off = travelM - lastPredictedTravelM
    let ratio = min(Self.largestRatio, off * off / variance)
    innovationRatio += Self.innovationGain * (ratio - innovationRatio)
    blockOff += off / variance.squareRoot()
    blockPulses += 1
    blockS += pulseS
    if blockS * Self.blocksPerStep * GaitModels.usualRateHz(atMps: meanMps) >= 1 {
      let ratio = min(Self.largestRatio, blockOff * blockOff / blockPulses)
      blockRatio += Self.innovationGain * (ratio - blockRatio)
      (blockOff, blockPulses, blockS) = (0, 0, 0)
    }
    stateShare += Self.innovationGain * (predictedVariance / variance - stateShare)
  }

  private static let innovationGain = 0.02
  private static let blocksPerStep = 8.0
  private static let leastRatio = 0.1
  private static let largestRatio = 25.0

  /// Weights from evidence and the prior of the step rate at this speed.
  private mutating func updateWeights() {
    let usual = Transcendental.log(GaitModels.usualRateHz(atMps: meanMps))
    var best = Lane(repeating: -1e300)
    for group in 0..<GaitModels.groups { best = Transcendental.larger(evidence[group], best) }
    let top = Self.largest(best)
    let floor = Lane(repeating: Self.evidenceFloor)
    var sum = Lane.zero
    var slow = Lane.zero
    for group in 0..<GaitModels.groups {
      var relative = evidence[group] - top
      relative = Transcendental.larger(relative, floor)
      if group == GaitModels.special {
        relative[2] = -1e9
        relative[3] = -1e9
      }
      evidence[group] = relative
      var score = relative
      if group != GaitModels.special {
        let off = (models.logRate[GaitModels.rateGroup(group)] - usual) * (1 / Self.rateSpread)
        score -= Transcendental.smaller(0.5 * (off * off), Lane(repeating: 12.5))
      }
      var weight = Transcendental.exp(score)
      if group == GaitModels.special { weight *= Lane(1, 1, 0, 0) }
      weights[group] = weight
      sum += weight
      slow += weight * lanes[group].u
    }
    let scale = 1 / Self.total(sum)
    for group in 0..<GaitModels.groups { weights[group] *= scale }
    manoeuvreWeight = weights[GaitModels.special][GaitModels.manoeuvre]
    meanMps = max(Self.slowestMeanMps, Self.total(slow) * scale)
  }

  /// If only the manoeuvre model follows, gait models that are far off restart from it, at most once per second: more
  /// often would keep the bank in the manoeuvre.
  private mutating func reseedIfLost() {
    guard manoeuvreWeight > 0.8, sinceReseedS > 1 else { return }
    sinceReseedS = 0
    let guide = lanes[GaitModels.special]
    let lane = GaitModels.manoeuvre
    let (u, x, uu, xx) = (guide.u[lane], guide.x[lane], guide.uu[lane], guide.xx[lane])
    for group in 0..<GaitModels.special {
      let drive = GaitModels.drive(GaitModels.kind(group), meanMps: meanMps)
      var fresh = GaitLanes()
      fresh.start(
        slowMps: Lane(repeating: u), slowVariance: Lane(repeating: uu), travelVariance: Lane(repeating: xx),
        drive: drive)
      fresh.x = Lane(repeating: x)
      let off = lanes[group].u - u
      let limit = 16 * (lanes[group].uu + uu)
      var taken = Lane.zero
      for lane in 0..<4 where off[lane] * off[lane] > limit[lane] {
        taken[lane] = 1
        evidence[group][lane] = max(evidence[group][lane], -3)
      }
      lanes[group].replace(with: fresh, where: taken)
    }
  }

  /// The estimate `silenceS` after the last pulse, without one since, if the next one is `nextTravelM` away.
  ///
  /// "No pulse yet" is a measurement: the travel is below `nextTravelM`. A normal distribution truncated there has
  /// its mean shifted by the hazard, and models that predicted a pulse by now lose weight.
  func estimate(silenceS: Double, nextTravelM: Double, travelVariance: Double) -> BankEstimate {
    let decays = GaitDecays(durationS: silenceS, evidenceTimeS: Self.evidenceTimeS)
    var sums = MixtureSums()
    // Spans, since an array that is read through a value is copied completely for every element.
    let (lanes, weights, rates) = (self.lanes.span, self.weights.span, models.rateHz.span)
    for group in 0..<GaitModels.groups {
      guard Self.largest(weights[group]) > MixtureSums.leastWeight else { continue }
      var model = lanes[group]
      let kind = GaitModels.kind(group)
      let rateHz = rates[GaitModels.rateGroup(group)]
      model.predict(
        GaitModels.step(kind, durationS: silenceS, rateHz: rateHz, decays),
        GaitModels.drive(kind, meanMps: meanMps))
      sums.add(model, weights[group], nextTravelM: nextTravelM, travelVariance: travelVariance)
    }
    return sums.estimate
  }
}

/// Mean and variance of a mixture, accumulated model by model.
struct MixtureSums {
  /// Models with less weight do not affect the result.
  static let leastWeight = 1e-6
  private var weight = 0.0
  private var speed = 0.0
  private var speedSquare = 0.0
  private var slow = 0.0
  private var slowSquare = 0.0

  /// How often a magnet is missed: a silence that no model explains is more likely that than an instantly stopped
  /// belt.
  private static let missChance = 0.005
  /// Logarithm of the probability of a silence at which a missed magnet is considered.
  private static let unlikely = -3.0

  mutating func add(_ model: GaitLanes, _ weights: Lane, nextTravelM: Double, travelVariance: Double) {
    let travelVar = model.xx + travelVariance
    let (v, vv, vx) = (model.speed, model.speedVariance, model.speedTravel)
    for lane in 0..<4 where weights[lane] > Self.leastWeight {
      let sd = travelVar[lane].squareRoot()
      let part = SilentModel(
        speed: v[lane], speedVariance: vv[lane], perSpeed: vx[lane] / sd, slow: model.u[lane],
        slowVariance: model.uu[lane], perSlow: model.xu[lane] / sd)
      let ahead = (nextTravelM - model.x[lane]) / sd
      let logPhi = add(part, weights[lane] * (1 - Self.missChance), ahead)
      if logPhi < Self.unlikely { _ = add(part, weights[lane] * Self.missChance, ahead + nextTravelM / sd) }
    }
  }

  /// One model, truncated `b` standard deviations ahead of its predicted position.
  /// - Returns: the logarithm of the probability that there was no pulse yet.
  private mutating func add(_ part: SilentModel, _ share: Double, _ b: Double) -> Double {
    let (ratio, logPhi) = Transcendental.normalHazard(b)
    let shrink = ratio * (b + ratio)
    let w = share * Transcendental.exp(logPhi)
    let meanV = part.speed - part.perSpeed * ratio
    let meanU = part.slow - part.perSlow * ratio
    weight += w
    speed += w * meanV
    speedSquare += w * (meanV * meanV + max(0, part.speedVariance - part.perSpeed * part.perSpeed * shrink))
    slow += w * meanU
    slowSquare += w * (meanU * meanU + max(0, part.slowVariance - part.perSlow * part.perSlow * shrink))
    return logPhi
  }

  var estimate: BankEstimate {
    guard weight > 0 else {
      return BankEstimate(speedMps: 0, speedVariance: 0, slowMps: 0, slowVariance: 0, silenceChance: 0)
    }
    let (v, u) = (speed / weight, slow / weight)
    return BankEstimate(
      speedMps: v, speedVariance: max(0, speedSquare / weight - v * v), slowMps: u,
      slowVariance: max(0, slowSquare / weight - u * u), silenceChance: min(1, weight))
  }
}

/// One model in a silence: its speeds, their variances, and their covariances with the travel over its standard
/// deviation.
private struct SilentModel {
  let speed: Double
  let speedVariance: Double
  let perSpeed: Double
  let slow: Double
  let slowVariance: Double
  let perSlow: Double
}
