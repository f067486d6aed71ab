// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether too much of what comes from the sensor is no magnet, from the counters. Must not know: displays.

import Motion
import Pulses

/// Follows what became of the edges, over the last minute in which there were any: stopping the belt fixes no cable.
struct RejectionWatch: Sendable {
  private static let secondNs: Int64 = 1_000_000_000
  private static let minuteNs: Int64 = 60_000_000_000
  /// With fewer pulses than this in a minute, shares are not significant.
  private static let leastPulses: Int64 = 60
  /// A reed contact bounces, and its bounces are ignored; more bounces than pulses are a contact that wears out.
  private static let mostBouncesPerPulse = 1.0
  /// Less than this share of what begins an alert ends it.
  private static let endShare = 0.5
  private static let mostImplausible = 0.05
  private static let leastImplausible = 10.0
  /// Edges that one magnet makes at most, with its bounces; with quadrature there are four without.
  private static let edgesPerPulse = 8.0

  private struct Sample: Sendable {
    var timeNs: Int64
    var counters: PulseCounters
  }

  /// Edges a second that no belt makes.
  private let mostEdgesPerS: Double
  /// One a second in which edges came, the oldest first.
  private var samples: [Sample] = []
  /// When something that no belt makes, and when a loss, was seen last.
  private var noiseNs: Int64?
  private var lossNs: Int64?

  private(set) var bouncingSinceNs: Int64?
  private(set) var noiseSinceNs: Int64?
  private(set) var edgesLostSinceNs: Int64?
  /// Edges lost since then.
  private(set) var edgesLost: Int64 = 0

  init(profile: MachineProfile) {
    mostEdgesPerS = Self.edgesPerPulse * PulseGate.fastestBeltMps / profile.wheel.meanArcM
  }

  mutating func look(_ counters: PulseCounters, atNs nowNs: Int64) {
    guard let newest = samples.last, counters.edges >= newest.counters.edges else {
      // The stages were restarted, and their counts with them.
      samples = [Sample(timeNs: nowNs, counters: counters)]
      return
    }
    losses(since: newest.counters, counters, nowNs)
    if nowNs &- newest.timeNs >= Self.secondNs { second(newest, counters, nowNs) }
    if let noiseNs, nowNs &- noiseNs > Self.minuteNs { self.noiseNs = nil }
    Self.hold(&noiseSinceNs, noiseNs != nil, nowNs)
  }

  private mutating func second(_ newest: Sample, _ counters: PulseCounters, _ nowNs: Int64) {
    let edges = counters.edges &- newest.counters.edges
    guard edges > 0 else {
      samples[samples.count - 1].timeNs = nowNs
      return
    }
    if Double(edges) / Nanoseconds(from: newest.timeNs, to: nowNs).seconds > mostEdgesPerS { noiseNs = nowNs }
    samples.append(Sample(timeNs: nowNs, counters: counters))
    if samples.count > 61 { samples.removeFirst() }
    let first = samples[0].counters
    let pulses = counters.pulses &- first.pulses
    guard pulses >= Self.leastPulses else { return }
    let implausible = Double(Self.impossible(counters) &- Self.impossible(first))
    if implausible > max(Self.leastImplausible, Self.mostImplausible * Double(pulses)) { noiseNs = nowNs }
    // What noise brings looks like bounces as well.
    let bounces = noiseNs == nil ? Double(Self.bounces(counters) &- Self.bounces(first)) / Double(pulses) : 0
    let limit = Self.mostBouncesPerPulse * (bouncingSinceNs == nil ? 1 : Self.endShare)
    Self.hold(&bouncingSinceNs, bounces > limit, nowNs)
  }

  /// Faster than any belt, let through or not.
  private static func impossible(_ counters: PulseCounters) -> Int64 {
    counters.implausible &+ counters.impossible
  }

  /// At closing and at opening.
  private static func bounces(_ counters: PulseCounters) -> Int64 {
    counters.bounces &+ counters.openingBounces
  }

  private mutating func losses(since newest: PulseCounters, _ counters: PulseCounters, _ nowNs: Int64) {
    // What seemed lost may only have been late.
    let lost = counters.lostEdges &- newest.lostEdges
    if lost > 0 {
      samples[samples.count - 1].counters.lostEdges = counters.lostEdges
      lossNs = nowNs
      edgesLost = (edgesLostSinceNs == nil ? 0 : edgesLost) &+ lost
    }
    if let lossNs, nowNs &- lossNs > Self.minuteNs { self.lossNs = nil }
    Self.hold(&edgesLostSinceNs, lossNs != nil, nowNs)
  }

  private static func hold(_ sinceNs: inout Int64?, _ isWrong: Bool, _ nowNs: Int64) {
    sinceNs = isWrong ? sinceNs ?? nowNs : nil
  }
}
