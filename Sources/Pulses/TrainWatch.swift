// SPDX-License-Identifier: Apache-2.0
//
// Owns: trains of arrivals more regular than any walk: mains hum, motors, dimmers. Must not know: magnets.
//
// Jitter makes single gaps of hum differ, but it does not accumulate: over a second the frequency is the mains',
// within a few parts per thousand, second after second. A person's speed drifts and swings by percents.

/// Detects regular arrivals.
package struct TrainWatch: Sendable {
  /// The time over which a frequency is measured, nanoseconds.
  private static let blockNs: Int64 = 1_000_000_000
  /// A silence this long ends a block without a finding.
  private static let silenceNs: Int64 = 700_000_000
  /// Frequencies that differ by at most this share are equal.
  private static let tolerance = 0.004
  /// Single gaps of a train differ from their mean by at most this share on average; bounces between pulses by far
  /// more.
  private static let largestScatter = 0.15
  /// Seconds of constant frequency that no walk has; fewer for a mains frequency, and fewer still if the train began
  /// unlike any walk.
  private static let regularS = 15.0
  private static let regularAtMainsS = 10.0
  private static let regularAfterHardStartS = 2.9
  private static let mainsShare = 0.006
  /// m/s2 from rest: a runner's hard start has half of it, within the first arc.
  private static let hardStartMps2 = 10.0
  /// This many gaps right after a rest, even and too short for any belt's start, are not a bouncing contact.
  private static let sustained = 8
  private static let sustainedShare = 0.3
  private static let leastSustainedNs: Int64 = 3_000_000

  private let meanArcM: Double
  /// Gaps below this are ringing, nanoseconds.
  private let ringingNs: Int64
  /// Two magnets of a belt starting from rest are never closer in time than this.
  private let impossibleNs: Int64
  private var lastNs: Int64 = .min
  private var lastGapNs: Int64 = 0
  private var blockBeginNs: Int64 = 0
  private var blockCount = 0.0
  private var meanHz = 0.0
  /// Sum of the relative differences of the block's gaps from the mean gap.
  private var scatter = 0.0
  /// Seconds at that frequency, minus those off it.
  private var regularS = 0.0
  private var isHardStart = false
  private var fastInARow = 0
  /// Arrivals since the last standstill.
  private var sinceRest = 0
  /// When each was last seen, nanoseconds.
  private(set) var regularNs: Int64?
  private(set) var impossibleSeenNs: Int64?
  /// Of the regular train.
  private(set) var frequencyHz = 0.0

  /// - Parameter impossibleNs: two magnets of a belt starting from rest are never closer in time than this.
  init(wheel: MagnetWheel, impossibleNs: Int64) {
    meanArcM = wheel.meanArcM
    self.impossibleNs = impossibleNs
    let fastestNs = Nanoseconds(seconds: 0.4 * wheel.shortestArcM / BeltLimits.fastestBeltMps).count
    ringingNs = min(1_500_000, fastestNs)
  }

  /// An arrival of any kind.
  mutating func arrive(atNs timeNs: Int64) {
    guard lastNs != .min else { return begin(timeNs) }
    let gapNs = Nanoseconds(from: lastNs, to: timeNs).count
    if gapNs >= Self.silenceNs {
      closeBlock(lastNs)
      // A walker may rest and continue at the same pace; a train that began unlike any walk is not changed by a rest.
      if !isHardStart { regularS = 0 }
      return begin(timeNs)
    }
    guard gapNs >= ringingNs else { return }
    noteFast(gapNs, timeNs)
    if sinceRest == 1 {
      isHardStart =
        BeltLimits.startMps2(travelM: meanArcM, gapS: Nanoseconds(gapNs).seconds) > Self.hardStartMps2
    }
    sinceRest = min(sinceRest + 1, 1_000)
    lastNs = timeNs
    lastGapNs = gapNs
    blockCount += 1
    scatter += (Double(gapNs) * 1e-9 * meanHz - 1).magnitude
    if timeNs &- blockBeginNs >= Self.blockNs { closeBlock(timeNs) }
  }

  private mutating func begin(_ timeNs: Int64) {
    lastNs = timeNs
    lastGapNs = 0
    blockBeginNs = timeNs
    blockCount = 0
    scatter = 0
    fastInARow = 0
    sinceRest = 1
  }

  private mutating func closeBlock(_ endNs: Int64) {
    let durationS = Nanoseconds(from: blockBeginNs, to: endNs).seconds
    defer {
      blockBeginNs = endNs
      blockCount = 0
      scatter = 0
    }
    guard blockCount > 0, durationS > 0 else { return }
    let hz = blockCount / durationS
    let isEven = scatter <= Self.largestScatter * blockCount
    if meanHz > 0, isEven, (hz - meanHz).magnitude <= Self.tolerance * meanHz {
      regularS += durationS
      meanHz += (hz - meanHz) * min(0.5, durationS / regularS)
    } else {
      regularS -= 3 * durationS
      if regularS <= 0 {
        regularS = durationS
        meanHz = hz
      }
    }
    let asLongAs = Self.isOfMains(meanHz) ? Self.regularAtMainsS : Self.regularS
    guard regularS >= (isHardStart ? Self.regularAfterHardStartS : asLongAs) else { return }
    regularNs = endNs
    frequencyHz = meanHz
  }

  /// Whether a frequency is a multiple or a sub-multiple of 50 or 60 Hz, as far as those can be distinguished from
  /// any other.
  private static func isOfMains(_ hz: Double) -> Bool {
    isOf(50, hz) || isOf(60, hz)
  }

  private static func isOf(_ mainsHz: Double, _ hz: Double) -> Bool {
    let ratio = hz >= mainsHz ? hz / mainsHz : mainsHz / hz
    return ratio < 12.5 && (ratio - ratio.rounded()).magnitude < mainsShare * ratio
  }

  /// Even, and too fast from the first gap after a rest on, for longer than a contact bounces.
  private mutating func noteFast(_ gapNs: Int64, _ timeNs: Int64) {
    guard fastInARow + 1 == sinceRest else { return }
    let isFast = gapNs >= Self.leastSustainedNs && gapNs < impossibleNs
    let difference = Double(gapNs &- lastGapNs).magnitude
    guard isFast, lastGapNs == 0 || difference <= Self.sustainedShare * Double(lastGapNs) else { return }
    fastInARow += 1
    if fastInARow >= Self.sustained { impossibleSeenNs = timeNs }
  }
}
