// SPDX-License-Identifier: Apache-2.0
//
// Owns: one set of two that were one walk, and two of one that was two. Must not know: who asks, configurations.
//
// Both are computed from the raw pulses with the calibration that the log has for them. The sets that they take the place
// of stay in the log, out of sight.

import Motion
import Pulses
import SetLog
import Sets

/// Where a set is split.
package enum SplitPoint: Sendable, Equatable {
  /// So many seconds after its start.
  case afterS(Double)
  /// In the longest pause.
  case longestPause
}

/// Merges and splits sets of a log.
package struct SetParts {
  private let log: SetLog

  package init(_ log: SetLog) { self.log = log }

  /// Makes one set of two.
  /// - Returns: the new set.
  package func merge(_ a: String, _ b: String) throws(SetLogError) -> SetRecord {
    let pair = [try log.setInForce(a), try log.setInForce(b)].sorted { $0.startedAt < $1.startedAt }
    let (first, second) = (pair[0], pair[1])
    try checkMatch(first, second)
    let edges = try joined(first, second)
    var base = first
    base.id = UUIDv7.make(
      unixMs: first.startedAt.unixMs, hashing: "merge \(first.id) \(second.id)".utf8)
    let secondShiftNs = Self.shiftNs(of: second, to: first)
    base.endedAt = second.endedAt
    base.clock.monotonicEndNs = second.clock.monotonicEndNs &+ secondShiftNs
    base.quality.endReason = second.quality.endReason
    base.quality.recovered = first.quality.recovered || second.quality.recovered
    base.walker = first.walker ?? second.walker
    base.protocol = first.protocol ?? second.protocol
    base.accepted = first.accepted ?? second.accepted
    base.rpe = second.rpe ?? first.rpe
    base.pain = [first.pain, second.pain].compactMap { $0 }.max()
    let notes = [first.note, second.note].compactMap { $0 }
    base.note = notes.isEmpty ? nil : String(notes.joined(separator: "; ").prefix(SetNote.longestText))
    let calibration = try calibration(second)
    var entry = try entry(base, edges, second.quality.endReason, calibration)
    entry.heartRate = try joinedHeartRate(first, second)
    try log.replace([first, second], with: [entry], as: .merge)
    return entry.record
  }

  private func checkMatch(_ first: SetRecord, _ second: SetRecord) throws(SetLogError) {
    let name = "sets \(first.id) and \(second.id)"
    func refuse(_ reason: String) -> SetLogError { .refused(name, reason: reason) }
    guard first.id != second.id else { throw refuse("they are the same set") }
    guard first.machine == second.machine else { throw refuse("they are of two machines") }
    guard !first.isEntered, !second.isEntered else {
      throw refuse("one was entered by hand and has no pulses; edit it instead")
    }
    if let a = first.walker, let b = second.walker, a != b {
      throw refuse("they belong to \(a) and \(b); claim one of them first")
    }
    let gapMs = second.startedAt.unixMs - first.endedAt.unixMs
    guard gapMs >= 0 else { throw refuse("they overlap in time") }
    guard gapMs < SetRules().sessionGapNs / 1_000_000 else {
      throw refuse("there is half an hour or more between them: that was no one walk")
    }
    var between = SetFilter()
    between.machine = first.machine
    between.since = first.endedAt
    between.until = second.startedAt
    if let other = try log.history(between, limit: 1).sets.first, other.id != second.id {
      throw refuse("set \(other.id) lies between them; merge that one first")
    }
  }

  /// The pulses of both on the first one's clock, numbered as if none had come between.
  private func joined(_ first: SetRecord, _ second: SetRecord) throws(SetLogError) -> [Edge] {
    if first.clock.bootId != second.clock.bootId,
      !first.clock.quality.isSynchronised || !second.clock.quality.isSynchronised
    {
      throw .refused(
        "sets \(first.id) and \(second.id)",
        reason: "the computer was restarted between them, and the clock was not sure")
    }
    var edges = try log.edges(of: first.id)
    let own = try log.edges(of: second.id)
    let shiftNs = Self.shiftNs(of: second, to: first)
    let lastSequence = edges.last?.sequence ?? 0
    let shift = lastSequence &+ 1 &- (own.first?.sequence ?? 0)
    for var edge in own {
      edge.timestampNs &+= shiftNs
      // 0 is unknown.
      edge.sequence = lastSequence == 0 || edge.sequence == 0 ? 0 : edge.sequence &+ shift
      edges.append(edge)
    }
    return edges
  }

  /// What straps sent during both, on the first one's clock. The second has seconds before its start, which the first may
  /// have as well.
  private func joinedHeartRate(_ first: SetRecord, _ second: SetRecord) throws(SetLogError)
    -> [HeartRateSample]
  {
    var samples = try log.heartRateSamples(of: first.id)
    let shiftNs = Self.shiftNs(of: second, to: first)
    for var sample in try log.heartRateSamples(of: second.id) {
      sample.timestampNs &+= shiftNs
      if samples.last.map({ $0.timestampNs < sample.timestampNs }) ?? true { samples.append(sample) }
    }
    return samples
  }

  /// From the clock of one set to that of another; nothing within a boot.
  private static func shiftNs(of record: SetRecord, to other: SetRecord) -> Int64 {
    guard record.clock.bootId != other.clock.bootId else { return 0 }
    func zeroNs(_ record: SetRecord) -> Int64 {
      record.startedAt.unixMs &* 1_000_000 &- record.clock.monotonicNs
    }
    return RawPulses.rounded(zeroNs(record) &- zeroNs(other))
  }

  /// Makes two sets of one.
  /// - Returns: the new sets, in the order of time.
  package func split(_ id: String, at point: SplitPoint) throws(SetLogError) -> [SetRecord] {
    let record = try log.setInForce(id)
    guard !record.isEntered else {
      throw .refused(
        "set \(record.id)", reason: "it was entered by hand and has no pulses; discard it and enter two")
    }
    let edges = try log.edges(of: record.id)
    let cutNs = try cutNs(point, record, edges)
    let parts = [edges.filter { $0.timestampNs < cutNs }, edges.filter { $0.timestampNs >= cutNs }]
    let calibration = try calibration(record)
    let heartRate = try log.heartRateSamples(of: record.id)
    var entries: [SetEntry] = []
    for (number, part) in parts.enumerated() {
      var base = record
      base.id = UUIDv7.make(
        unixMs: record.startedAt.unixMs
          &+ (number == 0 ? 0 : (cutNs &- record.clock.monotonicNs) / 1_000_000),
        hashing: "split \(record.id) \(number) \(cutNs)".utf8)
      base.indexInSession = record.indexInSession + number
      if number == 0 {
        base.quality.endReason = .stopped
      } else {
        // What was said afterwards stays with the first; exertion and pain are of both.
        base.note = nil
        base.quality.recovered = record.quality.recovered
      }
      var entry = try entry(base, part, base.quality.endReason, calibration)
      entry.heartRate = heartRate.filter { number == 0 ? $0.timestampNs < cutNs : $0.timestampNs >= cutNs }
      if let before = entries.last?.record {
        entry.record.restBeforeS =
          Nanoseconds(from: before.clock.monotonicEndNs, to: entry.record.clock.monotonicNs).notNegative
          .seconds
      }
      entries.append(entry)
    }
    try log.replace([record], with: entries, as: .split)
    return entries.map(\.record)
  }

  private func cutNs(_ point: SplitPoint, _ record: SetRecord, _ edges: [Edge]) throws(SetLogError) -> Int64 {
    switch point {
    case .afterS(let seconds):
      guard seconds > 0, seconds < record.durationS else {
        throw .refused(
          "set \(record.id)",
          reason: "it lasts \(Int(record.durationS.rounded())) s; split it at a time within")
      }
      return record.clock.monotonicNs &+ Nanoseconds(roundingSeconds: seconds).count
    case .longestPause:
      let gaps = zip(edges, edges.dropFirst()).map { ($0.0.timestampNs, $0.1.timestampNs) }
      guard let longest = gaps.max(by: { $0.1 &- $0.0 < $1.1 &- $1.0 }) else {
        throw .refused("set \(record.id)", reason: "it has too few pulses to be split")
      }
      return longest.1
    }
  }

  private func calibration(_ record: SetRecord) throws(SetLogError) -> CalibrationRecord {
    guard let calibration = try log.calibration(id: record.calibrationId) else {
      throw .refused("set \(record.id)", reason: "its calibration is gone")
    }
    return calibration
  }

  /// A set of these pulses with everything that the base has from people.
  private func entry(
    _ base: SetRecord, _ edges: [Edge], _ reason: EndReason, _ calibration: CalibrationRecord
  ) throws(SetLogError) -> SetEntry {
    guard let profile = StoredProfile.profile(of: calibration) else {
      throw .refused(
        "set \(base.id)", reason: "this program does not know its calibration and cannot compute with it")
    }
    let walker = SetWalker(nil, configuredMassKg: base.walkerMassKg)
    let collected = CollectedSet(edges: edges, reason: reason.setEndReason ?? .stopped)
    guard let analysed = collected.analysed(profile, walker: walker.load), analysed.figures.distanceM > 0
    else {
      throw .refused("the split", reason: "a part would have no walk in it; choose another time")
    }
    var record = RecordBuilder(machine: base.machine, profile: profile).recomputed(base, analysed.figures)
    record.calibrationId = calibration.id
    return SetEntry(record: record, trace: analysed.trace, calibration: calibration, edges: edges)
  }
}
