// SPDX-License-Identifier: Apache-2.0
//
// Owns: which edge is a pulse and which is not. Must not know: speed, sets.

/// Lets one edge a magnet through and counts everything else by kind.
///
/// | edge                                                            | becomes                    |
/// |-----------------------------------------------------------------|----------------------------|
/// | timestamped before the newest edge                                  | `wentBack`, rejected       |
/// | of the other transition                                         | `otherTransition`          |
/// | sooner than mass and force allow, the magnet not having left    | `bounces`, rejected        |
/// | the same, or sooner than allowed since the magnet left          | `openingBounces`, rejected |
/// | the same, without a contact that bounces to explain it          | `impossible`, rejected     |
/// | early in the rhythm, where the contact is known to do that      | `openingBounces`, rejected |
/// | faster than any person drives a belt                            | pulse, `implausible`       |
/// | anything else                                                   | pulse                      |
///
/// Two sensors in quadrature: see `QuadratureDecoder`; what it makes no pulse of is `otherTransition`.
///
/// The first arrival of a bounce stands, since it is the one at the magnet's true place. How soon the next magnet can
/// come follows from `BeltLimits`: a share of the gap before would eat the pulses of a hard start.
package struct PulseGate: Sendable {
  /// Metres per second. The fastest sprint on a non-motorised treadmill stays well below.
  package static let fastestBeltMps = BeltLimits.fastestBeltMps
  /// Nanoseconds. Reed contacts bounce for about a millisecond.
  package static let shortestDeadTimeNs: Int64 = 1_500_000
  /// Without a second transition: arrivals this close are a contact's closing bounce.
  private static let closingBounceNs: Int64 = 3_000_000

  /// A contact that bounced at opening is given less credit for so many pulses.
  private static let bouncingPulses = 60
  /// What looks like a magnet where none can be: the line had rested for this share of the gap, and the gap is halved.
  private static let restedShare = 0.2
  private static let halfShares = 0.35...0.65
  private static let mostDoubts = 3
  /// A contact that bounces in so many of its gaps has no rhythm to be judged by.
  private static let bouncingShare = 0.25
  private static let bounceGain = 1.0 / 24
  /// One bounce at opening in so many pulses is no reason for a second look.
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
  /// Two gaps have three timestamps in them, the middle one twice: four and a half standard uncertainties of that, seconds.
  private let timestampMarginS: Double
  private var quadrature: QuadratureDecoder?
  package private(set) var contact: SwitchContact
  package private(set) var doubles: DoubleWatch
  private var watch: PulseWatch
  private var newestNs: Int64 = .min
  private var lastPulseNs: Int64 = .min
  /// The newest arrival that could have been a magnet, whatever its rhythm said.
  private var lastJudgedNs: Int64 = .min
  private var lastGapNs: Int64 = 0
  /// The greatest speed that the belt can have had at the last pulse, m/s.
  private var greatestMps = 0.0
  /// The same under the greatest mean force, by which a contact that bounces is judged, and for how many pulses more.
  private var greatestMeanMps = 0.0
  private var bouncing = 0
  /// Running share of the gaps with an arrival that came too soon.
  private var bounceShare = 0.0
  /// Arrivals since the last pulse that came too soon, and gaps in a row with one that looks like a magnet all the same.
  private var rejectedInGap = 0
  private var doubts = 0
  /// The kernel's number of the newest edge; 0 where it gives none.
  package private(set) var lastSequence: Int64
  private var lostSincePulse: Int64 = 0
  /// Of the lost ones, those that may yet turn out to be late only.
  private var perhapsLate: Int64 = 0

  /// - Parameters:
  ///   - placementSdM: standard uncertainty of a magnet's place, metres.
  ///   - timestampSdS: standard uncertainty of a timestamp, seconds.
  ///   - sequenceBefore: the kernel's number of the edge before the first one to come:
  ///     0 for a line just requested, so that edges lost before the first read are counted as well.
  ///   - beginsBetweenMagnets: of a quadrature pair: whether both switches are known to be off at first.
  ///   - knowing: what is known of the contact from before.
  package init(
    wheel: MagnetWheel, pulseEdge: PulseEdge, sensor: SensorKind = .single, limits: BeltLimits = BeltLimits(),
    placementSdM: Double = 0, timestampSdS: Double = 0, sequenceBefore: Int64 = 0,
    beginsBetweenMagnets: Bool = false,
    knowing: ContactKnowledge = ContactKnowledge()
  ) {
    let gapAtFastestS = wheel.shortestArcM / Self.fastestBeltMps
    implausibleGapNs = Int64(gapAtFastestS * 1e9)
    deadTimeNs = Int64(0.4 * gapAtFastestS * 1e9)
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

  /// The line was requested once more (after an unplug): the kernel counts from 1 again.
  package mutating func sourceReopened() {
    lastSequence = 0
    perhapsLate = 0
    quadrature?.sourceReopened()
    contact.forget()
  }

  /// What a second look at the same edges is to know from the beginning; nil where it would find the same.
  package var knowledge: ContactKnowledge? {
    let isBouncing = counters.openingBounces > counters.pulses / Self.fewBounces
    let found = ContactKnowledge(
      doublePosition: doubles.knownPosition, contact: isBouncing ? contact.atStart : nil)
    return found.doublePosition == nil && found.contact == nil ? nil : found
  }

  /// Why the pulses up to now are not believed; nil where nothing speaks against them.
  package var suspicion: Suspicion? { watch.suspicion }

  /// Why the pulses of the last minute before `timeNs` are not believed.
  package func suspicion(atNs timeNs: Int64) -> Suspicion? { watch.suspicion(atNs: timeNs) }

  /// Whether arrivals may be a contact's second answers to one magnet, and only the other transition, which the source does
  /// not give, could tell for sure.
  package var isAmbiguous: Bool {
    !contact.seesReleases && (doubles.isDoubling || doubles.ambiguous > 2 || doubles.isOftenFolded)
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
      contact.release(atNs: edge.timestampNs)
      return nil
    }
    return arrive(edge)
  }

  /// A magnet, or a contact that bounces.
  private mutating func arrive(_ edge: Edge) -> Pulse? {
    let timeNs = edge.timestampNs
    watch.arrive(atNs: timeNs)
    guard counters.pulses > 0 else { return isOfParkedMagnet(timeNs) ? nil : begin(edge) }
    // Saturating: a hostile timestamp must not trap.
    let (difference, overflow) = timeNs.subtractingReportingOverflow(lastPulseNs)
    let gapNs = overflow ? Int64.max : difference
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

  /// Before the first pulse: a magnet that stood before the sensor has just left it, and the contact bounces.
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

  /// A belt can have brought it; whether the contact's rhythm lets it be a magnet is the last question.
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
    let gapS = Double(gapNs) / 1e9
    // A gap that is longer than the one before may have had a magnet in it that was not seen.
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

  /// What the timestamps may make a gap too short by, seconds; a share of it at most, or ringing would pass at high speed.
  private var doubtS: Double { min(timestampMarginS, Self.largestDoubt * Double(lastGapNs) / 1e9) }

  /// What an arrival is that no belt can have brought; nil where a belt can.
  private func rejection(_ timeNs: Int64, gapNs: Int64) -> Rejection? {
    if gapNs < deadTimeNs || isRinging(timeNs) { return .closing }
    // Where edges were lost, so may have been a magnet.
    guard lostSincePulse == 0 else { return nil }
    let limits = bouncing > 0 ? meanLimits : limits
    let speedMps = bouncing > 0 ? greatestMeanMps : greatestMps
    let leastS = limits.leastTimeS(travelM: arcs.shortestM, fromMps: speedMps) - doubtS
    let isTooSoon = Double(gapNs) / 1e9 < leastS
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

  /// Whether no belt is at the next magnet yet, the last one having let the line go at `releasedNs`.
  private func isTooSoonAfterRelease(
    _ timeNs: Int64, _ releasedNs: Int64, heldNs: Int64, _ limits: BeltLimits, _ pulseMps: Double
  ) -> Bool {
    let dwell = contact.longestDwell
    let heldS = Double(heldNs) / 1e9
    let speedMps = min(
      pulseMps + limits.accelerationMps2 * heldS,
      limits.endSpeedMps(travelM: dwell * arcs.longestM, durationS: heldS))
    let leastS = limits.leastTimeS(travelM: (1 - dwell) * arcs.shortestM, fromMps: speedMps) - doubtS
    return Double(timeNs &- releasedNs) / 1e9 < leastS
  }

  /// A line that had rested for a while was closed, and no belt can have done that: once that is a bounce; time after time
  /// it is the belt, which is faster than was believed.
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

  /// Whether an arrival that could have been a magnet, and was none by its rhythm, came right before.
  private func isRinging(_ timeNs: Int64) -> Bool {
    let (sinceNs, overflow) = timeNs.subtractingReportingOverflow(lastJudgedNs)
    return !overflow && sinceNs < deadTimeNs
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
      counters.lostEdges &+= lost
      lostSincePulse &+= lost
      perhapsLate &+= lost
    }
    // The same number again is a copy.
    if sequence == lastSequence { return }
    if sequence < lastSequence, perhapsLate > 0 {
      // Two lines have an interrupt each: an edge that overtook this one made it look lost.
      counters.lostEdges &-= 1
      perhapsLate &-= 1
      lostSincePulse = max(0, lostSincePulse &- 1)
      return
    }
    lastSequence = sequence
  }
}
