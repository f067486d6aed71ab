// SPDX-License-Identifier: Apache-2.0
//
// Owns: the newest figures of all machines, readable at any time. Must not know: files, sockets.

import LiveFeed
import SetKeeping
import SetLog
import Settings
import Synchronization

/// Stores figures ten times a second at no cost, and formats them on request.
final class MetricsBoard: Sendable {
  private struct Figures: Sendable {
    var machines: [MachineMetrics] = []
    var readyS: Double?
  }

  private let figures = Mutex(Figures())

  func take(_ machines: [MachineMetrics]) {
    figures.withLock { figures in
      // Of a machine that a reload replaced, the new one counts.
      figures.machines = machines.enumerated().filter { index, machine in
        !machines[(index + 1)...].contains { $0.frame.machine == machine.frame.machine }
      }.map(\.element)
      if figures.readyS == nil, machines.contains(where: { $0.frame.health.sensor != .waiting }) {
        figures.readyS = ProcessFacts.ageS
      }
    }
  }

  var text: String {
    let figures = figures.withLock { $0 }
    var facts = ServiceMetrics(softwareVersion: SoftwareVersion.current)
    facts.readyS = figures.readyS
    facts.residentBytes = ProcessFacts.residentBytes
    return MetricsText.of(figures.machines, facts)
  }
}

extension Belt {
  /// The belt's figures beside what its frame shows. One caller at a time.
  func metrics(_ frame: LiveFrame) -> MachineMetrics {
    let keeper = kept.report
    let odometer = reader.run
    var metrics = MachineMetrics(
      frame: frame, odometer: odometer, setsRecovered: keeper.recovered, setsUnwritten: keeper.unwritten)
    if let before = kept.earlierRuns {
      metrics.allDistanceM = before.distanceM + odometer.distanceM
      metrics.allMovingS = before.movingTimeS + odometer.movingTimeS
    }
    metrics.refused = pulses.handoff.refused.load(ordering: .relaxed)
    if pulses.handoff.isLive { metrics.latency = pulses.handoff.latencies.read() }
    return metrics
  }
}

/// What a belt had run before this run of the daemon.
struct EarlierRuns: Sendable, Equatable {
  var distanceM: Double
  var movingTimeS: Double
}

extension SetLoggingLoop {
  /// Reads what the belt had run before. It changes while the daemon runs if a log is imported.
  /// - Parameter written: what the log has of this run; nil for nothing.
  func readEarlierRuns(_ keeper: SetKeeper, written: OdometerReading?) {
    guard let machines = try? keeper.log.machines() else { return }
    let record = machines.first { $0.name == keeper.machine }
    let runs = EarlierRuns(
      distanceM: max(0, (record?.distanceM ?? 0) - (written?.distanceM ?? 0)),
      movingTimeS: max(0, (record?.movingTimeS ?? 0) - (written?.movingTimeS ?? 0)))
    kept.publish(runs)
  }
}
