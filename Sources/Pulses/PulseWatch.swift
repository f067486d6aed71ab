// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether pulses look like magnets moved by a person. Must not know: displays, the log.

/// How much the dwell varies from pass to pass.
package struct DwellFigures: Sendable, Equatable, BitwiseCopyable {
  /// Mean relative difference.
  package var scatter: Double
  /// Observed passes.
  package var count: Int
}

/// Collects evidence against pulses.
package struct PulseWatch: Sendable {
  /// A finding counts as present for this long, nanoseconds.
  private static let presentNs: Int64 = 60_000_000_000
  /// Fewer changes are not sufficient evidence.
  private static let leastChanges = 24
  /// A belt's gaps change by less than a quarter from one to the next (mean square), and fast changes continue in the
  /// same direction; of random gaps, half of the changes are reversed by the next one. A contact that closes twice
  /// does that too, but without its second closings it is smooth.
  private static let chatterRoughness = 0.06
  /// If gaps are as long as steps, a strong swing makes them differ by up to 0.1.
  private static let slowRoughness = 0.11
  /// Changes that are reversed more often than by chance are a rhythm: steps that fall on short and long gaps
  /// alternately.
  private static let chatterTurning = -0.56 ... -0.25
  private static let chatterLeast = 0.025
  private static let doublingLeast = 0.045
  /// This many more pulses with one of them than without: a contact's rhythm is found sooner.
  private static let lasting = 36
  /// On a belt, the dwell's share of a gap varies by a tenth from pass to pass, with a single magnet by a third.
  private static let chatterDwell = 0.5

  private var train: TrainWatch
  private var chatterNs: Int64?
  /// Pulses with either, minus those without.
  private var jumping = 0
  private var first: Suspicion?

  init(wheel: MagnetWheel, limits: BeltLimits, arcs: ArcRange) {
    let fromRestMps = limits.endSpeedMps(travelM: arcs.longestM, durationS: .infinity)
    let leastS = limits.leastTimeS(travelM: arcs.shortestM, fromMps: fromRestMps)
    train = TrainWatch(wheel: wheel, impossibleNs: Nanoseconds(seconds: leastS).count)
  }

  /// An arrival of any kind.
  mutating func arrive(atNs timeNs: Int64) {
    train.arrive(atNs: timeNs)
    note(atNs: timeNs)
  }

  /// An arrival taken for a magnet.
  /// - Parameter isBouncing: whether the levels show a bouncing contact: then the rhythm adds no evidence.
  mutating func pulse(atNs timeNs: Int64, rhythm: RhythmFigures, contact: DwellFigures, isBouncing: Bool) {
    let jumps =
      !isBouncing && rhythm.count >= Self.leastChanges
      && rhythm.roughness > (rhythm.isSlow ? Self.slowRoughness : Self.chatterRoughness)
      && Self.chatterTurning.contains(rhythm.turning / rhythm.roughness)
      && rhythm.leastRoughness > (rhythm.isDoubling ? Self.doublingLeast : Self.chatterLeast)
    let isUnsteady = contact.count >= Self.leastChanges && contact.scatter > Self.chatterDwell
    jumping = max(0, jumping + (jumps || isUnsteady ? 1 : -1))
    guard jumping >= Self.lasting else { return }
    jumping = Self.lasting
    chatterNs = timeNs
    note(atNs: timeNs)
  }

  private mutating func note(atNs timeNs: Int64) {
    if first == nil { first = suspicion(atNs: timeNs) }
  }

  /// The first reason found; nil if there is none.
  var suspicion: Suspicion? { first }

  /// What was found in the minute before `timeNs`.
  func suspicion(atNs timeNs: Int64) -> Suspicion? {
    if isPresent(train.regularNs, timeNs) { return Suspicion(.regular, frequencyHz: train.frequencyHz) }
    if isPresent(train.impossibleSeenNs, timeNs) { return Suspicion(.impossible) }
    if isPresent(chatterNs, timeNs) { return Suspicion(.chatter) }
    return nil
  }

  private func isPresent(_ seenNs: Int64?, _ nowNs: Int64) -> Bool {
    guard let seenNs else { return false }
    return Nanoseconds(from: seenNs, to: nowNs).count <= Self.presentNs
  }
}
