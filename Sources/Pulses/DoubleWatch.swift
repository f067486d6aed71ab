// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether some arrivals stand twice for one magnet, told by the rhythm alone. Must not know: levels.
//
// Where a contact bounces for longer than mass and levels can tell, or where a recording has only one transition, a
// second arrival can pass for a magnet. Two ideas are followed side by side: every arrival is a magnet, or those that come
// long before the next magnet is due are not. The rhythm of a belt is smooth; the wrong idea's is not.

/// Ideas of the same arrivals, and which one the rhythm speaks for.
///
/// An arrival that came early is known for the bounce that it was two arrivals later: the next magnet came when it was
/// due, and the one after it as well. After some of them early arrivals are taken for bounces at once.
package struct DoubleWatch: Sendable {
  /// Where a second arrival of a magnet comes, as a share of the gap, before any was seen; it is looked for up to half
  /// the way from there to the next magnet.
  private static let usualPosition = 0.3
  private static let earlyShares = (least: 0.55, most: 0.72)
  private static let positionGain = 0.1
  /// Gaps after a start in which nothing is called early: a belt that starts halves its gaps.
  private static let settlingGaps = 3
  /// Where so many arrivals are skipped and so few of them are known for bounces, it is the gap that is due which is wrong:
  /// twice as long as the belt's.
  private static let mostSkipped = 0.4
  private static let leastKnown = 0.2
  /// A rhythm this rough is not that of a belt alone.
  private static let plainRoughness = 0.12
  private static let memory = 16.0
  /// At about half of a gap, the contact may have answered twice, or a magnet may not have been seen; later, a swing of the
  /// belt brings a magnet as early as that.
  private static let doubtfulPosition = 0.44
  /// The same with three marks, one of which is not seen: the gaps are then one and two arcs by turns.
  private static let thirdShares = 0.24...0.44
  private static let oftenFolded = 0.15
  /// Gaps of more than this share of a step can be short and long by turns because of the steps: but a swing of 35 % makes
  /// none of them shorter than this share of the one before.
  private static let longestStepShare = 0.25
  private static let soonestStep = 0.4
  /// Steps a second that come with each metre a second, besides one a second.
  private static let stepsPerM = 0.75
  /// A magnet that comes when it is due, as a share of the gap.
  private static let dueShares = 0.8...1.25
  /// Bounces that were known afterwards before they are known at once, and the pulses without one that end it.
  private static let convincing = 3
  private static let forgiving = 400
  /// A rhythm of which so many gaps jump, and that is far smoother with every second arrival left out.
  private static let jumpyShare = 0.7
  private static let convincingShare = 0.35
  /// The rhythm with a bounce left out is smoother at least by this.
  private static let smootherShare = 0.6
  private static let leastCompared = 24

  /// Nothing; an arrival that came early, after another pair or not; one that came early and one that came when it was due.
  private enum Early { case none, seen(Double, isSecond: Bool), due }

  /// Whether early arrivals are taken for bounces.
  package private(set) var isDoubling: Bool
  /// Arrivals that passed for magnets and were bounces.
  package private(set) var passed = 0
  /// Every arrival is a magnet; those that come early are none; every second one is none.
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
  /// Where early arrivals come that the next magnets have made likely for bounces.
  private var seenPosition = DoubleWatch.usualPosition
  /// Arrivals of which nobody can tell whether they were bounces or the magnet after them was not seen.
  package private(set) var ambiguous: Int64 = 0
  private var placed = 0
  private var known = 0
  private var sinceEarly = 0
  /// Running shares of the arrivals that came early, and of the magnets that came after a bounce.
  private var skippedShare = 0.0
  private var knownShare = 0.0
  private var sinceRestart = 0

  /// - Parameters:
  ///   - wheel: the rhythm of an uneven one is that of its arcs, that of a fine disc the places of its slots: neither says
  ///     anything of the contact.
  ///   - place: where in a gap the contact is known to answer a second time; nil where it is not known for that.
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

  /// What a second look at the same arrivals is to know of the contact from its beginning; nil where it bounced no longer
  /// than mass and levels tell.
  package var knownPosition: Double? { hasRhythm && (passed > 0 || isDoubling) ? position : nil }

  /// The belt may have stood: no gap reaches over it.
  mutating func restart(atNs timeNs: Int64) {
    every.restart(atNs: timeNs)
    late.restart(atNs: timeNs)
    pairs.restart(atNs: timeNs)
    isSecond = true
    sinceRestart = 0
    early = .none
  }

  /// What an arrival is by the rhythm.
  enum Verdict: Equatable { case magnet, bounce, magnetAfterBounce }

  /// Whether so many of the newest gaps are several in one that the others may as well be second answers.
  package var isOftenFolded: Bool { believed.foldedShare > Self.oftenFolded }

  /// Gaps of twice or three times what was due.
  package var folded: Int64 { believed.folded }

  private var believed: Rhythm { isDoubling ? late : every }

  /// One arrival that could be a magnet.
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
    // More than one in a gap is no double.
    case .seen: early = .none
    }
  }

  /// An arrival that did not come early.
  /// - Returns: whether one before it turned out to be a bounce.
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

  /// An arrival turned out to be a bounce, if leaving it out makes the rhythm smoother and it cannot be a magnet that is
  /// seen while its neighbour is not.
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
    // Half of what came since it began.
    if !isDoubling { passed &+= every.compared / 2 }
    isDoubling = true
    known = Self.convincing
    late = pairs
    late.end(atNs: newestNs)
    // The shorter way is the one from a magnet to its second answer.
    position = min(pair.firstNs, pair.secondNs) / (pair.firstNs + pair.secondNs)
    late.adopt(pair)
  }

  /// The rhythm of all arrivals, and the roughness of the smoothest idea of them.
  package var rhythm: RhythmFigures {
    RhythmFigures(
      roughness: every.roughness, turning: every.turning, count: every.compared,
      leastRoughness: min(every.roughness, min(late.roughness, pairs.roughness)),
      isDoubling: isDoubling,
      isSlow: every.dueNs ?? 0 > longestGapNs)
  }
}
