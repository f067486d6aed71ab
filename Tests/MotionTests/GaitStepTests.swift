// SPDX-License-Identifier: Apache-2.0
//
// Owns: the closed forms of a step, and the filter written out entry by entry, compared with matrices and
// Runge-Kutta. Must not know: banks, walkers.

import Foundation
import Motion
import Testing

@testable import Motion

/// The four rates and dampings tested in parallel.
private let rates = Lane(0.7, 1.6, 2.9, 4.1)
private let dampings = Lane(0.1, 0.25, 1, 4)

private func step(_ durationS: Double) -> GaitStep {
  GaitStep(
    durationS: durationS, rateHz: rates, damping: dampings, decay: Transcendental.exp(dampings * -durationS))
}

private let drive = GaitDrive(
  slowNoise: Lane(0.0018, 0.01, 0.6, 3), firstVariance: Lane(0.0144, 0.02, 0.5, 1e-4),
  secondVariance: Lane(0.0016, 0.005, 0.3, 1e-4))

private func gait(_ lane: Int) -> PlainGait {
  PlainGait(
    rateHz: rates[lane], damping: dampings[lane], slowNoise: drive.slowNoise[lane],
    firstVariance: drive.firstVariance[lane], secondVariance: drive.secondVariance[lane])
}

/// F and Q of one harmonic, rows x, h, g.
private func closedForm(_ step: HarmonicStep, _ lane: Int) -> (f: [Double], q: [Double]) {
  let s = step
  return (
    [s.travelH, s.travelG, s.ec, -s.es, s.es, s.ec].map { $0[lane] },
    [s.noiseXX, s.noiseXH, s.noiseXG, s.noiseHH].map { $0[lane] }
  )
}

@Test(
  "a harmonic's closed forms agree with numerical integration, from a nanosecond to a minute",
  arguments: [1e-9, 1e-6, 1e-4, 0.002, 0.0125, 0.045, 0.2, 0.62, 1.5, 7, 60])
func closedForms(durationS d: Double) {
  for lane in 0..<4 {
    for (harmonic, found) in [(1.0, step(d).first), (2.0, step(d).second)] {
      let (damping, w) = (harmonic * dampings[lane], harmonic * 2 * Double.pi * rates[lane])
      var a = PlainMatrix(3)
      (a[0, 1], a[1, 1], a[1, 2], a[2, 1], a[2, 2]) = (1, -damping, -w, w, -damping)
      var noise = PlainMatrix(3)
      (noise[1, 1], noise[2, 2]) = (2 * damping, 2 * damping)
      let truth = PlainStep(a, noise: noise, durationS: d)
      let (f, q) = closedForm(found, lane)
      // The loss by doubling: the angle's error grows with it.
      let tolerance = 3e-12 * max(1, w * d)
      // F: travel by h, by g (never more than the time, nor than a radian's travel), then the rotation.
      let reach = min(d, 1 / w)
      for (value, (row, column)) in zip(f, [(0, 1), (0, 2), (1, 1), (1, 2), (2, 1), (2, 2)]) {
        let scale = row == 0 ? reach : 1
        #expect(
          (value - truth.f[row, column]).magnitude < tolerance * scale + 3e-16 / w,
          "lane \(lane), harmonic \(harmonic): F \(row) \(column)")
      }
      // Q: differences of nearly equal numbers for short steps: digits of 2 L d / |mu|^2 and of 2 L d / |mu| are lost.
      let square = damping * damping + w * w
      let lost = [2e-15 / square, 2e-15 / square.squareRoot(), 2e-15 / square.squareRoot(), 1e-15]
      let scale = [reach * reach, reach, reach, 1].map { min(1, 2 * damping * d) * $0 }
      for (index, (row, column)) in [(0, 0), (0, 1), (0, 2), (1, 1)].enumerated() {
        #expect(
          (q[index] - truth.q[row, column]).magnitude < tolerance * scale[index] + lost[index],
          "lane \(lane), harmonic \(harmonic): Q \(row) \(column): \(q[index]), \(truth.q[row, column])")
      }
      #expect(truth.q[1, 2].magnitude < tolerance)
    }
  }
}

@Test("two steps are one: F and Q of the whole from those of its parts", arguments: [0.013, 0.08, 0.4, 1.1])
func stepsAddUp(durationS d: Double) {
  for (share, lane) in [(0.1, 0), (0.5, 1), (0.9, 2), (0.37, 3)] {
    var parts = GaitLanes()
    parts.start(slowMps: 0.8, slowVariance: 0.1, travelVariance: 1e-6, drive: drive)
    var whole = parts
    parts.predict(step(share * d), drive)
    parts.predict(step((1 - share) * d), drive)
    whole.predict(step(d), drive)
    #expect(PlainState.difference(PlainState(whole, lane), PlainState(parts, lane)) < 1e-11)
  }
}

extension GaitLanes {
  /// Starts with the same numbers in all lanes.
  fileprivate mutating func start(
    slowMps: Double, slowVariance: Double, travelVariance: Double, drive: GaitDrive
  ) {
    start(
      slowMps: Lane(repeating: slowMps), slowVariance: Lane(repeating: slowVariance),
      travelVariance: Lane(repeating: travelVariance), drive: drive)
  }
}

@Test(
  "the filter written out agrees with the filter in matrices, and stays positive definite",
  arguments: [(1e-8, 0.045, 61), (4e-8, 0.18, 62), (1e-5, 0.0225, 63)] as [(Double, Double, UInt64)])
func filterInMatrices(travelVariance: Double, arcM: Double, seed: UInt64) {
  var noise = TestNoise(seed)
  var lanes = GaitLanes()
  lanes.start(slowMps: 0.8, slowVariance: 0.14, travelVariance: travelVariance, drive: drive)
  var plain = (0..<4).map { PlainState(lanes, $0) }
  for pulse in 0..<60 {
    // Mostly walking; now and then a flood or a long silence.
    let kind = noise.uniform()
    let duration =
      kind < 0.8 ? arcM / (0.8 + 0.2 * noise.normal().magnitude) : kind < 0.9 ? 1e-4 : 1.5 * noise.uniform()
    lanes.predict(step(duration), drive)
    for lane in 0..<4 {
      plain[lane].predict(gait(lane).step(durationS: duration))
      let off = PlainState.difference(plain[lane], PlainState(lanes, lane))
      #expect(off < 1e-7, "seed \(seed), pulse \(pulse), lane \(lane), predicted: \(off)")
    }
    let speed = lanes.speed
    let measured = travelVariance + speed * speed * 4e-10
    lanes.correct(
      residual: arcM - lanes.x, travelM: arcM, noise: measured, inverse: 1 / (lanes.xx + measured))
    for lane in 0..<4 {
      plain[lane].correct(
        travelM: arcM, noise: travelVariance + plain[lane].speed * plain[lane].speed * 4e-10)
      let found = PlainState(lanes, lane)
      let off = PlainState.difference(plain[lane], found)
      #expect(off < 1e-7, "seed \(seed), pulse \(pulse), lane \(lane), corrected: \(off)")
      #expect(found.covariance.leastPivot > 1e-9, "seed \(seed), pulse \(pulse), lane \(lane)")
      #expect((lanes.speedVariance[lane] / found.speedVariance - 1).magnitude < 1e-12)
    }
  }
}

@Test("speed and its covariances are sums over the state")
func speedIsASum() {
  var lanes = GaitLanes()
  lanes.start(slowMps: 0.9, slowVariance: 0.2, travelVariance: 1e-6, drive: drive)
  lanes.predict(step(0.3), drive)
  for lane in 0..<4 {
    let state = PlainState(lanes, lane)
    #expect((lanes.speed[lane] - state.speed).magnitude < 1e-15)
    for (row, found) in lanes.speedCovariance.entries.enumerated() {
      let sum = state.covariance[row, 1] + state.covariance[row, 2] + state.covariance[row, 4]
      #expect((found[lane] - sum).magnitude < 1e-15)
    }
    #expect(lanes.speedTravel[lane] == lanes.speedCovariance.x[lane])
  }
}

extension GaitVector {
  var entries: [Lane] { [x, u, h, g, i, j] }
}

@Test("without pulses a gait reaches its stationary variance and loses its phase")
func stationary() {
  var lanes = GaitLanes()
  lanes.start(slowMps: 1, slowVariance: 0.1, travelVariance: 1e-6, drive: drive)
  lanes.h = Lane(repeating: 0.5)
  lanes.predict(step(300), drive)
  for lane in 0..<4 {
    #expect((lanes.hh[lane] / drive.firstVariance[lane] - 1).magnitude < 1e-12)
    #expect((lanes.gg[lane] / drive.firstVariance[lane] - 1).magnitude < 1e-12)
    #expect((lanes.jj[lane] / drive.secondVariance[lane] - 1).magnitude < 1e-12)
    #expect(lanes.h[lane].magnitude < 0.5 * exp(-30) * 1.01)
    #expect((lanes.u[lane] - 1).magnitude == 0)
  }
}

@Test("models are adopted lane by lane")
func replacing() {
  var old = GaitLanes()
  old.start(slowMps: 1, slowVariance: 0.1, travelVariance: 1e-6, drive: drive)
  old.predict(step(0.2), drive)
  var new = GaitLanes()
  new.start(slowMps: 2, slowVariance: 0.3, travelVariance: 1e-5, drive: drive)
  new.predict(step(0.4), drive)
  var mixed = old
  mixed.replace(with: new, where: Lane(0, 1, 0, 1))
  for lane in 0..<4 {
    let truth = PlainState(lane % 2 == 1 ? new : old, lane)
    let found = PlainState(mixed, lane)
    #expect(found.mean == truth.mean && found.covariance.entries == truth.covariance.entries)
  }
}
