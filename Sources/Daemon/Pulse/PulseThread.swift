// SPDX-License-Identifier: Apache-2.0
//
// Owns: the life of the pulse thread: open a source, run it, close the set when it fails, try again.
// Must not know: logs, sockets.

import Hardware
import LiveFeed
import Motion
import Sets
import Settings
import Synchronization

/// Starts the pulse thread and stops it.
final class PulseThread: Sendable {
  /// SCHED_FIFO priority: above ordinary work, below the kernel's own interrupt threads (50).
  private static let priority: Int32 = 40
  private static let retryMilliseconds: Int32 = 1000
  /// After a chip appeared: the device manager sets its group a moment later, without another kernel event.
  private static let soonMilliseconds: Int32 = 50
  private static let soonTries = 20

  let handoff: PulseHandoff
  let level = LineLevel()
  private let sensorReport = Mutex(SensorReport())
  private let line = Mutex("")
  private let opener: SourceOpener
  private let thread = Mutex<RealtimeThread?>(nil)

  init(mayWait: Bool, pulseSubscription: PulseSubscription?, edgeSubscription: EdgeSubscription?)
    throws(HardwareError)
  {
    handoff = PulseHandoff(
      mayWait: mayWait, pulseSubscription: pulseSubscription, edgeSubscription: edgeSubscription)
    opener = try SourceOpener()
  }

  var sensor: SensorReport { sensorReport.withLock { $0 } }

  /// What the line is called; empty until it was requested.
  var lineText: String { line.withLock { $0 } }

  var realtime: RealtimeStatus? { thread.withLock { $0?.status } }

  func start(_ machine: CurrentMachine) throws(HardwareError) {
    let version = machine.version
    let (plan, input) = (version.plan, version.plan.input)
    let started = try RealtimeThread(priority: input.isLive ? Self.priority : nil) { @Sendable in
      var loop = BeltLoop(
        pipeline: BeltPipeline(profile: plan.profile, walker: version.walker, rules: plan.rules),
        handoff: self.handoff, machine: machine)
      self.run(&loop, input)
      self.handoff.finish()
    }
    thread.withLock { $0 = started }
  }

  /// Asks the thread to close the set in progress and end.
  func stop() {
    handoff.stop()
    opener.stop()
  }

  func join() { thread.withLock { $0 }?.join() }

  /// The source was opened.
  private func report(_ input: BeltInput, _ text: String, backend: String?) {
    switch input {
    case .line:
      setReport(.ok, "listening on \(text)", backend: backend)
      line.withLock { $0 = text }
    case .recording(_, _, let isSimulated): setReport(isSimulated ? .simulated : .replay, text)
    }
  }

  private func setReport(_ state: SensorState, _ text: String, backend: String? = nil) {
    sensorReport.withLock { $0 = SensorReport(state: state, text: text, backend: backend) }
  }

  /// Runs the source to its end; a line that fails or is missing is opened again as soon as possible.
  private func run(_ loop: inout BeltLoop, _ input: BeltInput) {
    let watch = ChipWatch()
    var wasThere = false
    var lostText: String?
    var soonLeft = 0
    while !handoff.isStopping {
      handoff.look()
      do {
        var source = try opener.open(input, level: level)
        let text = source.text
        report(input, text, backend: source.backendName)
        if wasThere { loop.sourceReopened() }
        wasThere = true
        lostText = nil
        let end = try loop.run(&source, nowNs: source.startNs)
        loop.close(end == .stopped ? .shutdown : .inputEnded)
        if !input.isLive { setReport(.ended, text + ": over") }
        return
      } catch {
        // The source and with it the line are released here: a chip held open would come back under another number.
        loop.close(.sensorLost)
        level.set(nil)
        // The error that ended the source is more useful than the later one that it is missing.
        if wasThere, lostText == nil { lostText = "\(error)" }
        setReport(wasThere ? .lost : .waiting, error.isAbsence ? lostText ?? "\(error)" : "\(error)")
      }
      let pause = soonLeft > 0 ? Self.soonMilliseconds : Self.retryMilliseconds
      soonLeft = opener.waitForChip(watch, milliseconds: pause) ? Self.soonTries : max(0, soonLeft - 1)
    }
    loop.close(.shutdown)
  }
}
