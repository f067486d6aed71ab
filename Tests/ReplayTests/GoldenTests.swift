// SPDX-License-Identifier: Apache-2.0
//
// Owns: the committed results of every scenario. A change of behaviour shows as a difference of numbers:
// `make replay` rewrites them, and the difference is reviewed like code.

import Daemon
import Foundation
import SetLog
import Simulation
import Testing

private let folder: String = {
  var url = URL(fileURLWithPath: #filePath)
  url.deleteLastPathComponent()
  return url.appendingPathComponent("Goldens").path
}()

/// The sets of a recording as a table, rounded to what is worth reviewing.
private func table(_ run: SimulatedRun, _ scenario: Scenario) -> String {
  func round(_ value: Double?, _ digits: Int) -> String {
    guard let value else { return "" }
    return String(format: "%.\(digits)f", value)
  }
  var text =
    "set,start_s,duration_s,distance_m,distance_sd_m,mean_mps,max_mps,power_w,power_sd_w,work_j,pulses,refined\n"
  for record in OfflineSets.find(in: run.recording, machine: "golden", profile: scenario.profile) {
    let fields = [
      "\(record.indexInSession)", round(Double(record.clock.monotonicNs) / 1e9, 4),
      round(record.durationS, 4),
      round(record.distanceM, 4), round(record.distanceSdM, 4), round(record.meanSpeedMps, 5),
      round(record.maxSpeedMps, 5), round(record.meanPowerW, 2), round(record.powerSdW, 2),
      round(record.workJ, 1),
      "\(record.quality.pulses)", "\(record.quality.endRefined)",
    ]
    text += fields.joined(separator: ",") + "\n"
  }
  return text
}

@Test("every scenario gives the committed results", arguments: ScenarioCatalogue.names)
func goldens(name: String) throws {
  let scenario = try ScenarioCatalogue.scenario(name)
  let found = table(SimulatedRun(scenario, seed: 1), scenario)
  let path = folder + "/\(name).csv"
  if ProcessInfo.processInfo.environment["DEADMILL_RECORD"] == "1" {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(found.utf8).write(to: URL(fileURLWithPath: path))
  }
  #expect(found == (try String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8)))
}
