// SPDX-License-Identifier: Apache-2.0
//
// Owns: which edge is a pulse and which is not. Must not know: speed, sets.

/// Accepts one edge per magnet and counts every other one by kind.
///
/// | edge                                                            | becomes                    |
/// |-----------------------------------------------------------------|----------------------------|
/// | timestamped before the newest edge                              | `wentBack`, rejected       |
/// | of the other transition                                         | `otherTransition`          |
/// | sooner than mass and force allow, before the magnet has left    | `bounces`, rejected        |
/// | the same, or sooner than allowed since the magnet left          | `openingBounces`, rejected |
/// | the same, but not explained by a bouncing contact               | `impossible`, rejected     |
/// | early in the rhythm of a contact known to close twice           | `openingBounces`, rejected |
/// | faster than any person drives a belt                            | pulse, `implausible`       |
/// | anything else                                                   | pulse                      |
///
/// For two sensors in quadrature see `QuadratureDecoder`; edges without a pulse are `otherTransition`.
///
/// Of a bouncing contact the first arrival counts, since it is the one at the magnet's true position. How soon the
/// next magnet can come follows from `BeltLimits`: a fixed share of the previous gap would swallow the pulses of a
/// hard start.
package struct PulseGate: Sendable {
  /// Metres per second. The fastest sprint on a non-motorised treadmill stays well below.
  package static let fastestBeltMps = BeltLimits.fastestBeltMps
  /// Nanoseconds. Reed contacts bounce for about a millisecond.
  package static let shortestDeadTimeNs: Int64 = 1_500_000
  /// Without the second transition: arrivals this close are a contact's closing bounce.
  private static let closingBounceNs: Int64 = 3_000_000

  /// For this many pulses a contact that bounced at opening is trusted less.
  private static let bouncingPulses = 60
  /// What looks like a magnet where none is possible: the line had rested for this share of the gap, and the gap is
  /// halved.
  private static let restedShare = 0.2
  private static let halfShares = 0.35...0.65
  private static let mostDoubts = 3
  /// A contact that bounces in this many of its gaps has no usable rhythm.
  private static let bouncingShare = 0.25
  private static let bounceGain = 1.0 / 24
  /// A single opening bounce in this many pulses does not justify a second pass.
  private static let fewBounces: Int64 = 30
  private static let largestDoubt = 0.12

  package private(set) var counters = PulseCounters()
  /// Edges closer than this to the last pulse are bounce whatever the belt's mass, nanoseconds.
  package let deadTimeNs: Int64
  private let implausibleGapNs: Int64
  private let pulseEdge: PulseEdge
  private let limits: BeltLimits
  private let meanLimits: BeltLimits
  private let arcs: ArcRange
  /// Two gaps have three timestamps, with the middle one counted twice: four and a half standard uncertainties of
  /// that, seconds.
  private let timestampMarginS: Double
  private var quadrature: QuadratureDecoder?
  package private(set) var contact: SwitchContact
  package private(set) var doubles: DoubleWatch
  private var watch: PulseWatch
  private var newestNs: Int64 = .min
  private var lastPulseNs: Int64 = .min
  /// The newest arrival that could have been a magnet, whatever the rhythm indicates.
  private var lastJudgedNs: Int64 = .min
  private var lastGapNs: Int64 = 0
  /// The greatest speed that the belt can have had at the last pulse, m/s.
  private var greatestMps = 0.0
  /// The same under the greatest mean force, the bound for a bouncing contact, and for how many more pulses it
  /// applies.
  private var greatestMeanMps = 0.0
  private var bouncing = 0
  /// Running share of the gaps with an arrival that came too soon.
  private var bounceShare = 0.0
  /// Too early arrivals since the last pulse, and consecutive gaps with one that looks like a magnet nevertheless.
  private var rejectedInGap = 0
  private var doubts = 0
  /// The kernel's number of the newest edge; 0 if it gives none.
  package private(set) var lastSequence: Int64
  private var lostSincePulse: Int64 = 0
  /// The number of lost edges that may still arrive late.
  private var perhapsLate: Int64 = 0

  /// - Parameters:
  ///   - placementSdM: standard uncertainty of a magnet's position, metres.
  ///   - timestampSdS: standard uncertainty of a timestamp, seconds.
  ///   - sequenceBefore: the kernel's number of the edge before the first one: 0 for a newly requested line, so that
  ///     edges lost before the first read are counted as well.
  ///   - beginsBetweenMagnets: for a quadrature pair, whether both switches are known to be off at first.
  ///   - knowing: what an earlier pass found out about the contact.
  package init(
    wheel: MagnetWheel, pulseEdge: PulseEdge, sensor: SensorKind = .single, limits: BeltLimits = BeltLimits(),
    placementSdM: Double = 0, timestampSdS: Double = 0, sequenceBefore: Int64 = 0,
    beginsBetweenMagnets: Bool = false,
    knowing: ContactKnowledge = ContactKnowledge()
  ) {
    let gapAtFastestS = wheel.shortestArcM / Self.fastestBeltMps
    implausibleGapNs = Nanoseconds(seconds: gapAtFastestS).count
    deadTimeNs = Nanoseconds(seconds: 0.4 * gapAtFastestS).count
    self.pulseEdge = pulseEdge
    self.limits = limits
    meanLimits = limits.underMeanForce
    timestampMarginS = 4.5 * 6.0.squareRoot() * max(0, timestampSdS)
    arcs = ArcRange(wheel: wheel, placementSdM: placementSdM)
    lastSequence = sequenceBefore
    quadrature =
      sensor == .quadrature
      ? QuadratureDecoder(active: pulseEdge, beginsBetweenMagnets: beginsBetweenMagnets) : nil
    contact = knowing.contact ?? SwitchContact(wheel: wheel)
    bouncing = knowing.contact == nil ? 0 : Self.bouncingPulses
    doubles = DoubleWatch(wheel: wheel, position: knowing.doublePosition)
    watch = PulseWatch(wheel: wheel, limits: limits, arcs: arcs)
  }

  /// The line was requested again (after an unplug): the kernel counts from 1 again.
  package mutating func sourceReopened() {
    lastSequence = 0
    perhapsLate = 0
    quadrature?.sourceReopened()
    contact.forget()
  }

  /// What a second pass over the same edges knows from the beginning; nil if it would find the same.
  package var knowledge: ContactKnowledge? {
    let isBouncing = counters.openingBounces > counters.pulses / Self.fewBounces
    let found = ContactKnowledge(
      doublePosition: doubles.knownPosition, contact: isBouncing ? contact.atStart : nil)
    return found.doublePosition == nil && found.contact == nil ? nil : found
  }

  /// Why the pulses so far are suspect; nil if there is no reason.
  package var suspicion: Suspicion? { watch.suspicion }

  /// Why the pulses of the last minute before `timeNs` are suspect.
  package func suspicion(atNs timeNs: Int64) -> Suspicion? { watch.suspicion(atNs: timeNs) }

  /// Whether arrivals may be a contact's second closings, and only the other transition, which the source does not
  /// provide, could show that.
  package var isAmbiguous: Bool {
    !contact.seesReleases && (doubles.isDoubling || doubles.ambiguous > 2 || doubles.isOftenFolded)
  }

  /// Takes an edge; returns a pulse if it is one.
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
      contact.release(atNs: edge.timestampNs)
      return nil
    }
    return arrive(edge)
  }

  /// A magnet, or a bouncing contact.
  private mutating func arrive(_ edge: Edge) -> Pulse? {
    let timeNs = edge.timestampNs
    watch.arrive(atNs: timeNs)
    guard counters.pulses > 0 else { return isOfParkedMagnet(timeNs) ? nil : begin(edge) }
    let gapNs = Nanoseconds(from: lastPulseNs, to: timeNs).count
    switch rejection(timeNs, gapNs: gapNs) {
    case .closing: counters.bounces &+= 1
    case .opening:
      counters.openingBounces &+= 1
      bouncing = Self.bouncingPulses
      doubt(timeNs, gapNs: gapNs)
    case .impossible:
      counters.impossible &+= 1
      bouncing = Self.bouncingPulses
      doubt(timeNs, gapNs: gapNs)
    case nil: return passed(edge, gapNs: gapNs)
    }
    contact.arriveRejected(atNs: timeNs)
    return nil
  }

  /// Before the first pulse: a magnet that was in front of the sensor has just left it, and the contact bounces.
  private mutating func isOfParkedMagnet(_ timeNs: Int64) -> Bool {
    guard let releasedNs = contact.releasedNs,
      isTooSoonAfterRelease(timeNs, releasedNs, heldNs: .max, limits, .infinity)
    else { return false }
    counters.openingBounces &+= 1
    contact.arriveRejected(atNs: timeNs)
    return true
  }

  private mutating func begin(_ edge: Edge) -> Pulse {
    doubles.restart(atNs: edge.timestampNs)
    lastJudgedNs = edge.timestampNs
    greatestMps = limits.endSpeedMps(travelM: arcs.longestM, durationS: .infinity)
    greatestMeanMps = greatestMps
    contact.arrive(atNs: edge.timestampNs, gapNs: nil)
    return accept(edge, direction: nil)
  }

  /// Physically possible; the last question is whether the contact's rhythm allows it to be a magnet.
  private mutating func passed(_ edge: Edge, gapNs: Int64) -> Pulse? {
    let timeNs = edge.timestampNs
    let isLost = lostSincePulse > 0
    let mayHaveStood = isLost || gapNs >= arcs.standstillNs
    var verdict = DoubleWatch.Verdict.magnet
    if mayHaveStood {
      doubles.restart(atNs: timeNs)
    } else {
      verdict = doubles.judge(atNs: timeNs)
    }
    lastJudgedNs = timeNs
    guard verdict != .bounce else {
      counters.openingBounces &+= 1
      contact.arriveRejected(atNs: timeNs)
      return nil
    }
    if gapNs < implausibleGapNs { counters.implausible &+= 1 }
    contact.arrive(atNs: timeNs, gapNs: mayHaveStood ? nil : gapNs)
    watch.pulse(
      atNs: timeNs, rhythm: doubles.rhythm, contact: contact.steadiness,
      isBouncing: contact.seesReleases && bounceShare > Self.bouncingShare)
    let gapS = Nanoseconds(gapNs).seconds
    // A gap longer than the previous one may contain a missed magnet.
    let isLonger = gapNs > lastGapNs &+ lastGapNs / 2 &- lastGapNs / 8
    let byArc = limits.endSpeedMps(travelM: isLonger ? 2 * arcs.longestM : arcs.longestM, durationS: gapS)
    lastGapNs = gapNs
    let byMean = meanLimits.endSpeedMps(
      travelM: isLonger ? 2 * arcs.longestM : arcs.longestM, durationS: gapS)
    greatestMps = isLost ? .infinity : min(greatestMps + limits.accelerationMps2 * gapS, byArc)
    greatestMeanMps = isLost ? .infinity : min(greatestMeanMps + meanLimits.accelerationMps2 * gapS, byMean)
    if bouncing > 0 { bouncing -= 1 }
    bounceShare += ((rejectedInGap > 0 ? 1 : 0) - bounceShare) * Self.bounceGain
    if rejectedInGap != 1 { doubts = 0 }
    rejectedInGap = 0
    var pulse = accept(edge, direction: nil)
    pulse.followsBounce = verdict == .magnetAfterBounce
    return pulse
  }

  private enum Rejection { case closing, opening, impossible }

  /// How much the timestamps may shorten a gap, seconds; a share of it at most, or ringing would pass at high speed.
  private var doubtS: Double { min(timestampMarginS, Self.largestDoubt * Nanoseconds(lastGapNs).seconds) }

  /// Classifies an arrival that no belt can have caused; nil if a belt can.
  private func rejection(_ timeNs: Int64, gapNs: Int64) -> Rejection? {
    if gapNs < deadTimeNs || isRinging(timeNs) { return .closing }
    // If edges were lost, a magnet may be among them.
    guard lostSincePulse == 0 else { return nil }
    let limits = bouncing > 0 ? meanLimits : limits
    let speedMps = bouncing > 0 ? greatestMeanMps : greatestMps
    let leastS = limits.leastTimeS(travelM: arcs.shortestM, fromMps: speedMps) - doubtS
    let isTooSoon = Nanoseconds(gapNs).seconds < leastS
    guard contact.seesReleases else {
      return isTooSoon ? gapNs < Self.closingBounceNs ? .closing : .impossible : nil
    }
    guard let releasedNs = contact.releasedNs else { return isTooSoon ? .closing : nil }
    let heldNs = releasedNs &- lastPulseNs
    guard isTooSoon || isTooSoonAfterRelease(timeNs, releasedNs, heldNs: heldNs, limits, speedMps) else {
      return nil
    }
    return heldNs < min(Self.closingBounceNs, gapNs / 4) ? .closing : .opening
  }

  /// Whether no belt can have reached the next magnet, if the last one released the line at `releasedNs`.
  private func isTooSoonAfterRelease(
    _ timeNs: Int64, _ releasedNs: Int64, heldNs: Int64, _ limits: BeltLimits, _ pulseMps: Double
  ) -> Bool {
    let dwell = contact.longestDwell
    let heldS = Nanoseconds(heldNs).seconds
    let speedMps = min(
      pulseMps + limits.accelerationMps2 * heldS,
      limits.endSpeedMps(travelM: dwell * arcs.longestM, durationS: heldS))
    let leastS = limits.leastTimeS(travelM: (1 - dwell) * arcs.shortestM, fromMps: speedMps) - doubtS
    return Nanoseconds(from: releasedNs, to: timeNs).seconds < leastS
  }

  /// The line closed after resting for a while, sooner than any belt can: once, that is a bounce; if it repeats, the
  /// belt is faster than assumed.
  private mutating func doubt(_ timeNs: Int64, gapNs: Int64) {
    let share = contact.seesReleases ? Double(contact.restedNs(atNs: timeNs)) / Double(max(1, gapNs)) : 0.5
    let isClean = share > Self.restedShare
    let isHalf = lastGapNs > 0 && Self.halfShares.contains(Double(gapNs) / Double(lastGapNs))
    rejectedInGap += 1
    guard isClean, isHalf, rejectedInGap == 1 else { return doubts = 0 }
    doubts += 1
    guard doubts >= Self.mostDoubts else { return }
    doubts = 0
    greatestMps = .infinity
    greatestMeanMps = .infinity
  }

  /// Whether an arrival just before this one could have been a magnet but was rejected by its rhythm.
  private func isRinging(_ timeNs: Int64) -> Bool {
    Nanoseconds(from: lastJudgedNs, to: timeNs).count < deadTimeNs
  }

  /// An edge of either line of a quadrature pair. Bounce is detected line by line: the other line may change at any
  /// time.
  private mutating func decode(_ edge: Edge) -> Pulse? {
    switch quadrature?.step(edge, deadTimeNs: Self.shortestDeadTimeNs) {
    case .bounce:
      counters.bounces &+= 1
      return nil
    case .magnet(let direction):
      let gap = Nanoseconds(from: lastPulseNs, to: edge.timestampNs)
      guard counters.pulses == 0 || gap.count >= deadTimeNs else {
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
      counters.lostEdges &+= lost
      lostSincePulse &+= lost
      perhapsLate &+= lost
    }
    // A repeated number is a copy.
    if sequence == lastSequence { return }
    if sequence < lastSequence, perhapsLate > 0 {
      // Each line has its own interrupt: an edge that overtook this one made it look lost.
      counters.lostEdges &-= 1
      perhapsLate &-= 1
      lostSincePulse = max(0, lostSincePulse &- 1)
      return
    }
    lastSequence = sequence
  }
}
