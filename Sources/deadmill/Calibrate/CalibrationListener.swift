// SPDX-License-Identifier: Apache-2.0
//
// Owns: pulses of the sensor, gathered during a calibration. Must not know: what they are good for, terminals.

import Hardware
import Motion
import Pulses
import Settings
import Synchronization

/// What has been heard so far.
package struct HeardPulses: Sendable {
  package var timestamps: [Int64] = []
  package var lostEdges: Int64 = 0
  /// The source's clock: silence up to here is certain, nanoseconds.
  package var timeNs: Int64 = 0
  package var isOver = false
  /// Why it ended early.
  package var trouble: String?
}

/// Listens on a thread of its own, through the same seam as the daemon.
package final class CalibrationListener: Sendable {
  private static let tickNs: Int64 = 100_000_000
  /// SCHED_FIFO priority, as that of the daemon's pulse thread.
  private static let priority: Int32 = 40

  private let heard = Mutex(HeardPulses())
  private let opener: SourceOpener
  private let thread = Mutex<RealtimeThread?>(nil)

  package init() throws(HardwareError) { opener = try SourceOpener() }

  package var soFar: HeardPulses { heard.withLock { $0 } }

  package func start(_ input: BeltInput, _ profile: MachineProfile) throws(HardwareError) {
    let started = try RealtimeThread(priority: input.isLive ? Self.priority : nil) { @Sendable in
      do {
        try self.run(try self.opener.open(input), profile)
      } catch {
        self.heard.withLock { $0.trouble = "\(error)" }
      }
      self.heard.withLock { $0.isOver = true }
    }
    thread.withLock { $0 = started }
  }

  package func stop() { opener.stop() }

  package func join() { thread.withLock { $0 }?.join() }

  private func run(_ source: consuming BeltSource, _ profile: MachineProfile) throws(HardwareError) {
    var source = source
    var gate = PulseGate(wheel: profile.wheel, pulseEdge: profile.pulseEdge, sensor: profile.sensor)
    var timeNs = source.startNs
    while !opener.isStopped {
      var fresh: [Int64] = []
      let status = try source.next(untilNs: timeNs &+ Self.tickNs) { edges in
        for index in 0..<edges.count {
          if let pulse = gate.step(edges[index]) { fresh.append(pulse.timestampNs) }
        }
      }
      if case .quiet(let untilNs) = status { timeNs = max(timeNs, untilNs) }
      let (now, lost) = (timeNs, gate.counters.lostEdges)
      heard.withLock {
        $0.timestamps += fresh
        $0.timeNs = now
        $0.lostEdges = lost
      }
      if case .ended = status { return }
    }
  }
}
