// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a hub has done since it started, for Prometheus. Must not know: who reads it.

import Synchronization
import Text

final class HubFigures: Sendable {
  let batches = Atomic<Int64>(0)
  let records = Atomic<Int64>(0)
  let refusedRecords = Atomic<Int64>(0)
  let refusedRequests = Atomic<Int64>(0)
  let databaseFaults = Atomic<Int64>(0)

  /// In Prometheus' text format.
  func text(waiting: Int) -> String {
    let counters: [(String, String, Int64)] = [
      ("batches_total", "Batches that were committed.", batches.load(ordering: .relaxed)),
      ("records_total", "Records in them.", records.load(ordering: .relaxed)),
      ("refused_records_total", "Records that were not taken.", refusedRecords.load(ordering: .relaxed)),
      (
        "refused_requests_total", "Requests without a valid signature.",
        refusedRequests.load(ordering: .relaxed)
      ),
      (
        "database_faults_total", "Requests that the database did not carry out.",
        databaseFaults.load(ordering: .relaxed)
      ),
    ]
    let lines = counters.map { name, help, value in
      "# HELP deadmill_hub_\(name) \(help)\n# TYPE deadmill_hub_\(name) counter\ndeadmill_hub_\(name) \(value)\n"
    }
    return lines.joined()
      + "# HELP deadmill_hub_waiting Requests that wait for the database or are carried out.\n"
      + "# TYPE deadmill_hub_waiting gauge\ndeadmill_hub_waiting \(waiting)\n"
  }
}
