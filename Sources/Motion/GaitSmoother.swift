// SPDX-License-Identifier: Apache-2.0
//
// Owns: belt speed of a finished set, from the pulses on both sides of every instant. Must not know: sets, power.

import Pulses

/// A filtered state on its way, and what is needed to go back over its pulse.
struct SmootherSlot {
  var state = GaitLanes()
  var rateHz = 0.0
}

/// Memory of the smoother, owned by the caller. Its size does not depend on the length of a set.
package struct SmootherRoom {
  /// Pulses that are held at a time.
  static let pulses = 192
  var slots = InlineArray<192, SmootherSlot>(repeating: SmootherSlot())

  package init() {}
}

/// Smooths the speed of a finished set (Rauch, Tung and Striebel's smoother in the form of `GaitAdjoint`).
///
/// Four models side by side: a regular, a weak and an irregular gait with the cadence that the bank found, and one
/// without a gait. They are weighted by how well they foretold the pulses of the whole stretch.
/// A stretch is worked off in pieces that overlap: what lies more than `overlap` pulses ahead says nothing any more.
package struct GaitSmoother {
  private static let overlap = 64
  /// The bank's cadence lags by about half of this, nanoseconds.
  private static let cadenceSpanNs: Int64 = 5_000_000_000
  private static let slowestMeanMps = 0.08

  private let wayVariance: Double
  private let stampSdS: Double
  private let originNs: Int64
  private let stepNs: Int64

  /// - Parameters:
  ///   - originNs: the first sample's time. - stepNs: time between samples.
  package init(profile: MachineProfile, originNs: Int64, stepNs: Int64) {
    let placement = max(0.0002, profile.magnetPlacementSdM)
    wayVariance = placement * placement
    stampSdS = profile.stampSdS
    self.originNs = originNs
    self.stepNs = stepNs
  }

  /// Smooths all stretches between standstills.
  /// - Parameter store: takes samples by their index, in no particular order; instants outside any stretch get none.
  package func smooth(
    _ pulses: borrowing Span<SteppedPulse>, room: inout SmootherRoom, store: (Int, TraceSample) -> Void
  ) {
    var first = 0
    while first < pulses.count {
      var end = first + 1
      while end < pulses.count, !pulses[end].isFresh { end += 1 }
      if end - first >= 3 { smoothStretch(pulses, first, end, &room, store) }
      first = end
    }
  }

  /// One stretch, piece by piece.
  private func smoothStretch(
    _ pulses: borrowing Span<SteppedPulse>, _ first: Int, _ end: Int, _ room: inout SmootherRoom,
    _ store: (Int, TraceSample) -> Void
  ) {
    let weights = evidence(pulses, first, end)
    var begin = first
    var state = started(pulses, first)
    while true {
      let last = min(begin + SmootherRoom.pulses, end) - 1
      room.slots[0].state = state
      for index in begin..<last { forward(pulses, index, &room.slots, index - begin) }
      let isFinal = last == end - 1
      let keep = isFinal ? last : last - Self.overlap
      var adjoint = GaitAdjoint()
      var index = last
      while index > begin {
        back(pulses, index, room.slots[index - 1 - begin].state, &adjoint, isKept: index <= keep, weights, store)
        index -= 1
      }
      if isFinal { return }
      state = room.slots[keep - begin].state
      begin = keep
    }
  }

  /// The state at the first pulse, from the first gap.
  private func started(_ pulses: borrowing Span<SteppedPulse>, _ first: Int) -> GaitLanes {
    let gapS = Double(max(1, pulses[first + 1].timeNs &- pulses[first].timeNs)) / 1e9
    let speed = pulses[first + 1].wayM / gapS
    let sd = 0.4 * speed + 0.05
    var state = GaitLanes()
    state.start(
      slowMps: Lane(repeating: speed), slowVariance: Lane(repeating: sd * sd),
      wayVariance: Lane(repeating: wayVariance), drive: drive(meanMps: speed, manoeuvre: 1))
    return state
  }

  /// Driving noise of the four models.
  private func drive(meanMps: Double, manoeuvre: Double) -> GaitDrive {
    let v = max(Self.slowestMeanMps, meanMps)
    let square = v * v
    let slow = 2 * 0.06 * 0.06 / 4.0 * square
    // Below a twentieth the bank is sure that nothing special happens.
    let special = manoeuvre > 0.05 ? manoeuvre * (0.6 + 0.2 * square) : 0
    let cube = square * v
    return GaitDrive(
      slowNoise: Lane(slow + special, slow + special, slow + special + 0.02 * cube, special + 0.1 * cube),
      firstVariance: square * Lane(0.0144, 0.0144, 0.0144, 0.0001),
      secondVariance: square * Lane(0.0016, 0.0016, 0.0049, 0.0001))
  }

  /// One step of all four models, by the cadence around a pulse.
  private func step(_ pulses: borrowing Span<SteppedPulse>, to index: Int, durationS: Double) -> GaitStep {
    var ahead = index
    var sum = 0.0
    var count = 0
    let until = pulses[index].timeNs &+ Self.cadenceSpanNs
    while ahead < pulses.count, ahead == index || !pulses[ahead].isFresh, pulses[ahead].timeNs < until, count < 400 {
      if pulses[ahead].rateHz > 0 {
        sum += pulses[ahead].rateHz
        count += 1
      }
      ahead += 1
    }
    let rate = count > 0 ? sum / Double(count) : GaitModels.usualRateHz(atMps: pulses[index].meanMps)
    let damping = Lane(0.1, 0.3, 1, 1)
    let (steady, slow, fast) = (Transcendental.exp(-0.1 * durationS), Transcendental.exp(-0.3 * durationS), Transcendental.exp(-durationS))
    return GaitStep(
      durationS: durationS, rateHz: Lane(repeating: rate), damping: damping, decay: Lane(steady, slow, fast, fast))
  }

  private func gapS(_ pulses: borrowing Span<SteppedPulse>, before index: Int) -> Double {
    Double(max(1, pulses[index].timeNs &- pulses[index - 1].timeNs)) / 1e9
  }

  /// The state right before pulse `index`.
  private func predicted(_ pulses: borrowing Span<SteppedPulse>, _ state: GaitLanes, to index: Int) -> GaitLanes {
    var state = state
    state.predict(
      step(pulses, to: index, durationS: gapS(pulses, before: index)),
      drive(meanMps: pulses[index].meanMps, manoeuvre: pulses[index].manoeuvre))
    return state
  }

  private func noise(_ state: GaitLanes) -> Lane {
    wayVariance + state.speed * state.speed * (stampSdS * stampSdS)
  }

  /// From the pulse in a slot to the next.
  private func forward(
    _ pulses: borrowing Span<SteppedPulse>, _ index: Int, _ slots: inout InlineArray<192, SmootherSlot>, _ slot: Int
  ) {
    var state = predicted(pulses, slots[slot].state, to: index + 1)
    correct(&state, wayM: pulses[index + 1].wayM)
    slots[slot + 1].state = state
  }

  private func correct(_ state: inout GaitLanes, wayM: Double) {
    let noise = noise(state)
    state.correct(residual: wayM - state.x, wayM: wayM, noise: noise, inverse: 1 / (state.xx + noise))
  }

  /// How well each model foretells the pulses of a stretch; weights that add up to 1.
  private func evidence(_ pulses: borrowing Span<SteppedPulse>, _ first: Int, _ end: Int) -> Lane {
    var state = started(pulses, first)
    var score = Lane.zero
    for index in (first + 1)..<end {
      state = predicted(pulses, state, to: index)
      let noise = noise(state)
      let s = state.xx + noise
      let y = pulses[index].wayM - state.x
      for lane in 0..<4 {
        score[lane] -= 0.5 * (min(y[lane] * y[lane] / s[lane], 60) + Transcendental.log(s[lane]))
      }
      correct(&state, wayM: pulses[index].wayM)
    }
    let best = max(max(score[0], score[1]), max(score[2], score[3]))
    var weights = Lane.zero
    for lane in 0..<4 { weights[lane] = Transcendental.exp(score[lane] - best) }
    return weights / ((weights[0] + weights[1]) + (weights[2] + weights[3]))
  }

  /// Goes back over pulse `index` and the way to the pulse before, whose filtered state is given; stores the samples
  /// in between.
  private func back(
    _ pulses: borrowing Span<SteppedPulse>, _ index: Int, _ before: GaitLanes, _ adjoint: inout GaitAdjoint,
    isKept: Bool, _ weights: Lane, _ store: (Int, TraceSample) -> Void
  ) {
    let duration = gapS(pulses, before: index)
    let drive = drive(meanMps: pulses[index].meanMps, manoeuvre: pulses[index].manoeuvre)
    let whole = step(pulses, to: index, durationS: duration)
    var atPulse = before
    atPulse.predict(whole, drive)
    let inverse = 1 / (atPulse.xx + noise(atPulse))
    adjoint.goBack(overPulse: atPulse, residual: pulses[index].wayM - atPulse.x, inverse: inverse)
    if isKept {
      let (from, to) = (pulses[index - 1].timeNs, pulses[index].timeNs)
      var sample = firstSample(atOrAfter: from)
      while true {
        let timeNs = originNs &+ stepNs &* sample
        guard timeNs < to else { break }
        if timeNs >= from {
          var state = before
          let leftS = Double(to &- timeNs) / 1e9
          state.predict(step(pulses, to: index, durationS: duration - leftS), drive)
          var later = adjoint
          later.goBack(step(pulses, to: index, durationS: leftS))
          store(Int(truncatingIfNeeded: sample), Self.mixed(state, later, weights))
        }
        sample &+= 1
      }
    }
    adjoint.goBack(whole)
  }

  private func firstSample(atOrAfter timeNs: Int64) -> Int64 {
    let (since, overflow) = timeNs.subtractingReportingOverflow(originNs)
    return overflow || since <= 0 ? 0 : (since &+ stepNs &- 1) / stepNs
  }

  /// Speed and its uncertainty over all four models.
  private static func mixed(_ state: GaitLanes, _ later: GaitAdjoint, _ weights: Lane) -> TraceSample {
    let p = state.speedCovariance
    let speed = state.speed - p.dot(later.vector)
    let variance = state.speedVariance - p.dot(later.times(p))
    var mean = 0.0
    var square = 0.0
    for lane in 0..<4 where weights[lane] > 1e-6 {
      mean += weights[lane] * speed[lane]
      square += weights[lane] * (speed[lane] * speed[lane] + max(0, variance[lane]))
    }
    var sample = TraceSample()
    sample.speedMps = max(0, mean)
    sample.speedSdMps = max(0, square - mean * mean).squareRoot()
    return sample
  }
}
