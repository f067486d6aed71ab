// SPDX-License-Identifier: Apache-2.0
//
// Owns: a belt that is spun up and coasts down, for tests of the calibration. Its truth is known, and it has what the
// simulator lacks: friction that varies within a turn, and hands that touch it.

import Motion
import Pulses

/// Deterministic noise: SplitMix64 (Steele, Lea and Flood 2014) and the polar method.
struct TestNoise {
  private var state: UInt64

  init(_ seed: UInt64) {
    state = seed &* 0xD6E8_FEB8_6659_FD93
    // Neighbouring seeds would otherwise give the same sequence, shifted.
    state = next()
  }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  mutating func normal() -> Double {
    while true {
      let a = 2 * uniform() - 1
      let b = 2 * uniform() - 1
      let s = a * a + b * b
      if s > 0, s < 1 { return a * (-2 * Transcendental.log(s) / s).squareRoot() }
    }
  }
}

/// A belt, its wheel and its treatment.
struct RollingBelt {
  var a0 = 15.0 / 35
  var a1 = 4.0 / 35
  var a2 = 0.5 / 35
  var circumferenceM = 0.18
  var magnets = 4
  /// Relative arcs before misplacement.
  var arcs: [Double] = []
  var placement = 0.003
  var jitterS = 20e-6
  /// Share by which friction varies once per turn.
  var ripple = 0.0
  var misses = 0.0
  var spins = [2.5]
  /// Adds to the deceleration of a spin (counted from 0) at a time since its release, m/s2.
  var touch: (_ spin: Int, _ sinceS: Double, _ speedMps: Double) -> Double = { _, _, _ in 0 }

  struct Outcome {
    var timestamps: [Int64]
    var arcsM: [Double]
    var lost: Int
  }

  func deceleration(_ v: Double) -> Double { a0 + a1 * v + a2 * v * v }

  func roll(seed: UInt64) -> Outcome {
    var noise = TestNoise(seed)
    let relative = arcs.isEmpty ? [Double](repeating: 1, count: magnets) : arcs
    let scale = circumferenceM / relative.reduce(0, +)
    var positions = [0.0]
    for index in 1..<max(1, magnets) where index < magnets {
      positions.append(positions[index - 1] + relative[index - 1] * scale)
    }
    for index in positions.indices where magnets > 1 {
      positions[index] += placement * circumferenceM * noise.normal()
    }
    var timestamps: [Int64] = []
    var lost = 0
    let h = 0.0005
    var x = noise.uniform() * circumferenceM
    var turn = 0.0
    var next = 0
    while turn * circumferenceM + positions[next] < x {
      (turn, next) = next + 1 == magnets ? (turn + 1, 0) : (turn, next + 1)
    }
    var t = 1.0
    let phase = noise.uniform()
    for (spin, peak) in spins.enumerated() {
      var v = 0.0
      var sinceS = -1.0
      while sinceS < 0 || v > 0 {
        let before = (x, v)
        if sinceS < 0 {
          v = peak * (sinceS + 1)
        } else {
          let wave = 1 + ripple * Self.cosine(x / circumferenceM + phase)
          let k1 = wave * deceleration(v) + touch(spin, sinceS, v)
          let k2 = wave * deceleration(v - 0.5 * h * k1) + touch(spin, sinceS, v)
          v = max(0, v - h * k2)
        }
        x += 0.5 * h * (before.1 + v)
        while turn * circumferenceM + positions[next] <= x {
          let share = (turn * circumferenceM + positions[next] - before.0) / max(x - before.0, 1e-12)
          if misses > 0, noise.uniform() < misses {
            lost += 1
          } else {
            timestamps.append(Int64(((t + share * h + jitterS * noise.normal()) * 1e9).rounded()))
          }
          (turn, next) = next + 1 == magnets ? (turn + 1, 0) : (turn, next + 1)
        }
        t += h
        sinceS += h
      }
      t += 12
    }
    let ends = positions.dropFirst() + [circumferenceM + positions[0]]
    return Outcome(timestamps: timestamps.sorted(), arcsM: zip(positions, ends).map { $1 - $0 }, lost: lost)
  }

  private static func cosine(_ turns: Double) -> Double {
    Transcendental.sineAndCosine(turns: SIMD4(turns, 0, 0, 0)).cosine[0]
  }
}

/// Segments in an array.
struct RunList: CoastRunStore {
  var runs: [CoastRun] = []

  var count: Int { runs.count }

  subscript(_ index: Int) -> CoastRun { runs[index] }

  mutating func set(_ index: Int, _ run: CoastRun) { runs[index] = run }

  mutating func append(_ run: CoastRun) { runs.append(run) }
}
