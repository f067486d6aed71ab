// SPDX-License-Identifier: Apache-2.0
//
// Owns: pulses of the sensor, gathered while somebody calibrates. Must not know: what they are good for, terminals.

import Daemon
import Hardware
import Motion
import Pulses
import Settings
import Simulation
import Synchronization

/// What has been heard so far.
package struct HeardPulses: Sendable {
  package var stamps: [Int64] = []
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

  private let heard = Mutex(HeardPulses())
  private let stopFlag = StopFlag()
  private let waker: SourceWaker
  private let thread = Mutex<RealtimeThread?>(nil)

  package init() throws(HardwareError) { waker = try SourceWaker() }

  package var soFar: HeardPulses { heard.withLock { $0 } }

  package func start(_ input: BeltInput, _ profile: MachineProfile, _ gpio: GPIOConfiguration)
    throws(HardwareError)
  {
    let priority: Int32? = if case .gpio = input { 40 } else { nil }
    let started = try RealtimeThread(priority: priority) { @Sendable in
      switch input {
      case .gpio: self.listen(gpio, profile)
      case .recording(let recording, let pace, _):
        var source = RecordingSource(
          recording, pace: pace > 0 ? .times(pace) : .asFastAsPossible, stop: self.stopFlag)
        self.run(&source, nowNs: recording.startNs, profile)
      }
      self.heard.withLock { $0.isOver = true }
    }
    thread.withLock { $0 = started }
  }

  package func stop() {
    stopFlag.stop()
    waker.wake()
  }

  package func join() { thread.withLock { $0 }?.join() }

  private func listen(_ gpio: GPIOConfiguration, _ profile: MachineProfile) {
    do {
      let line = try GPIOLine.open(gpio, sensor: profile.sensor)
      var source = GPIOSource(line, waker: waker)
      try run(&source, nowNs: MonotonicClock.nowNs, profile)
    } catch {
      heard.withLock { $0.trouble = "\(error)" }
    }
  }

  private func run<Source: EdgeSource & ~Copyable>(
    _ source: inout Source, nowNs: Int64, _ profile: MachineProfile
  ) throws(Source.Failure) {
    var gate = PulseGate(wheel: profile.wheel, pulseEdge: profile.pulseEdge)
    var timeNs = nowNs
    while !stopFlag.isStopped {
      var fresh: [Int64] = []
      let status = try source.next(untilNs: timeNs &+ Self.tickNs) { edges in
        for index in 0..<edges.count {
          if let pulse = gate.step(edges[index]) { fresh.append(pulse.timestampNs) }
        }
      }
      if case .quiet(let untilNs) = status { timeNs = max(timeNs, untilNs) }
      let (now, lost) = (timeNs, gate.counters.lostEdges)
      heard.withLock {
        $0.stamps += fresh
        $0.timeNs = now
        $0.lostEdges = lost
      }
      if case .ended = status { return }
    }
  }
}
