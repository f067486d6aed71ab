// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the edges of a belt that is turned or walked say about sensor and magnets: all examinations, in order.
// Must not know: where the edges come from.

import LiveFeed
import Motion
import Pulses
import Settings

/// Looks at raw edges of both transitions, or of one.
package struct WiringReport: Sendable {
  package let pulses: Int
  package let counters: PulseCounters
  /// How much of the time the line was at the level of a magnet; nil if only one transition was seen.
  package let activeShare: Double?
  /// Dwell over gap of each magnet of a turn; empty if unknown.
  package let dutyByMagnet: [Double]
  /// The frequency of edges that come evenly, as no person walks; nil if there are none.
  package let frequencyHz: Double?
  /// The gap before each magnet of a turn, over the mean gap; empty if too few turns were seen.
  package let spacing: [Double]
  /// After how many pulses the pattern of gaps repeats, if that is clearly not the number of magnets.
  package let otherPeriod: Int?
  private let all: [Finding]

  package init(_ edges: [Edge], machine: Configuration) {
    let series = WiringSeries(edges, machine: machine)
    pulses = series.pulsesNs.count
    counters = series.counters
    let hum = HumCheck(series)
    // Each of these explains away what the next one would find.
    let doubles = hum.frequencyHz == nil ? DoubleCheck(series) : nil
    let rate = RateCheck(series, doubles: doubles?.isDoubled == true)
    let level = LevelCheck(series)
    activeShare = level.activeShare
    dutyByMagnet = level.dutyByMagnet
    frequencyHz = hum.frequencyHz
    guard pulses > 0 || hum.frequencyHz != nil || rate.isNoise else {
      spacing = []
      otherPeriod = nil
      all = [Self.nothing(series)]
      return
    }
    let bounce = BounceCheck(series)
    let chatter = hum.frequencyHz == nil && doubles?.isDoubled != true ? ChatterCheck(series) : nil
    let isNoise = hum.frequencyHz != nil || rate.isNoise || chatter?.isFound == true
    let isTrusted = !isNoise && !bounce.isWorn && doubles?.isWrong != true && rate.findings.isEmpty
    let magnets =
      isNoise || doubles?.isWrong == true ? nil : MagnetCheck(series, isTrusted: isTrusted)
    spacing = magnets?.spacing ?? []
    otherPeriod = magnets?.otherPeriod
    var findings = rate.findings + hum.findings
    findings += chatter?.findings ?? []
    // Bounce of what is no contact says nothing.
    findings += isNoise ? [bounce.head] : bounce.findings
    if !isNoise { findings += (doubles?.findings ?? []) + level.findings }
    findings += magnets?.findings ?? [Self.notJudged(series)]
    all = findings
  }

  /// Everything that is to be said, the good as well.
  package func findings() -> [Finding] { all }

  private static func nothing(_ series: WiringSeries) -> Finding {
    let text =
      series.counters.edges == 0
      ? "no edges while the belt was being turned" : "there were edges, but none looked like a magnet"
    return series.finding(
      .fault, text,
      "turn the belt by hand and watch the sensor's lamp; check supply (3.3 V), ground and the output's wire to the line; one "
        + "pole of the magnet must face the sensor, 3 mm away; set `edge: rising` for a sensor that goes high at a magnet"
    )
  }

  private static func notJudged(_ series: WiringSeries) -> Finding {
    series.finding(
      .warning, "the magnets cannot be judged with this sensor; do not calibrate with it",
      "fix what is wrong with the sensor first, then repeat this test")
  }
}
