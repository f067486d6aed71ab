// SPDX-License-Identifier: Apache-2.0
//
// Owns: the model of belt and wheel, and the equation of each pulse. Must not know: how the model is changed.

import Pulses

/// One pulse of a run compared with the model.
struct CoastRow {
  var index: Int
  var magnet: Int
  /// Measured minus modelled position, metres.
  var residualM: Double
  /// One over the variance expected of the residual, 1/m2.
  var weight: Double
  var speedMps: Double
  /// Position by a0, a1, a2.
  var perCurve: (Double, Double, Double)
  /// Position by the two parts of the ripple.
  var perRipple: (Double, Double)
  var perStartSpeed: Double
  /// Position by a change of all deceleration by a common share.
  var perExcess: Double
}

/// Curve, positions of the magnets, and friction that varies within a turn.
struct CoastModel {
  var curve = DecelerationCurve()
  /// Deceleration that varies once per turn, m/s2: a roller that is not round, a joint of the belt on a short loop.
  var rippleCosine = 0.0
  var rippleSine = 0.0
  /// Belt travel from magnet 0 to each magnet, metres.
  var positionsM = InlineArray<16, Double>(repeating: 0)
  let circumferenceM: Double
  let magnets: Int
  let timestampSdS: Double

  /// No sensor is better than this: 0.01 % of a turn.
  private static let leastPositionSd = 1e-4
  /// Friction that varies within a turn other than as a sine, as a share of the deceleration.
  private static let unevenFriction = 0.01
  /// The same if a turn has too few magnets to resolve a sine.
  private static let unseenFriction = 0.03
  /// m/s. Slower belts are about to stop, in an unknown manner.
  private static let slowestMps = 0.02

  init(wheel: borrowing MagnetWheel, timestampSdS: Double) {
    circumferenceM = wheel.distinctTravelM
    magnets = wheel.distinctMarks
    self.timestampSdS = timestampSdS
    for index in 1..<16 where index < wheel.distinctMarks {
      positionsM[index] = positionsM[index - 1] + wheel.arcM(index - 1)
    }
  }

  var hasRipple: Bool { magnets >= 2 }

  /// Belt travel from magnet 0 of a run's first turn to pulse `index`, metres.
  func positionM(_ index: Int, of run: CoastRun) -> Double {
    let steps = run.magnet(run.first, of: magnets) + index - run.first
    return Double(steps / magnets) * circumferenceM + positionsM[steps % magnets]
  }

  /// Variance expected of a pulse's position: the timestamp at the belt's speed, the sensor, and the swing of a belt
  /// whose friction varies within a turn: a share q of the deceleration f at the angular rate w moves it by q f /
  /// w^2.
  func varianceM2(atMps v: Double, decelerationMps2 f: Double) -> Double {
    let speed = max(v, Self.slowestMps)
    let timestampM = speed * timestampSdS
    let positionM = Self.leastPositionSd * circumferenceM
    let perRadian = circumferenceM / (2 * 3.141592653589793 * speed)
    let share = hasRipple ? Self.unevenFriction : Self.unseenFriction
    let swingM = min(share * f * perRadian * perRadian, 0.2 * circumferenceM)
    return timestampM * timestampM + positionM * positionM + swingM * swingM
  }

  /// Iterates over a run from its first to its last pulse.
  func walk(
    _ timestamps: borrowing Span<Int64>, _ run: CoastRun, _ visit: (borrowing CoastRow) -> Void
  ) {
    var path = CoastPath(
      curve, v0: run.startMps, startTurns: run.startM / circumferenceM, turnM: circumferenceM,
      hasRipple: hasRipple)
    var index = run.first
    while index <= run.last {
      if index > run.first {
        path.advance(byS: Nanoseconds(from: timestamps[index - 1], to: timestamps[index]).seconds)
      }
      let perCurve = path.perCurve
      let perRipple = path.perRipple
      let modelM =
        run.startM + path.x + rippleCosine * perRipple.0 + rippleSine * perRipple.1
      visit(
        CoastRow(
          index: index, magnet: run.magnet(index, of: magnets), residualM: positionM(index, of: run) - modelM,
          weight: 1 / varianceM2(atMps: path.v, decelerationMps2: path.decelerationMps2), speedMps: path.v,
          perCurve: perCurve, perRipple: perRipple, perStartSpeed: path.perStartSpeed,
          perExcess: curve.a0Mps2 * perCurve.0 + curve.a1PerS * perCurve.1 + curve.a2PerM * perCurve.2))
      index += 1
    }
  }
}
