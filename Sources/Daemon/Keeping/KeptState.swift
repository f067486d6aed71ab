// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a machine's logging loop publishes for the displays. Must not know: how it comes about.

import SetKeeping
import Synchronization
import Training

/// Written by the logging loop after each turn, read by the displays.
final class KeptState: Sendable {
  private let kept: Mutex<(report: KeeperReport, training: TrainingState)>
  private let earlier = Mutex<EarlierRuns?>(nil)
  private let finishedTurns = Atomic<Int64>(0)

  init(_ training: TrainingProtocol) { kept = Mutex((KeeperReport(), TrainingState(training))) }

  var report: KeeperReport { kept.withLock { $0.report } }

  var training: TrainingState { kept.withLock { $0.training } }

  /// What the belt had run before; nil until read.
  var earlierRuns: EarlierRuns? { earlier.withLock { $0 } }

  /// How often the logging loop has been through: what came before a whole turn is in what it has published.
  var turns: Int64 { finishedTurns.load(ordering: .acquiring) }

  func publish(_ report: KeeperReport, _ training: TrainingState) {
    kept.withLock { $0 = (report, training) }
  }

  func publish(_ runs: EarlierRuns) { earlier.withLock { $0 = runs } }

  func countTurn() { finishedTurns.add(1, ordering: .releasing) }
}
