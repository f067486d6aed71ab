// SPDX-License-Identifier: Apache-2.0
//
// Owns: cost per pulse, contender against contender in the same rounds; growth. Must not know: targets.

import Motion
import Pulses
import Sets

/// Microseconds per pulse, medians over rounds in which the contenders alternate, so that other load affects all of
/// them.
struct CostRounds {
  private(set) var cBank: [Double] = []
  private(set) var swiftBank: [Double] = []
  private(set) var motion: [Double] = []
  private(set) var pipeline: [Double] = []
  private(set) var levels: [Double] = []
  private(set) var uneven: [Double] = []
  private(set) var window: [Double] = []
  private(set) var snapshot: [Double] = []

  init(rounds: Int, pulses: Int) throws {
    let steady = Track.steady(pulses).timestampsNs
    let odd = try Track.uneven(pulses).timestampsNs
    let profile = try Track.profile()
    let oddProfile = try Track.profile(uneven: true)
    let range = 1..<pulses
    for round in 0...rounds {
      let reference = CBank()
      reference.start(speedMps: 1, travelVariance: Contenders.travelVariance)
      var bank = GaitBank()
      bank.start(speedMps: 1, travelVariance: Contenders.travelVariance)
      var stage = MotionStage(profile: profile)
      var whole = BeltPipeline(profile: profile)
      var both = BeltPipeline(profile: profile)
      var oddStage = MotionStage(profile: oddProfile)
      var baseline = WindowSpeed(profile: profile)
      baseline.restart(steady[0], positionM: 0)
      let c = microseconds(per: pulses) { Contenders.cBank(reference, steady.span, range) }
      let swift = microseconds(per: pulses) { Contenders.swiftBank(&bank, steady.span, range) }
      let m = microseconds(per: pulses) { Contenders.motion(&stage, steady.span, range) }
      let p = microseconds(per: pulses) { Contenders.pipeline(&whole, steady.span, range) }
      let l = microseconds(per: pulses) { Contenders.levels(&both, steady.span, range) }
      let o = microseconds(per: pulses) { Contenders.motion(&oddStage, odd.span, range) }
      let w = microseconds(per: pulses) { Contenders.window(&baseline, steady.span, range) }
      let s = microseconds(per: pulses / 4) {
        Contenders.snapshots(whole, count: pulses / 4, lastNs: steady[pulses - 1])
      }
      // The first round warms up.
      guard round > 0 else { continue }
      cBank.append(c)
      swiftBank.append(swift)
      motion.append(m)
      pipeline.append(p)
      levels.append(l)
      uneven.append(o)
      window.append(w)
      snapshot.append(s)
    }
  }

  /// Median of the rounds' ratios: slow moments affect both sides of a ratio.
  func ratio(_ top: KeyPath<CostRounds, [Double]>, _ bottom: KeyPath<CostRounds, [Double]>) -> Double {
    median(zip(self[keyPath: top], self[keyPath: bottom]).map { $0 / $1 })
  }
}

/// Whether the cost of a pulse depends on what came before it.
struct Growth {
  private(set) var first: [Double] = []
  private(set) var sameSet: [Double] = []
  private(set) var longDay: [Double] = []
  static let block = 1_000

  init(rounds: Int, day: [Int64]) throws {
    let profile = try Track.profile()
    let steady = Track.steady(101_000 + Self.block).timestampsNs
    let fresh = BeltPipeline(profile: profile)
    var after = fresh
    // SAFETY: the bench has one thread.
    unsafe sink += Contenders.pipeline(&after, steady.span, 0..<100_000)
    var late = fresh
    let last = day.count - Self.block
    unsafe sink += Contenders.pipeline(&late, day.span, 0..<last)
    for round in 0...rounds {
      var (a, b, c) = (fresh, after, late)
      let x = microseconds(per: Self.block) { Contenders.pipeline(&a, steady.span, 0..<Self.block) }
      let y = microseconds(per: Self.block) {
        Contenders.pipeline(&b, steady.span, 100_000..<(100_000 + Self.block))
      }
      let z = microseconds(per: Self.block) { Contenders.pipeline(&c, day.span, last..<day.count) }
      guard round > 0 else { continue }
      first.append(x)
      sameSet.append(y)
      longDay.append(z)
    }
  }

  /// The fastest round of each: an undisturbed machine.
  var setRatio: Double { (sameSet.min() ?? .nan) / (first.min() ?? .nan) }
  var dayRatio: Double { (longDay.min() ?? .nan) / (first.min() ?? .nan) }
}
