// SPDX-License-Identifier: Apache-2.0
//
// Owns: the table of walks mistaken for a fault. Must not know: how a walk differs from a fault.

import Motion
import Pulses
import Sets
import Simulation

/// Real motion of a belt that was marked as suspect.
struct FalseAlarms: Sendable {
  var sets = 0
  var marked = 0
  var alerts = 0
  var runs = 0
  /// The first of them.
  private(set) var example: String?

  mutating func add(_ scenario: Scenario, seed: UInt64) {
    let run = SimulatedRun(scenario, seed: seed)
    let path = WholePath(run.recording, profile: scenario.profile, rules: SetRules())
    sets += path.sets.count
    let doubted = path.sets.filter { $0.suspicion != nil }.count
    marked += doubted
    runs += 1
    if path.alarm.isRaised { alerts += 1 }
    if example == nil, doubted > 0 || path.alarm.isRaised { example = "\(scenario.summary), seed \(seed)" }
  }
}

enum FalseAlarmTable {
  /// Scenarios with something in common.
  private struct Row: Sendable {
    var name: String
    var scenarios: [Scenario]
    var isAsked = true
    var alarms = FalseAlarms()
  }

  static func add(to report: inout Report, _ measured: [CellErrors], seeds: ClosedRange<UInt64>) async throws
  {
    let rows = try await concurrently(try gaits() + wheels() + [extremes(), catalogue(), machineLike()]) {
      row in
      var row = row
      for scenario in row.scenarios {
        for seed in seeds { row.alarms.add(scenario, seed: seed) }
      }
      return row
    }
    var table = Table(["walks", "runs", "sets", "marked", "runs with an alert", "must", "goal", "verdict"])
    func show(_ name: String, _ alarms: FalseAlarms, isAsked: Bool = true) {
      let verdict = report.judge(
        "walks not believed, \(name)\(alarms.example.map { " (\($0))" } ?? "")",
        Double(alarms.marked + alarms.alerts),
        by: isAsked ? Targets.noneAtAll : nil)
      table.row(
        [name, "\(alarms.runs)", "\(alarms.sets)", "\(alarms.marked)", "\(alarms.alerts)"] + verdict)
    }
    for row in rows { show(row.name, row.alarms, isAsked: row.isAsked) }
    if !measured.isEmpty {
      var alarms = FalseAlarms()
      for cell in measured {
        alarms.runs += cell.sets.distance.count
        alarms.sets += cell.sets.distance.count
        alarms.marked += cell.sets.suspect
      }
      show("all sets of section 3, arrivals only", alarms)
    }
    report.table(table)
  }

  private static func scenario(_ cell: Cell) throws -> Scenario {
    let isSlow = cell.kind == .motorisedOff
    var scenario = try cell.scenario(ending: isSlow ? .standsStill : .stepsOff, restS: isSlow ? 15 : 40)
    scenario.bothTransitions = true
    return scenario
  }

  /// The cells of the tables above.
  private static func gaits() throws -> [Row] {
    try [CellGait.matched, .strong, .mismatched, .sharp].map {
      Row(
        name: "cells of section \($0 == .matched || $0 == .strong ? 1 : 2), \($0.rawValue) gait",
        scenarios: try Cell.all($0).map(scenario))
    }
  }

  /// Other wheels: marks at 1:2:4, and treadmills' own discs.
  private static func wheels() throws -> [Row] {
    var arcs = InlineArray<16, Double>(repeating: 0)
    (arcs[0], arcs[1], arcs[2]) = (1, 2, 4)
    let wheel = try MagnetWheel(circumferenceM: 0.18, magnets: 3, relativeArcs: arcs)
    var uneven: [Scenario] = []
    for gait in [CellGait.matched, .mismatched] {
      for speed in [0.3, 0.8, 1.2] {
        for direction in [BeltDirection.forward, .backward] {
          var scenario = try scenario(Cell(speedMps: speed, magnets: 3, gait: gait))
          scenario.profile.wheel = wheel
          scenario.direction = direction
          uneven.append(scenario)
        }
      }
    }
    let discs = try FaultSetup.discs.flatMap { setup in
      try [CellGait.matched, .mismatched].map { gait in
        var scenario = try FaultCase("disc") { _ in }.scenario(setup)
        scenario.gait = gait.gait
        return scenario
      }
    }
    return [
      Row(name: "3 magnets, arcs 1:2:4, forward and backward", scenarios: uneven),
      Row(name: "slotted discs", scenarios: discs),
    ]
  }

  /// Very slow, very fast, many magnets, an occasional missed magnet.
  private static func extremes() throws -> Row {
    let cells =
      [(0.1, 4), (1.6, 4), (1.2, 16), (2, 4)].map { Cell(speedMps: $0, magnets: $1, gait: .matched) }
      + [(4.5, 1), (4.5, 4), (6, 8)].map { Cell(speedMps: $0, magnets: $1, gait: .matched, kind: .slatBelt) }
    var scenarios = try cells.map(scenario)
    scenarios += try [0.3, 0.8, 1.2].map {
      var scenario = try scenario(Cell(speedMps: $0, magnets: 4, gait: .mismatched))
      scenario.faults.miss = 0.01
      scenario.faults.bounce = 0.01
      return scenario
    }
    return Row(name: "0.1 to 6 m/s, and with 1 % missed and bounced", scenarios: scenarios)
  }

  /// Every named scenario with a faultless sensor: hand spins, bumps, sprints, rests, reversals.
  private static func catalogue() throws -> Row {
    Row(
      name: "the named scenarios with a sound sensor",
      scenarios: try ScenarioCatalogue.soundNames.map {
        var scenario = try ScenarioCatalogue.scenario($0)
        scenario.bothTransitions = true
        return scenario
      })
  }

  /// Steadier than people are: no such walk is known on a belt without a motor.
  private static func machineLike() throws -> Row {
    Row(
      name: "a swing of 4 %, a drift of 1 %, even steps",
      scenarios: try [0.5, 0.8, 1.2].map {
        var scenario = try scenario(Cell(speedMps: $0, magnets: 4, gait: .matched))
        scenario.gait.walkRipple = (0.04, 0.01)
        scenario.gait.stepTimeCv = 0.01
        scenario.gait.drift = 0.01
        return scenario
      }, isAsked: false)
  }
}
