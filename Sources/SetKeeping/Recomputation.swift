// SPDX-License-Identifier: Apache-2.0
//
// Owns: recomputing old sets from their raw edges. Must not know: terminals, options.

import Motion
import Pulses
import SetLog
import Sets

/// The outcome for one set.
package enum RecomputedSet: Sendable {
  case changed(from: SetRecord, to: SetRecord)
  case unchanged(SetRecord)
  /// It belongs to another machine than the calibration.
  case otherMachine(SetRecord)
  /// Its raw edges cannot be read or hold no pulse; its figures stay as they are.
  case unreadable(SetRecord, reason: String)
}

/// Applies a machine's present calibration to its old sets. Former figures are kept.
package struct Recomputation {
  private let log: SetLog
  private let machine: String
  private let profile: MachineProfile
  private let configuredMassKg: Double?
  private let builder: RecordBuilder

  /// - Parameter configuredMassKg: of a walker who did not state one; nil for the usual mass.
  package init(log: SetLog, machine: String, profile: MachineProfile, configuredMassKg: Double? = nil) {
    self.configuredMassKg = configuredMassKg
    self.log = log
    self.machine = machine
    self.profile = profile
    builder = RecordBuilder(machine: machine, profile: profile)
  }

  /// One set.
  /// - Parameters:
  ///   - previousEndNs: the present end of the previous set in the session, for the rest between them.
  ///   - writes: false only reports what would change.
  package func recompute(_ record: SetRecord, previousEndNs: Int64?, writes: Bool) throws(SetLogError)
    -> RecomputedSet
  {
    guard record.machine == machine else { return .otherMachine(record) }
    // It has no pulses.
    guard !record.isEntered else { return .unchanged(record) }
    // With the body mass that the set was computed with; if its walker was erased, with the machine's.
    let walker = SetWalker(nil, configuredMassKg: record.walkerMassKg ?? configuredMassKg)
    let analysed: AnalysedSet
    do {
      let edges = try log.edges(of: record.id)
      guard
        let figures = CollectedSet(edges: edges, reason: .stopped).analysed(
          profile, walker: walker.load)
      else {
        return .unreadable(record, reason: "there is no pulse in it")
      }
      analysed = figures
    } catch {
      guard error.code == .damaged || error.code == .refused else { throw error }
      return .unreadable(record, reason: error.reason)
    }
    let finished = analysed.figures
    var fresh = builder.recomputed(record, finished)
    if record.restBeforeS != nil, let previousEndNs {
      fresh.restBeforeS = Nanoseconds(max(0, finished.startNs &- previousEndNs)).seconds
    }
    guard fresh != record else { return .unchanged(record) }
    if writes {
      try log.replace(
        fresh, trace: analysed.trace, calibration: builder.calibration,
        replacedAt: .now)
    }
    return .changed(from: record, to: fresh)
  }
}
