// SPDX-License-Identifier: Apache-2.0
//
// Owns: which edge is a pulse and which is not. Must not know: speed, sets.

/// Lets one edge a magnet through and counts everything else by kind.
///
/// | edge                                   | becomes               |
/// |----------------------------------------|-----------------------|
/// | stamped before the newest edge         | `wentBack`, rejected  |
/// | of the other transition                | `otherTransition`     |
/// | within the dead time of a pulse        | `bounces`, rejected   |
/// | faster than any person drives a belt   | pulse, `implausible`  |
/// | anything else                          | pulse                 |
///
/// Two sensors in quadrature: see `QuadratureDecoder`; what it makes no pulse of is `otherTransition`.
///
/// The first edge of a bounce stands, since it is the one at the magnet's true place.
/// The dead time is short on purpose: a limit relative to the gap before would eat the pulses of a hard start.
package struct PulseGate: Sendable {
  /// Metres per second. The fastest sprint on a non-motorised treadmill stays well below.
  package static let fastestBeltMps = 9.0
  /// Nanoseconds. Reed contacts bounce for about a millisecond.
  package static let shortestDeadTimeNs: Int64 = 1_500_000

  package private(set) var counters = PulseCounters()
  /// Edges closer than this to the last pulse are bounce, nanoseconds.
  package let deadTimeNs: Int64
  private let implausibleGapNs: Int64
  private let pulseEdge: PulseEdge
  private var quadrature: QuadratureDecoder?
  private var newestNs: Int64 = .min
  private var lastPulseNs: Int64 = .min
  /// The kernel's number of the newest edge; 0 where it gives none.
  package private(set) var lastSequence: Int64
  private var lostSincePulse: Int64 = 0
  /// Of the lost ones, those that may yet turn out to be late only.
  private var perhapsLate: Int64 = 0

  /// - Parameter sequenceBefore: the kernel's number of the edge before the first one to come:
  ///   0 for a line just requested, so that edges lost before the first read are counted as well.
  /// - Parameter beginsBetweenMagnets: of a quadrature pair: whether both switches are known to be off at first.
  package init(
    wheel: MagnetWheel, pulseEdge: PulseEdge, sensor: SensorKind = .single, sequenceBefore: Int64 = 0,
    beginsBetweenMagnets: Bool = false
  ) {
    let gapAtFastestS = wheel.shortestArcM / Self.fastestBeltMps
    implausibleGapNs = Int64(gapAtFastestS * 1e9)
    deadTimeNs = max(Self.shortestDeadTimeNs, Int64(0.4 * gapAtFastestS * 1e9))
    self.pulseEdge = pulseEdge
    lastSequence = sequenceBefore
    quadrature =
      sensor == .quadrature
      ? QuadratureDecoder(active: pulseEdge, beginsBetweenMagnets: beginsBetweenMagnets) : nil
  }

  /// The line was requested anew (after an unplug): the kernel counts from 1 again.
  package mutating func sourceReopened() {
    lastSequence = 0
    perhapsLate = 0
    quadrature?.sourceReopened()
  }

  /// One edge in; a pulse out where it is one.
  package mutating func step(_ edge: Edge) -> Pulse? {
    counters.edges &+= 1
    countLosses(edge.sequence)
    guard edge.timestampNs >= newestNs else {
      counters.wentBack &+= 1
      return nil
    }
    newestNs = edge.timestampNs
    if quadrature != nil { return decode(edge) }
    guard pulseEdge.matches(edge.transition) else {
      counters.otherTransition &+= 1
      return nil
    }
    if counters.pulses > 0 {
      // Saturating: a hostile stamp must not trap.
      let (difference, overflow) = edge.timestampNs.subtractingReportingOverflow(lastPulseNs)
      let gapNs = overflow ? Int64.max : difference
      if gapNs < deadTimeNs {
        counters.bounces &+= 1
        return nil
      }
      if gapNs < implausibleGapNs { counters.implausible &+= 1 }
    }
    return accept(edge, direction: nil)
  }

  /// An edge of either line of a quadrature pair. Bounce is told line by line: the other line may change at any time.
  private mutating func decode(_ edge: Edge) -> Pulse? {
    switch quadrature?.step(edge, deadTimeNs: Self.shortestDeadTimeNs) {
    case .bounce:
      counters.bounces &+= 1
      return nil
    case .magnet(let direction):
      let (gapNs, overflow) = edge.timestampNs.subtractingReportingOverflow(lastPulseNs)
      guard counters.pulses == 0 || overflow || gapNs >= deadTimeNs else {
        counters.bounces &+= 1
        return nil
      }
      return accept(edge, direction: direction)
    case .nothing, nil:
      counters.otherTransition &+= 1
      return nil
    }
  }

  private mutating func accept(_ edge: Edge, direction: BeltDirection?) -> Pulse {
    counters.pulses &+= 1
    lastPulseNs = edge.timestampNs
    let lost = lostSincePulse
    lostSincePulse = 0
    return Pulse(timestampNs: edge.timestampNs, lostBefore: lost, direction: direction)
  }

  private mutating func countLosses(_ sequence: Int64) {
    guard sequence > 0 else { return }
    counters.sequenceKnown = true
    if sequence > lastSequence &+ 1 {
      let lost = sequence &- lastSequence &- 1
      counters.kernelLost &+= lost
      lostSincePulse &+= lost
      perhapsLate &+= lost
    }
    // The same number again is a copy.
    if sequence == lastSequence { return }
    if sequence < lastSequence, perhapsLate > 0 {
      // Two lines have an interrupt each: an edge that overtook this one made it look lost.
      counters.kernelLost &-= 1
      perhapsLate &-= 1
      lostSincePulse = max(0, lostSincePulse &- 1)
      return
    }
    lastSequence = sequence
  }
}
