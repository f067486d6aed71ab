// SPDX-License-Identifier: Apache-2.0
//
// Owns: the smoother compared with that of Rauch, Tung and Striebel in plain matrices over the whole train. Must not
// know: banks, sets.

import Foundation
import Motion
import Pulses
import Testing

@testable import Motion

/// A filter run forward over a train, kept so that it can be smoothed backward with matrices.
private struct PlainSmoother {
  /// Just before and just after each instant; for an instant without a pulse both are the same.
  private var predicted: [PlainState] = []
  private var filtered: [PlainState]
  private var steps: [PlainStep] = []
  /// What is subtracted from the travel at each instant.
  private var travelsM: [Double] = [0]

  init(_ start: PlainState) { filtered = [start] }

  var newest: PlainState { filtered[filtered.count - 1] }

  mutating func predict(_ step: PlainStep) {
    var state = newest
    state.predict(step)
    steps.append(step)
    predicted.append(state)
    filtered.append(state)
    travelsM.append(0)
  }

  mutating func correct(travelM: Double, noise: Double) {
    filtered[filtered.count - 1].correct(travelM: travelM, noise: noise)
    travelsM[travelsM.count - 1] = travelM
  }

  /// s <- s + C (s' - s_predicted'), P <- P + C (P' - P_predicted') C', C = P F' / P_predicted'.
  func smoothed() -> [PlainState] {
    var result = filtered
    for index in stride(from: filtered.count - 2, through: 0, by: -1) {
      let next = predicted[index]
      let gain = filtered[index].covariance * steps[index].f.transposed * next.covariance.inverse
      var off = (0..<6).map { result[index + 1].mean[$0] - next.mean[$0] }
      // The travel restarts at this pulse.
      off[0] += travelsM[index + 1]
      let shift = gain * off
      for row in 0..<6 { result[index].mean[row] += shift[row] }
      result[index].covariance =
        filtered[index].covariance
        + gain * (result[index + 1].covariance - next.covariance) * gain.transposed
    }
    return result
  }
}

private let rates = Lane(0.9, 1.6, 2.4, 3.3)
private let dampings = Lane(0.1, 0.3, 1, 1)
private let drive = GaitDrive(
  slowNoise: Lane(0.0012, 0.0018, 0.02, 0.1), firstVariance: Lane(0.01, 0.0144, 0.0144, 1e-4),
  secondVariance: Lane(0.0016, 0.0016, 0.005, 1e-4))

private func step(_ durationS: Double) -> GaitStep {
  GaitStep(
    durationS: durationS, rateHz: rates, damping: dampings, decay: Transcendental.exp(dampings * -durationS))
}

private func gait(_ lane: Int) -> PlainGait {
  PlainGait(
    rateHz: rates[lane], damping: dampings[lane], slowNoise: drive.slowNoise[lane],
    firstVariance: drive.firstVariance[lane], secondVariance: drive.secondVariance[lane])
}

/// Timestamps of pulses, seconds, of a belt that swings with a gait.
private func train(count: Int, arcM: Double, mps: Double, rateHz: Double) -> [Double] {
  var timestamps = [0.0]
  var x = 0.0
  var t = 0.0
  while timestamps.count < count {
    let v = mps * (1 + 0.15 * sin(2 * Double.pi * rateHz * t) + 0.05 * sin(4 * Double.pi * rateHz * t + 0.7))
    t += 1e-4
    x += v * 1e-4
    if x >= arcM * Double(timestamps.count) { timestamps.append(t) }
  }
  return timestamps
}

@Test(
  "the adjoint smooths like matrices: means and variances at pulses and between them",
  arguments: [0.0, 0.2, 0.5, 0.93], [0.045, 0.18])
func adjointInMatrices(share: Double, arcM: Double) {
  let travelVariance = 4e-8
  let timestamps = train(count: 30, arcM: arcM, mps: 0.8, rateHz: 1.6)
  var start = GaitLanes()
  start.start(
    slowMps: Lane(repeating: 0.8), slowVariance: Lane(repeating: 0.1),
    travelVariance: Lane(repeating: travelVariance),
    drive: drive)
  var states = [start]
  var plain = (0..<4).map { PlainSmoother(PlainState(start, $0)) }
  for (before, after) in zip(timestamps, timestamps.dropFirst()) {
    let gap = after - before
    var state = states[states.count - 1]
    state.predict(step(gap), drive)
    let s = state.xx + travelVariance
    state.correct(
      residual: arcM - state.x, travelM: arcM, noise: Lane(repeating: travelVariance), inverse: 1 / s)
    states.append(state)
    for lane in 0..<4 {
      if share > 0 { plain[lane].predict(gait(lane).step(durationS: share * gap)) }
      plain[lane].predict(gait(lane).step(durationS: (1 - share) * gap))
      plain[lane].correct(travelM: arcM, noise: travelVariance)
    }
  }
  let truths = plain.map { $0.smoothed() }
  var adjoint = GaitAdjoint()
  for index in stride(from: timestamps.count - 1, to: 0, by: -1) {
    let gap = timestamps[index] - timestamps[index - 1]
    var atPulse = states[index - 1]
    atPulse.predict(step(gap), drive)
    adjoint.goBack(
      overPulse: atPulse, residual: arcM - atPulse.x, inverse: 1 / (atPulse.xx + travelVariance))
    var between = states[index - 1]
    between.predict(step(share * gap), drive)
    var later = adjoint
    later.goBack(step((1 - share) * gap))
    let position = share > 0 ? 2 * index - 1 : index - 1
    for lane in 0..<4 { compareSmoothed(truths[lane][position], between, later, lane, "pulse \(index)") }
    adjoint.goBack(step(gap))
    let pulse = share > 0 ? 2 * index - 2 : index - 1
    for lane in 0..<4 {
      compareSmoothed(truths[lane][pulse], states[index - 1], adjoint, lane, "after \(index - 1)")
    }
  }
}

/// The smoothed state is s - P l, its covariance P - P L P.
private func compareSmoothed(
  _ truth: PlainState, _ state: GaitLanes, _ adjoint: GaitAdjoint, _ lane: Int, _ position: String
) {
  let filtered = PlainState(state, lane)
  let a = adjoint
  let l = a.vector.entries.map { $0[lane] }
  let upper = [
    a.xx, a.xu, a.xh, a.xg, a.xi, a.xj, a.uu, a.uh, a.ug, a.ui, a.uj, a.hh, a.hg, a.hi, a.hj, a.gg, a.gi,
    a.gj,
    a.ii, a.ij, a.jj,
  ]
  let big = PlainMatrix(6, upper: upper.map { $0[lane] })
  let p = filtered.covariance
  let shift = p * l
  let covariance = p - p * big * p
  for row in 0..<6 {
    let sd = truth.covariance[row, row].squareRoot()
    let mean = filtered.mean[row] - shift[row]
    // 1e-6 of the mean, or of the filter's uncertainty.
    let scale = max(truth.mean[row].magnitude, p[row, row].squareRoot())
    #expect((mean - truth.mean[row]).magnitude < 1e-6 * scale, "lane \(lane), row \(row), \(position)")
    // The travel just after a pulse is far better known than before: its variance is a difference of larger ones.
    let off = (covariance[row, row] - truth.covariance[row, row]).magnitude
    #expect(off < 1e-6 * max(sd * sd, 1e-3 * p[row, row]), "lane \(lane), row \(row), \(position): \(off)")
  }
  let pv = state.speedCovariance
  let speed = (state.speed - pv.dot(adjoint.vector))[lane]
  let variance = (state.speedVariance - pv.dot(adjoint.times(pv)))[lane]
  #expect((speed / truth.speed - 1).magnitude < 1e-6, "lane \(lane), \(position)")
  #expect((variance / truth.speedVariance - 1).magnitude < 1e-6, "lane \(lane), \(position)")
}

/// The smoother's four models, at a mean speed in steady motion.
private func smootherGaits(mps v: Double, rateHz: Double) -> [PlainGait] {
  let square = v * v
  let slow = 2 * 0.06 * 0.06 / 4 * square
  let regular = PlainGait(
    rateHz: rateHz, damping: 0.1, slowNoise: slow, firstVariance: 0.0144 * square,
    secondVariance: 0.0016 * square)
  var weak = regular
  weak.damping = 0.3
  var irregular = regular
  (irregular.damping, irregular.slowNoise, irregular.secondVariance) = (
    1, slow + 0.02 * square * v, 0.0049 * square
  )
  let without = PlainGait(
    rateHz: rateHz, damping: 1, slowNoise: 0.1 * square * v, firstVariance: 1e-4 * square,
    secondVariance: 1e-4 * square)
  return [regular, weak, irregular, without]
}

/// One model's smoothed states over a train, and how well it predicted the pulses.
private struct ModelRun {
  var states: [PlainState] = []
  var score = 0.0
}

private func run(_ gait: PlainGait, _ pulses: [SteppedPulse], travelVariance: Double, mps: Double) -> ModelRun
{
  let arcM = pulses[1].travelM
  let firstMps = arcM / (Double(pulses[1].timeNs - pulses[0].timeNs) / 1e9)
  let sd = 0.4 * firstMps + 0.05
  var start = PlainState(mean: [0, firstMps, 0, 0, 0, 0], covariance: PlainMatrix(6))
  // The size of the swing follows from the first gap's speed.
  let scale = firstMps * firstMps / (mps * mps)
  let (first, second) = (gait.firstVariance * scale, gait.secondVariance * scale)
  for (row, variance) in [travelVariance, sd * sd, first, first, second, second].enumerated() {
    start.covariance[row, row] = variance
  }
  var result = ModelRun()
  var smoother = PlainSmoother(start)
  for (before, pulse) in zip(pulses, pulses.dropFirst()) {
    let gap = Double(pulse.timeNs - before.timeNs) / 1e9
    // In two halves, so that there is a state between pulses as well.
    let half = gait.step(durationS: 0.5 * gap)
    smoother.predict(half)
    smoother.predict(half)
    let state = smoother.newest
    let s = state.covariance[0, 0] + travelVariance
    let y = pulse.travelM - state.mean[0]
    result.score -= 0.5 * (min(60, y * y / s) + log(s))
    smoother.correct(travelM: pulse.travelM, noise: travelVariance)
  }
  result.states = smoother.smoothed()
  return result
}

@Test(
  "a trace is the mixture of four models smoothed over all pulses, also across the boundary of two segments",
  arguments: [
    (9, 0.045), (12, 0.18), (60, 0.045), (60, 0.18), (191, 0.045), (193, 0.045), (420, 0.045), (330, 0.09),
  ])
func traceInMatrices(count: Int, arcM: Double) throws {
  let (mps, rateHz) = (0.8, 1.6)
  // Each an even number of nanoseconds, so that the middle between two pulses is an integer.
  let timestamps = train(count: count, arcM: arcM, mps: mps, rateHz: rateHz).map {
    2 * Int64(($0 * 5e8).rounded())
  }
  let pulses = timestamps.enumerated().map { index, timestamp in
    var pulse = SteppedPulse()
    pulse.timeNs = timestamp
    pulse.isFresh = index == 0
    (pulse.travelM, pulse.arcs) = (index == 0 ? 0 : arcM, 1)
    (pulse.rateHz, pulse.meanMps) = (rateHz, mps)
    return pulse
  }
  var profile = MachineProfile(
    wheel: try MagnetWheel(circumferenceM: 4 * arcM, magnets: 4), drag: .standard(for: .motorisedOff),
    magnetPlacementSdM: 0.0003, timestampSdS: 0)
  profile.relativeLengthSd = 0
  let runs = smootherGaits(mps: mps, rateHz: rateHz).map { run($0, pulses, travelVariance: 9e-8, mps: mps) }
  let best = runs.map(\.score).max() ?? 0
  let total = runs.map { exp($0.score - best) }.reduce(0, +)
  // The middles between two pulses are sampled one by one: each is the second sample of its own smoother.
  let room = Room()
  for gap in stride(from: 0, to: count - 1, by: count > 100 ? 19 : 1) {
    let middleNs = (timestamps[gap] + timestamps[gap + 1]) / 2
    var found: TraceSample?
    let smoother = GaitSmoother(
      profile: profile, placementVariance: 9e-8, originNs: middleNs, stepNs: 1_000_000_000_000)
    smoother.smooth(pulses.span, room: &room.room) { index, sample in if index == 0 { found = sample } }
    let sample = try #require(found)
    var (mean, square) = (0.0, 0.0)
    for run in runs {
      let state = run.states[2 * gap + 1]
      let weight = exp(run.score - best) / total
      // Models with less weight are ignored.
      guard weight > 1e-6 else { continue }
      mean += weight * state.speed
      square += weight * (state.speed * state.speed + state.speedVariance)
    }
    let sd = (square - mean * mean).squareRoot()
    #expect((sample.speedMps / mean - 1).magnitude < 1e-6, "gap \(gap): \(sample.speedMps), \(mean)")
    #expect((sample.speedSdMps / sd - 1).magnitude < 1e-6, "gap \(gap): \(sample.speedSdMps), \(sd)")
  }
}

/// The smoother's memory on the heap: too large for a thread's stack.
private final class Room {
  var room = SmootherRoom()
}
