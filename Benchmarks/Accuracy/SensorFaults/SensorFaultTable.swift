// SPDX-License-Identifier: Apache-2.0
//
// Owns: the table of sensor faults. Must not know: how a fault works, how a set is found.

import Motion
import Pulses
import Simulation

enum SensorFaultTable {
  /// A case with both transitions recorded, and with one.
  private struct Row: Sendable {
    var fault: FaultCase
    var both = FaultOutcome()
    var one = FaultOutcome()

    mutating func measure(seeds: ClosedRange<UInt64>) throws {
      for setup in fault.setups {
        let scenario = try fault.scenario(setup)
        for seed in seeds {
          let run = SimulatedRun(scenario, seed: seed)
          let name = "\(setup.name), seed \(seed)"
          add(run, run.recording, scenario, name, .bothTransitions, to: &both)
          if fault.needsBoth || fault.answersAtOpening && setup.isHeldForHalf { continue }
          add(run, run.recording.arrivals, scenario, name, .oneTransition, to: &one)
        }
      }
    }

    private func add(
      _ run: SimulatedRun, _ recording: Recording, _ scenario: Scenario, _ name: String,
      _ allowed: FaultAllowance, to outcome: inout FaultOutcome
    ) {
      let noise = run.truth.disturbances.filter { $0.kind != .rocking }.map(\.stretch)
      let noiseEdges = recording.edges.count { edge in noise.contains { $0.contains(edge.timestampNs) } }
      outcome.add(
        WholePath(recording, profile: scenario.profile, rules: fault.rules), run.truth, allowed: allowed,
        arcM: scenario.profile.wheel.meanArcM, noiseEdges: noiseEdges, name: name)
    }
  }

  /// A table for each group, since different columns are of interest.
  static func add(to report: inout Report, seeds: ClosedRange<UInt64>) async throws {
    let measured = try await concurrently(FaultCase.all.map { Row(fault: $0) }) { row in
      var row = row
      try row.measure(seeds: seeds)
      return row
    }
    for group in FaultGroup.allCases {
      report.text(group.title)
      let columns = columns(group)
      var table = Table(["fault", "amount", "transitions"] + columns.map(\.heading) + ["must", "verdict"])
      for row in measured where row.fault.group == group {
        for (outcome, transitions) in [(row.both, "both"), (row.one, "one")] where outcome.runs > 0 {
          let verdict = judge(&report, row.fault, outcome, transitions)
          table.row(
            [row.fault.name, row.fault.amount, transitions] + columns.map { $0.value(outcome) }
              + [verdict.must, verdict.verdict])
        }
      }
      report.table(table)
    }
  }

  private typealias Column = (heading: String, value: (FaultOutcome) -> String)

  private static func columns(_ group: FaultGroup) -> [Column] {
    let runs: Column = ("runs", { "\($0.runs)" })
    let ghosts: [Column] = [
      ("false sets", { "\($0.ghosts)" }), ("false, marked", { "\($0.markedGhosts)" }),
    ]
    let alerts: Column = ("runs with an alert", { "\($0.alerts)" })
    let walks: [Column] = [
      ("distance: mean, %", { fixed($0.distance.meanMagnitude, 2) }),
      ("worst, %", { fixed($0.distance.worst, 2) }),
      ("of what is allowed", { fixed($0.ofAllowed.worst, 2) }),
      ("within 95 %, %", { percent($0.coverage.share, 0) }),
      ("not found", { "\($0.lost)" }), ("in pieces", { "\($0.split)" }),
      ("walked, but marked", { "\($0.doubted)" }),
    ]
    switch group {
    case .contact: return [runs] + walks + [alerts]
    case .emptyBelt: return [runs] + ghosts + [alerts]
    case .belt: return [runs] + walks + [("end: worst, s", { fixed($0.end.worst, 2) })] + ghosts + [alerts]
    }
  }

  /// All targets of a row as one word; each miss has its own line in the list of misses, with a run.
  private static func judge(
    _ report: inout Report, _ fault: FaultCase, _ outcome: FaultOutcome, _ transitions: String
  ) -> (must: String, verdict: String) {
    let row = "\(fault.name), \(fault.amount), \(transitions) transition\(transitions == "one" ? "" : "s")"
    var musts: [String] = []
    var words: [String] = []
    func ask(
      _ miss: FaultMiss, _ what: String, _ value: Double, _ must: String,
      by target: Target = Targets.noneAtAll
    ) {
      let example = outcome.examples[miss].map { " (\($0))" } ?? ""
      musts.append(must)
      words.append(report.judge("\(what), \(row)\(example)", value, by: target)[2])
    }
    switch fault.question {
    case .distance, .oneSet, .distanceAndTime:
      ask(
        .distance, "distance, share of what is allowed", outcome.ofAllowed.worst, "distance",
        by: Targets.faultDistance)
      ask(.pieces, "walked sets in pieces", Double(outcome.split), "one set")
      ask(.doubted, "walked sets that are marked", Double(outcome.doubted), "not marked")
    case .noSet, .nothing: break
    }
    if fault.question == .distanceAndTime {
      ask(.end, "end of a set, s", outcome.end.worst, "end", by: Targets.faultEnd)
    }
    if fault.question != .nothing {
      ask(.ghost, "false sets", Double(outcome.ghosts), "no false set")
    }
    if fault.mustAlert { ask(.alert, "alerts missing", Double(outcome.silent), "alert") }
    let verdict = words.contains(Verdict.missed.rawValue) ? Verdict.missed : words.isEmpty ? .none : .met
    return (musts.isEmpty ? "–" : musts.joined(separator: ", "), verdict.rawValue)
  }
}

extension Recording {
  /// As from a kernel of which only one transition was requested.
  fileprivate var arrivals: Recording {
    var recording = self
    recording.edges = edges.filter { $0.transition == .falling }
    for index in recording.edges.indices { recording.edges[index].sequence = Int64(index + 1) }
    return recording
  }
}
