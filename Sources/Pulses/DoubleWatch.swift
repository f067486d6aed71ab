// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether some magnets give two arrivals, judged by the rhythm alone. Must not know: levels.
//
// If a contact bounces for longer than mass and levels can detect, or if a recording has only one transition, a
// second arrival can pass for a magnet. Two hypotheses are followed in parallel: every arrival is a magnet, or
// arrivals long before the next magnet is due are not. The rhythm of a belt is smooth; that of the wrong hypothesis
// is not.

/// Hypotheses about the same arrivals, and which one the rhythm supports.
///
/// An early arrival is recognised as a bounce two arrivals later, when the next magnet and the one after it came on
/// time. After several of them early arrivals are taken for bounces at once.
package struct DoubleWatch: Sendable {
  /// Where a second arrival of a magnet comes, as a share of the gap, before any was seen; the search reaches halfway
  /// from there to the next magnet.
  private static let usualPosition = 0.3
  private static let earlyShares = (least: 0.55, most: 0.72)
  private static let positionGain = 0.1
  /// Gaps after a start in which no arrival is called early: the gaps of a starting belt halve.
  private static let settlingGaps = 3
  /// If this many arrivals are skipped and so few of them prove to be bounces, the expected gap is wrong: twice the
  /// belt's.
  private static let mostSkipped = 0.4
  private static let leastKnown = 0.2
  /// A rhythm this rough does not come from a belt alone.
  private static let plainRoughness = 0.12
  private static let memory = 16.0
  /// At about half of a gap, either the contact closed twice or a magnet was missed; later than that, a swing of the
  /// belt can bring a magnet early.
  private static let doubtfulPosition = 0.44
  /// The same with three marks of which one is missed: the gaps are then alternately one and two arcs.
  private static let thirdShares = 0.24...0.44
  private static let oftenFolded = 0.15
  /// Gaps longer than this share of a step can alternate between short and long because of the steps; but a swing of
  /// 35 % makes none of them shorter than this share of the previous one.
  private static let longestStepShare = 0.25
  private static let soonestStep = 0.4
  /// Steps per second for each m/s, in addition to one per second.
  private static let stepsPerM = 0.75
  /// A magnet that comes on time, as a share of the gap.
  private static let dueShares = 0.8...1.25
  /// Bounces recognised afterwards before they are recognised at once, and pulses without one that end it.
  private static let convincing = 3
  private static let forgiving = 400
  /// A rhythm in which this share of the gaps jump, and which is far smoother with every second arrival left out.
  private static let jumpyShare = 0.7
  private static let convincingShare = 0.35
  /// The rhythm without the bounce is smoother by at least this factor.
  private static let smootherShare = 0.6
  private static let leastCompared = 24

  /// None; an early arrival, after another pair or not; an early arrival and one on time.
  private enum Early { case none, seen(Double, isSecond: Bool), due }

  /// Whether early arrivals are taken for bounces.
  package private(set) var isDoubling: Bool
  /// Arrivals that passed for magnets and proved to be bounces.
  package private(set) var passed = 0
  /// Every arrival is a magnet; early ones are not; every second one is not.
  private var every: Rhythm
  private var late: Rhythm
  private var pairs: Rhythm
  private let isCertain: Bool
  private let hasRhythm: Bool
  private let marks: Int
  private let longestGapNs: Double
  private var isSecond = false
  private var newestNs: Int64 = 0
  private var early = Early.none
  private var position: Double
  /// Where early arrivals come that the following magnets have made likely to be bounces.
  private var seenPosition = DoubleWatch.usualPosition
  /// Arrivals that were either bounces or followed by a missed magnet, which cannot be distinguished.
  package private(set) var ambiguous: Int64 = 0
  private var placed = 0
  private var known = 0
  private var sinceEarly = 0
  /// Running shares of the early arrivals, and of the magnets after a bounce.
  private var skippedShare = 0.0
  private var knownShare = 0.0
  private var sinceRestart = 0

  /// - Parameters:
  ///   - wheel: the rhythm of an uneven wheel is that of its arcs, that of a fine disc the positions of its slots:
  ///     neither says anything about the contact.
  ///   - position: where in a gap the contact is known to close a second time; nil if it is not known to do that.
  package init(wheel: MagnetWheel, position: Double? = nil) {
    marks = wheel.magnets
    // A gap T at the speed v = d/T is T (1 + 0.75 v) steps long.
    longestGapNs = max(0, Self.longestStepShare - Self.stepsPerM * wheel.meanArcM) * 1e9
    hasRhythm = wheel.isNearlyEven && wheel.distinctMarks == wheel.magnets
    every = Rhythm()
    late = Rhythm()
    pairs = Rhythm()
    isCertain = position != nil
    isDoubling = isCertain
    self.position = position ?? Self.usualPosition
  }

  /// What a second pass over the same arrivals knows about the contact from its beginning; nil if it bounced no
  /// longer than mass and levels can detect.
  package var knownPosition: Double? { hasRhythm && (passed > 0 || isDoubling) ? position : nil }

  /// The belt may have stopped: no gap extends across this.
  mutating func restart(atNs timeNs: Int64) {
    every.restart(atNs: timeNs)
    late.restart(atNs: timeNs)
    pairs.restart(atNs: timeNs)
    isSecond = true
    sinceRestart = 0
    early = .none
  }

  /// Classifies an arrival by the rhythm.
  enum Verdict: Equatable { case magnet, bounce, magnetAfterBounce }

  /// Whether so many of the newest gaps span several arcs that the other arrivals may as well be second closings.
  package var isOftenFolded: Bool { believed.foldedShare > Self.oftenFolded }

  /// Gaps of twice or three times the expected length.
  package var folded: Int64 { believed.folded }

  private var believed: Rhythm { isDoubling ? late : every }

  /// An arrival that could be a magnet.
  mutating func judge(atNs timeNs: Int64) -> Verdict {
    guard hasRhythm else { return .magnet }
    newestNs = timeNs
    every.take(atNs: timeNs)
    if !isSecond { pairs.take(atNs: timeNs) }
    isSecond.toggle()
    sinceEarly += 1
    defer { decide() }
    sinceRestart = min(sinceRestart + 1, 1_000)
    let isEarly = sinceRestart > Self.settlingGaps && late.share(atNs: timeNs) ?? 1 < earlyShare
    skippedShare += ((isEarly ? 1 : 0) - skippedShare) / Self.memory
    if isEarly {
      takeEarly(late.share(atNs: timeNs) ?? 1)
      return isDoubling ? .bounce : .magnet
    }
    let share = late.share(atNs: timeNs) ?? 0
    late.take(atNs: timeNs)
    let isKnown = takeDue(share)
    knownShare += ((isKnown ? 1 : 0) - knownShare) / Self.memory
    return isKnown && !isDoubling ? .magnetAfterBounce : .magnet
  }

  private var earlyShare: Double {
    if late.dueNs ?? .infinity > longestGapNs { return Self.soonestStep }
    return min(Self.earlyShares.most, max(Self.earlyShares.least, 0.5 * (1 + position)))
  }

  private mutating func takeEarly(_ share: Double) {
    switch early {
    case .none: early = .seen(share, isSecond: false)
    case .due: early = .seen(share, isSecond: true)
    // More than one in a gap is not a double.
    case .seen: early = .none
    }
  }

  /// An arrival that was not early.
  /// - Returns: whether an earlier one proved to be a bounce.
  private mutating func takeDue(_ share: Double) -> Bool {
    guard Self.dueShares.contains(share) else {
      early = .none
      return false
    }
    switch early {
    case .none: return false
    case .seen(let before, let isSecond):
      early = .due
      guard !isSecond || every.isToAndFro else { return false }
      placed = min(placed + 1, 100)
      seenPosition += max(Self.positionGain, 1 / Double(placed)) * (before - seenPosition)
      return isSecond && know()
    case .due:
      early = .none
      return know()
    }
  }

  /// An arrival proves to be a bounce if leaving it out makes the rhythm smoother and it cannot be a magnet whose
  /// neighbour is missed.
  private mutating func know() -> Bool {
    guard late.roughness < Self.smootherShare * every.roughness else { return false }
    guard seenPosition < Self.doubtfulPosition, marks != 3 || !Self.thirdShares.contains(seenPosition) else {
      ambiguous &+= 1
      return false
    }
    position = seenPosition
    known += 1
    sinceEarly = 0
    if !isDoubling { passed &+= 1 }
    return true
  }

  private mutating func decide() {
    if sinceEarly > Self.forgiving {
      known = 0
      if !isCertain { isDoubling = false }
      sinceEarly = 0
    }
    if known >= Self.convincing { isDoubling = true }
    if skippedShare > Self.mostSkipped, knownShare < Self.leastKnown, every.roughness < Self.plainRoughness {
      skippedShare = 0
      late = every
    }
    guard every.compared >= Self.leastCompared, every.jumpy > Self.jumpyShare,
      !(marks == 3 && every.isOneAndTwo),
      pairs.roughness < Self.convincingShare * every.roughness,
      pairs.roughness < Self.convincingShare * late.roughness
    else { return }
    guard let pair = every.newestPair, pair.firstNs + pair.secondNs < longestGapNs else { return }
    // Half of the arrivals since it began.
    if !isDoubling { passed &+= every.compared / 2 }
    isDoubling = true
    known = Self.convincing
    late = pairs
    late.end(atNs: newestNs)
    // The shorter part is that from a magnet to its second closing.
    position = min(pair.firstNs, pair.secondNs) / (pair.firstNs + pair.secondNs)
    late.adopt(pair)
  }

  /// The rhythm of all arrivals, and the roughness of the smoothest hypothesis about them.
  package var rhythm: RhythmFigures {
    RhythmFigures(
      roughness: every.roughness, turning: every.turning, count: every.compared,
      leastRoughness: min(every.roughness, min(late.roughness, pairs.roughness)),
      isDoubling: isDoubling,
      isSlow: every.dueNs ?? 0 > longestGapNs)
  }
}
