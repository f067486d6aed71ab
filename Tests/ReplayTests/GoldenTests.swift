// SPDX-License-Identifier: Apache-2.0
//
// Owns: the committed results of every scenario. A change of behaviour shows as a difference of numbers: `make
// replay` rewrites them, and the difference is reviewed like code.

import Foundation
import Motion
import SetKeeping
import SetLog
import Sets
import Simulation
import Testing

private let folder: String = {
  var url = URL(fileURLWithPath: #filePath)
  url.deleteLastPathComponent()
  return url.appendingPathComponent("Goldens").path
}()

/// The sets of a recording as a table, rounded to reviewable digits.
private func table(_ run: SimulatedRun, _ scenario: Scenario) -> String {
  func round(_ value: Double?, _ digits: Int) -> String {
    guard let value else { return "" }
    return String(format: "%.\(digits)f", value)
  }
  var text =
    "set,start_s,duration_s,distance_m,distance_sd_m,mean_mps,max_mps,power_w,power_sd_w,work_j,fade,steps,direction,"
    + "pulses,missed,refined\n"
  for record in RecordedSetFinder.find(
    in: run.recording, machine: "golden", profile: scenario.profile, walker: scenario.walker)
  {
    let fields = [
      "\(record.indexInSession)", round(Double(record.clock.monotonicNs) / 1e9, 4),
      round(record.durationS, 4),
      round(record.distanceM, 4), round(record.distanceSdM, 4), round(record.meanSpeedMps, 5),
      round(record.maxSpeedMps, 5), round(record.meanPowerW, 2), round(record.powerSdW, 2),
      round(record.workJ, 1), round(record.fade, 4), record.steps.map { "\($0)" } ?? "",
      record.direction?.rawValue ?? "",
      "\(record.quality.pulses)", record.quality.missed.map { "\($0)" } ?? "",
      "\(record.quality.endIsRefined)",
    ]
    text += fields.joined(separator: ",") + "\n"
  }
  return text
}

/// The estimate every five seconds, rounded likewise.
private func liveTable(_ run: SimulatedRun, _ scenario: Scenario) -> String {
  func round(_ value: Double?, _ digits: Int) -> String {
    value.map { String(format: "%.\(digits)f", $0) } ?? ""
  }
  var text =
    "time_s,distance_m,speed_mps,speed_sd_mps,display_mps,display_sd_mps,power_w,power_sd_w,cadence_spm,"
  text += "direction,missed,discarded,phase\n"
  ReplayTable.run(run.recording, profile: scenario.profile, walker: scenario.walker, rateHz: 0.2) { row in
    let motion = row.snapshot.motion
    let fields = [
      round(Double(row.timeNs) / 1e9, 0), round(motion.distanceM, 3), round(motion.speedMps, 4),
      round(motion.speedSdMps, 4), round(motion.displaySpeedMps, 4), round(motion.displaySpeedSdMps, 4),
      round(motion.powerW, 1), round(motion.powerSdW, 1), round(motion.cadenceSpm, 1),
      motion.direction.map { "\($0)" } ?? "", "\(motion.repairs.missed)", "\(motion.repairs.discarded)",
      "\(row.snapshot.phase)",
    ]
    text += fields.joined(separator: ",") + "\n"
  }
  return text
}

/// Compares with a committed file, or rewrites it on request.
private func compare(_ found: String, _ name: String) throws {
  let path = folder + "/\(name).csv"
  if ProcessInfo.processInfo.environment["DEADMILL_RECORD"] == "1" {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(found.utf8).write(to: URL(fileURLWithPath: path))
  }
  #expect(found == (try String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8)))
}

@Test("every scenario gives the committed results", arguments: ScenarioCatalogue.names)
func goldens(name: String) throws {
  let scenario = try ScenarioCatalogue.scenario(name)
  let run = SimulatedRun(scenario, seed: 1)
  try compare(table(run, scenario), name)
  try compare(liveTable(run, scenario), name + "-live")
}
