// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether the C bank computes what the Swift bank computes. Must not know: cost.

import Motion

/// The largest relative differences of weights and speeds between the two banks.
struct Agreement {
  private(set) var weight = 0.0
  private(set) var speed = 0.0
  private(set) var ratio = 0.0
  private(set) var pulses = 0
  private(set) var reseeds = 0

  init() {
    follow(Track.steady(3_000).timestampsNs)
    follow(Track.restless(3_000).timestampsNs)
  }

  var worst: Double { max(weight, max(speed, ratio)) }

  private mutating func follow(_ timestampsNs: [Int64]) {
    let reference = CBank()
    var bank = GaitBank()
    let firstS = Contenders.seconds(timestampsNs.span, 1)
    reference.start(speedMps: Track.arcM / firstS, travelVariance: Contenders.travelVariance)
    bank.start(speedMps: Track.arcM / firstS, travelVariance: Contenders.travelVariance)
    for index in 2..<timestampsNs.count {
      let durationS = Contenders.seconds(timestampsNs.span, index)
      reference.step(
        durationS: durationS, travelM: Track.arcM, travelVariance: Contenders.travelVariance,
        timestampSdS: Contenders.timestampSdS)
      bank.predict(durationS: durationS)
      bank.correct(
        travelM: Track.arcM, travelVariance: Contenders.travelVariance, timestampSdS: Contenders.timestampSdS)
      compare(bank, reference)
      pulses += 1
    }
    reseeds += reference.reseeds
  }

  private mutating func compare(_ bank: GaitBank, _ reference: CBank) {
    // NaN counts as a difference.
    func worse(_ old: Double, _ a: Double, _ b: Double, _ scale: Double) -> Double {
      let off = (a - b).magnitude / scale
      return off <= old ? old : off
    }
    ratio = worse(ratio, bank.innovationRatio, reference.innovationRatio, max(1e-3, bank.innovationRatio))
    for group in 0..<GaitBank.groups {
      for lane in 0..<4 where GaitBank.isUsed(group: group, lane: lane) {
        let w = bank.weight(group: group, lane: lane)
        weight = worse(weight, w, reference.weight(group: group, lane: lane), w)
        // The mean speed is the scale: one model's own speed passes through 0.
        let v = reference.speedMps(group: group, lane: lane)
        speed = worse(speed, bank.speedMps(group: group, lane: lane), v, max(v.magnitude, reference.meanMps))
      }
    }
  }
}
