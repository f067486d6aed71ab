// SPDX-License-Identifier: Apache-2.0
//
// Owns: the tables of coverage in steady gait, starts, sprints and stops. Must not know: how it was measured.

import Foundation
import Simulation

enum CoverageTable {
  private struct Row: Sendable {
    var name: String
    var cells: [CoverageCell]
    var errors = CoverageErrors()
    var runs = 0
  }

  private static let speeds = [0.4, 0.65, 1, 1.5]
  private static let wheels: [(name: String, arcs: [[Double]])] = [
    ("1 magnet", even(1)), ("2 to 4 magnets", even(2, 3, 4)), ("6 to 16 magnets", even(6, 8, 16)),
    ("arcs 1:2:4 and 2:3:5:4", [[1, 2, 4], [2, 3, 5, 4]]),
  ]
  /// Pulses per step from which the speed within a step is visible.
  private static let seenPulsesPerStep = 3.2
  /// Errors within this many seconds count as one.
  private static let memoryS = 2.0

  private static func even(_ magnets: Int...) -> [[Double]] { magnets.map { Array(repeating: 1, count: $0) } }

  private static var irregular: Gait {
    var gait = Gait.nominal
    gait.stepTimeCv = 0.06
    gait.asymmetry = 0.08
    return gait
  }

  /// Rollers alternate, so that both meet every speed and wheel class.
  private static func cells(
    _ phase: MotionPhase, _ speeds: [Double], _ wheels: [[Double]], _ gait: Gait, drawsDrag: Bool = false
  ) -> [CoverageCell] {
    speeds.enumerated().flatMap { number, speed in
      wheels.enumerated().map { wheel, arcs in
        CoverageCell(
          phase: phase, speedMps: speed, arcs: arcs, circumferenceM: (number + wheel) % 2 == 0 ? 0.15 : 0.25,
          gait: gait, drawsDrag: drawsDrag)
      }
    }
  }

  private static func measure(_ rows: [Row], seeds: ClosedRange<UInt64>) async throws -> [Row] {
    let jobs = rows.indices.flatMap { row in rows[row].cells.map { (row, $0) } }
    let measured = try await concurrently(jobs) { job in
      var errors = CoverageErrors()
      for seed in seeds { try errors.add(job.1, seed: seed) }
      return errors
    }
    var rows = rows
    for (job, errors) in zip(jobs, measured) {
      rows[job.0].errors.merge(errors)
      rows[job.0].runs += seeds.count
    }
    return rows
  }

  static func addSteady(to report: inout Report, seeds: ClosedRange<UInt64>) async throws {
    var rows: [Row] = []
    for (gaitName, gait) in [
      ("matched", Gait.nominal), ("irregular", irregular), ("mismatched", .mismatched),
    ] {
      var unseen: [CoverageCell] = []
      for wheel in wheels {
        let all = cells(.steady, speeds, wheel.arcs, gait)
        unseen += all.filter { $0.pulsesPerStep < seenPulsesPerStep }
        let seen = all.filter { $0.pulsesPerStep >= seenPulsesPerStep }
        rows.append(Row(name: "\(wheel.name), \(gaitName)", cells: seen))
      }
      rows.append(Row(name: "fewer than 3.2 pulses a step, \(gaitName)", cells: unseen))
    }
    let runners = [1, 3, 4].map { magnets in
      CoverageCell(
        phase: .steady, speedMps: magnets == 3 ? 5.5 : 3.5, arcs: Array(repeating: 1, count: magnets),
        circumferenceM: 0.15, gait: irregular)
    }
    rows.append(Row(name: "runs of 3.5 and 5.5 m/s, irregular", cells: runners))
    let limits = Targets.coverageSteady
    add(try await measure(rows, seeds: seeds), secondsEach: 39, to: &report) { row, share, isSpeed in
      let isUnseen = isSpeed && row.cells.allSatisfy { $0.pulsesPerStep < seenPulsesPerStep }
      return max(0, limits.lowerBound - share, isUnseen ? 0 : share - limits.upperBound)
    }
  }

  static func addElse(to report: inout Report, seeds: ClosedRange<UInt64>) async throws {
    var rows: [Row] = []
    for (phase, name) in [
      (MotionPhase.start, "start"), (.stop, "stop, stands still"), (.coast, "stop, steps off"),
    ] {
      for wheel in wheels {
        rows.append(Row(name: "\(name), \(wheel.name)", cells: cells(phase, speeds, wheel.arcs, irregular)))
      }
    }
    for wheel in wheels.prefix(3) {
      rows.append(
        Row(name: "sprint, \(wheel.name)", cells: cells(.sprint, [3.5, 4.5, 5.5], wheel.arcs, irregular)))
      rows.append(
        Row(
          name: "stop after a run, steps off, \(wheel.name)",
          cells: cells(.coast, [3.5, 5.5], wheel.arcs, irregular)))
    }
    add(try await measure(rows, seeds: seeds), secondsEach: 5, to: &report) { _, share, _ in
      max(0, Targets.coverageElse - share)
    }
  }

  static func addDrawn(to report: inout Report, seeds: ClosedRange<UInt64>) async throws {
    let rows = wheels.map { wheel in
      Row(
        name: "\(wheel.name), irregular, drag drawn",
        cells: cells(.steady, [0.65, 1], Array(wheel.arcs.prefix(1)), irregular, drawsDrag: true))
    }
    // With a drawn drag, the errors of a whole run count as one.
    add(try await measure(rows, seeds: seeds), secondsEach: memoryS, to: &report) { _, share, _ in
      max(0, Targets.coverageSteady.lowerBound - share)
    }
  }

  /// - Parameter outside: by how much a share, %, is outside the target.
  private static func add(
    _ rows: [Row], secondsEach: Double, to report: inout Report, outside: (Row, Double, Bool) -> Double
  ) {
    var table = Table([
      "motion", "runs", "speed: within 95 %, %", "slow, %", "power, %", "power: mean error, %",
      "allowed, points",
      "verdict",
    ])
    for row in rows where row.runs > 0 {
      let errors = row.errors
      let independent = Double(row.runs) * secondsEach / memoryS
      let allowed = 200 * (0.95 * 0.05 / independent).squareRoot()
      var worst = Verdict.met
      for (figure, coverage) in [("speed", errors.speed), ("slow", errors.slow), ("power", errors.power)] {
        let share = 100 * coverage.share
        let off = outside(row, share, figure == "speed")
        let name = "coverage, \(figure), \(row.name): \(fixed(share, 1)) %, \(fixed(off, 1)) points outside"
        let verdict: Verdict = off <= allowed ? .met : .missed
        _ = report.judge(name, verdict)
        if verdict == .missed { worst = .missed }
      }
      table.row([
        row.name, "\(row.runs)", percent(errors.speed.share, 1), percent(errors.slow.share, 1),
        percent(errors.power.share, 1), percent(errors.powerBias, 2), fixed(allowed, 1), worst.rawValue,
      ])
    }
    report.table(table)
  }
}
