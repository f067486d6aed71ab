// SPDX-License-Identifier: Apache-2.0
//
// Owns: belt speed of a finished set, from the pulses on both sides of every instant. Must not know: sets, power.

import Pulses

/// A filtered state, and what is needed to go backward over its pulse.
struct SmootherSlot {
  var state = GaitLanes()
  var rateHz = 0.0
}

/// Memory of the smoother, owned by the caller. Its size does not depend on the length of a set.
package struct SmootherRoom {
  /// Pulses in memory at a time.
  static let pulses = 192
  var slots = InlineArray<192, SmootherSlot>(repeating: SmootherSlot())

  package init() {}
}

/// Smooths the speed of a finished set (Rauch, Tung and Striebel's smoother in the form of `GaitAdjoint`).
///
/// Four models in parallel: a regular, a weak and an irregular gait with the cadence that the bank found, and one
/// without a gait. They are weighted by how well they predicted the pulses of the whole motion. A motion is processed
/// in overlapping segments: data more than `overlap` pulses ahead no longer matter.
package struct GaitSmoother {
  private static let overlap = 64
  private static let slowestMeanMps = 0.08
  /// How soon the step's phase is lost, 1/s.
  private static let damping = (steady: 0.1, usual: 0.3, irregular: 1.0)

  private let travelVariance: Double
  private let timestampSdS: Double
  private let originNs: Int64
  private let stepNs: Int64

  /// - Parameters:
  ///   - originNs: the first sample's time. - stepNs: time between samples.
  ///   - placementVariance: of a pulse's position, m2: the remaining misplacement of the magnets.
  package init(profile: MachineProfile, placementVariance: Double, originNs: Int64, stepNs: Int64) {
    travelVariance = placementVariance
    timestampSdS = profile.timestampSdS
    self.originNs = originNs
    self.stepNs = stepNs
  }

  /// Smooths all motion between standstills.
  /// - Parameter store: takes samples by their index, in no particular order; instants outside any motion get none.
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

  /// One motion, segment by segment.
  private func smoothStretch(
    _ pulses: borrowing Span<SteppedPulse>, _ first: Int, _ end: Int, _ room: inout SmootherRoom,
    _ store: (Int, TraceSample) -> Void
  ) {
    let weights = evidence(pulses, first, end)
    var begin = first
    var state = started(pulses, first)
    var rates = RateWindow(first)
    while true {
      let last = min(begin + SmootherRoom.pulses, end) - 1
      room.slots[0].state = state
      for index in begin..<last {
        room.slots[index - begin].rateHz = rates.rateHz(pulses, at: index + 1)
        forward(pulses, index, &room.slots, index - begin)
      }
      let isFinal = last == end - 1
      let keep = isFinal ? last : last - Self.overlap
      var adjoint = GaitAdjoint()
      var index = last
      while index > begin {
        back(pulses, index, room.slots[index - 1 - begin], &adjoint, isKept: index <= keep, weights, store)
        index -= 1
      }
      if isFinal { return }
      state = room.slots[keep - begin].state
      begin = keep
      rates = RateWindow(keep)
    }
  }

  /// The state at the first pulse, from the first gap.
  private func started(_ pulses: borrowing Span<SteppedPulse>, _ first: Int) -> GaitLanes {
    let gapS = Nanoseconds(max(1, pulses[first + 1].timeNs &- pulses[first].timeNs)).seconds
    let speed = pulses[first + 1].travelM / gapS
    let sd = 0.4 * speed + 0.05
    var state = GaitLanes()
    state.start(
      slowMps: Lane(repeating: speed), slowVariance: Lane(repeating: sd * sd),
      travelVariance: Lane(repeating: travelVariance), drive: drive(meanMps: speed, manoeuvre: 1))
    return state
  }

  /// Driving noise of the four models.
  private func drive(meanMps: Double, manoeuvre: Double) -> GaitDrive {
    let v = max(Self.slowestMeanMps, meanMps)
    let square = v * v
    let slow = 2 * 0.06 * 0.06 / 4.0 * square
    // Below a twentieth the bank is certain that there is no manoeuvre.
    let special = manoeuvre > 0.05 ? manoeuvre * (0.6 + 0.2 * square) : 0
    let cube = square * v
    return GaitDrive(
      slowNoise: Lane(slow + special, slow + special, slow + special + 0.02 * cube, special + 0.1 * cube),
      firstVariance: square * Lane(0.0144, 0.0144, 0.0144, 0.0001),
      secondVariance: square * Lane(0.0016, 0.0016, 0.0049, 0.0001))
  }

  /// One step of all four models at a cadence.
  private func step(rateHz: Double, durationS: Double) -> GaitStep {
    let steady = Transcendental.exp(-Self.damping.steady * durationS)
    let usual = Transcendental.exp(-Self.damping.usual * durationS)
    let irregular = Transcendental.exp(-Self.damping.irregular * durationS)
    return GaitStep(
      durationS: durationS, rateHz: Lane(repeating: rateHz),
      damping: Lane(Self.damping.steady, Self.damping.usual, Self.damping.irregular, Self.damping.irregular),
      decay: Lane(steady, usual, irregular, irregular))
  }

  private func gapS(_ pulses: borrowing Span<SteppedPulse>, before index: Int) -> Double {
    Nanoseconds(max(1, pulses[index].timeNs &- pulses[index - 1].timeNs)).seconds
  }

  /// The state just before pulse `index`.
  private func predicted(
    _ pulses: borrowing Span<SteppedPulse>, _ state: GaitLanes, to index: Int, rateHz: Double
  ) -> GaitLanes {
    var state = state
    state.predict(
      step(rateHz: rateHz, durationS: gapS(pulses, before: index)),
      drive(meanMps: pulses[index].meanMps, manoeuvre: pulses[index].manoeuvre))
    return state
  }

  private func noise(_ state: GaitLanes) -> Lane {
    travelVariance + state.speed * state.speed * (timestampSdS * timestampSdS)
  }

  /// From the pulse in a slot to the next.
  private func forward(
    _ pulses: borrowing Span<SteppedPulse>, _ index: Int, _ slots: inout InlineArray<192, SmootherSlot>,
    _ slot: Int
  ) {
    var state = predicted(pulses, slots[slot].state, to: index + 1, rateHz: slots[slot].rateHz)
    correct(&state, travelM: pulses[index + 1].travelM)
    slots[slot + 1].state = state
  }

  private func correct(_ state: inout GaitLanes, travelM: Double) {
    let noise = noise(state)
    state.correct(
      residual: travelM - state.x, travelM: travelM, noise: noise, inverse: 1 / (state.xx + noise))
  }

  /// How well each model predicts the pulses of a motion; weights that add up to 1.
  private func evidence(_ pulses: borrowing Span<SteppedPulse>, _ first: Int, _ end: Int) -> Lane {
    var state = started(pulses, first)
    var score = Lane.zero
    var rates = RateWindow(first)
    for index in (first + 1)..<end {
      state = predicted(pulses, state, to: index, rateHz: rates.rateHz(pulses, at: index))
      let noise = noise(state)
      let s = state.xx + noise
      let y = pulses[index].travelM - state.x
      for lane in 0..<4 {
        score[lane] -= 0.5 * (min(y[lane] * y[lane] / s[lane], 60) + Transcendental.log(s[lane]))
      }
      correct(&state, travelM: pulses[index].travelM)
    }
    let best = max(max(score[0], score[1]), max(score[2], score[3]))
    var weights = Lane.zero
    for lane in 0..<4 { weights[lane] = Transcendental.exp(score[lane] - best) }
    return weights / ((weights[0] + weights[1]) + (weights[2] + weights[3]))
  }

  /// Goes backward over pulse `index` and to the previous pulse, whose filtered state is given; stores the samples in
  /// between.
  private func back(
    _ pulses: borrowing Span<SteppedPulse>, _ index: Int, _ slot: SmootherSlot, _ adjoint: inout GaitAdjoint,
    isKept: Bool, _ weights: Lane, _ store: (Int, TraceSample) -> Void
  ) {
    let duration = gapS(pulses, before: index)
    let drive = drive(meanMps: pulses[index].meanMps, manoeuvre: pulses[index].manoeuvre)
    let whole = step(rateHz: slot.rateHz, durationS: duration)
    var atPulse = slot.state
    atPulse.predict(whole, drive)
    let inverse = 1 / (atPulse.xx + noise(atPulse))
    adjoint.goBack(overPulse: atPulse, residual: pulses[index].travelM - atPulse.x, inverse: inverse)
    if isKept { sample(pulses, index, slot, drive, adjoint, weights, store) }
    adjoint.goBack(whole)
  }

  /// The samples between pulse `index` and the previous one.
  private func sample(
    _ pulses: borrowing Span<SteppedPulse>, _ index: Int, _ slot: SmootherSlot, _ drive: GaitDrive,
    _ adjoint: GaitAdjoint, _ weights: Lane, _ store: (Int, TraceSample) -> Void
  ) {
    let (sinceNs, isHostile) = pulses[index - 1].timeNs.subtractingReportingOverflow(originNs)
    guard !isHostile, sinceNs < Self.longestTraceNs else { return }
    let gapNs = pulses[index].timeNs &- pulses[index - 1].timeNs
    var number = sinceNs <= 0 ? 0 : (sinceNs &+ stepNs &- 1) / stepNs
    while stepNs &* number < sinceNs &+ gapNs {
      let afterNs = stepNs &* number &- sinceNs
      if afterNs >= 0 {
        var state = slot.state
        state.predict(step(rateHz: slot.rateHz, durationS: Nanoseconds(afterNs).seconds), drive)
        var later = adjoint
        later.goBack(step(rateHz: slot.rateHz, durationS: Nanoseconds(from: afterNs, to: gapNs).seconds))
        store(Int(truncatingIfNeeded: number), Self.mixed(state, later, weights))
      }
      number &+= 1
    }
  }

  /// No set is longer: a day, nanoseconds. Timestamps further apart do not come from a belt.
  private static let longestTraceNs: Int64 = 86_400_000_000_000

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

/// The mean cadence over the next seconds, updated from pulse to pulse in constant time: the bank's cadence lags by
/// about half of that span.
private struct RateWindow {
  private static let spanNs: Int64 = 5_000_000_000
  private var first: Int
  private var end: Int
  private var sum = 0.0
  private var count = 0

  /// Before pulse `index`.
  init(_ index: Int) {
    first = index
    end = index
  }

  /// Steps per second around pulse `index`; indices must not decrease from one call to the next.
  mutating func rateHz(_ pulses: borrowing Span<SteppedPulse>, at index: Int) -> Double {
    while first < index {
      if first < end, pulses[first].rateHz > 0 {
        sum -= pulses[first].rateHz
        count -= 1
      }
      first += 1
    }
    if end < first { end = first }
    let until = pulses[index].timeNs &+ Self.spanNs
    while end < pulses.count, end == index || !pulses[end].isFresh, pulses[end].timeNs < until {
      if pulses[end].rateHz > 0 {
        sum += pulses[end].rateHz
        count += 1
      }
      end += 1
    }
    return count > 0 ? sum / Double(count) : GaitModels.usualRateHz(atMps: pulses[index].meanMps)
  }
}
