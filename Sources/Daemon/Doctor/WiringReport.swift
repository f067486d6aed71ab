// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the edges of a belt that somebody turned say about sensor and magnets. Must not know: where they come from.

import Motion
import Pulses

/// Looks at raw edges of both transitions, or of one.
package struct WiringReport: Sendable {
  /// Fewer turns than this say little.
  private static let leastTurns = 4
  /// A gap this far beyond its neighbours' is a magnet that is not seen: in between lies one that is merely misplaced.
  private static let lostRatio = 1.6

  package let pulses: Int
  package let counters: PulseCounters
  /// How much of the time the line was at the level of a magnet; nil where only one transition was seen.
  package let activeShare: Double?
  /// The longest time from a pulse to a bounce of it, milliseconds.
  package let longestBounceMs: Double
  /// The gap before each magnet of a turn, over the mean gap; empty where too few turns were seen.
  package let spacing: [Double]
  /// After how many pulses the pattern of gaps repeats, where that is plainly not the number of magnets.
  package let otherPeriod: Int?

  private let machine: Configuration

  package init(_ edges: [Edge], machine: Configuration) {
    self.machine = machine
    var gate = PulseGate(profile: machine.profile)
    var stamps: [Int64] = []
    var bounceNs: Int64 = 0
    for edge in edges {
      let bounces = gate.counters.bounces
      if let pulse = gate.step(edge) { stamps.append(pulse.timestampNs) }
      if gate.counters.bounces > bounces, let last = stamps.last {
        bounceNs = max(bounceNs, edge.timestampNs - last)
      }
    }
    pulses = stamps.count
    counters = gate.counters
    longestBounceMs = Double(bounceNs) / 1e6
    activeShare = Self.activeShare(edges, active: machine.profile.pulseEdge)
    spacing = Self.spacing(stamps, magnets: machine.profile.wheel.magnets)
    otherPeriod = GapPattern(stamps)?.period(besides: machine.profile.wheel.magnets)
  }

  /// Everything that is to be said, the good as well.
  package func findings() -> [Finding] {
    guard pulses > 0 else {
      let text =
        counters.edges == 0
        ? "no edge came while the belt was to be turned" : "edges came, but none of a magnet"
      return [
        finding(
          .fault, text,
          "turn the belt by hand; is the sensor's lamp blinking? supply 3.3 V, ground, output to the line; magnet the right way round, 3 mm off; `edge: rising` where the sensor is the other way round"
        )
      ]
    }
    return [bounce(), polarity(), implausible(), magnets()].compactMap { $0 }
  }

  private func finding(_ severity: Severity, _ text: String, _ remedy: String? = nil) -> Finding {
    Finding("wiring", severity, text, remedy: remedy, machine: machine.machineName)
  }

  private func bounce() -> Finding {
    let rate = Double(counters.bounces) / Double(pulses)
    let text =
      "\(pulses) pulses of \(counters.edges) edges, \(counters.bounces) bounces (\(Self.percent(rate)) a pulse, up to \(Self.fixed(longestBounceMs)) ms)"
    if rate > 0.5 {
      return finding(
        .warning, text,
        "a reed contact bounces: a Hall switch does not; on a long cable a resistor of 4.7 kilo-ohms to 3.3 V"
      )
    }
    return finding(.good, text)
  }

  private func polarity() -> Finding? {
    guard let activeShare, machine.profile.sensor == .single else { return nil }
    let text = "a magnet is before the sensor \(Self.percent(activeShare)) of the time"
    if activeShare > 0.6 {
      let other = machine.profile.pulseEdge == .falling ? "rising" : "falling"
      return finding(
        .warning, text + ": it seems to be the other way round",
        "set `edge: \(other)`; the edge where a magnet comes is more exact than the one where it goes")
    }
    return finding(.good, text)
  }

  private func implausible() -> Finding? {
    guard counters.implausible > 0 else { return nil }
    return finding(
      .warning, "\(counters.implausible) pulses faster than any belt",
      "noise on the cable: twist it with ground, add the filter of hardware/wiring.md; or `magnets` is too small a number"
    )
  }

  private func magnets() -> Finding {
    let count = machine.profile.wheel.magnets
    guard !spacing.isEmpty else {
      return finding(
        .warning, "too few turns to tell about the magnets (\(pulses / max(1, count)))",
        "turn the belt evenly for at least \(Self.leastTurns) turns of the roller")
    }
    let list = spacing.map { Self.fixed($0) }.joined(separator: " : ")
    let misfit = misfit()
    let text = "spacing of \(count) magnet(s): \(list)"
    if let otherPeriod {
      return finding(
        .fault, "the gaps repeat after \(otherPeriod) pulses, not \(count)",
        otherPeriod < count
          ? "a magnet is not seen: too far off, fallen off, or the wrong way round"
          : "there are more magnets than `magnets:` says, or a magnet is seen twice")
    }
    if misfit > Self.lostRatio - 1 {
      return finding(
        .fault, text + "; one is not seen, or there are not \(count)",
        "count the magnets on the roller; hold a magnet by hand before the sensor; check the gap of each")
    }
    if misfit > 0.15 {
      return finding(
        .warning, text + "; the largest is \(Self.percent(misfit)) off its place",
        "`deadmill calibrate coast-down` learns where they are")
    }
    return finding(.good, text)
  }

  /// How far the worst gap is from where its magnet should be, relative. The first pulse may be any magnet's, and the
  /// belt may have been turned either way: what fits best counts.
  private func misfit() -> Double {
    let wheel = machine.profile.wheel
    let count = spacing.count
    var least = Double.infinity
    for shift in 0..<count {
      var forward = 0.0
      var backward = 0.0
      for index in 0..<count {
        let expected = wheel.arcM(index) / wheel.meanArcM
        forward = max(forward, abs(spacing[(index + shift) % count] / expected - 1))
        backward = max(backward, abs(spacing[(count - 1 - index + shift) % count] / expected - 1))
      }
      least = min(least, forward, backward)
    }
    return least
  }

  /// Gaps by their place in the turn, each over the mean of the turn around it: a belt that slows down changes little.
  private static func spacing(_ stamps: [Int64], magnets: Int) -> [Double] {
    let turns = (stamps.count - 1) / magnets
    guard turns >= leastTurns else { return [] }
    var sums = [Double](repeating: 0, count: magnets)
    var counts = sums
    for index in 1...(turns * magnets) where index >= magnets {
      let turnNs = stamps[index] - stamps[index - magnets]
      let gapNs = stamps[index] - stamps[index - 1]
      guard turnNs > 0 else { continue }
      sums[index % magnets] += Double(gapNs) / Double(turnNs) * Double(magnets)
      counts[index % magnets] += 1
    }
    return zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 }
  }

  private static func activeShare(_ edges: [Edge], active: PulseEdge) -> Double? {
    var activeNs = 0.0
    var wholeNs = 0.0
    for (edge, next) in zip(edges, edges.dropFirst()) {
      // Standing still says nothing.
      let gapNs = Double(next.timestampNs - edge.timestampNs)
      guard edge.transition != next.transition, gapNs < 2e9 else { continue }
      wholeNs += gapNs
      if active.matches(edge.transition) { activeNs += gapNs }
    }
    return wholeNs > 0 ? activeNs / wholeNs : nil
  }

  private static func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }

  private static func fixed(_ value: Double) -> String { "\((100 * value).rounded() / 100)" }
}
