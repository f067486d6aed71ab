// SPDX-License-Identifier: Apache-2.0
//
// Owns: the life of the pulse thread: open a source, run it, close the set when it fails, try again.
// Must not know: logs, sockets.

import Hardware
import LiveFeed
import Motion
import Pulses
import Sets
import Settings
import Simulation
import Synchronization

/// Starts the pulse thread and stops it.
final class PulseThread: Sendable {
  /// SCHED_FIFO priority: above ordinary work, below the kernel's own interrupt threads (50).
  private static let priority: Int32 = 40
  private static let retryMilliseconds: Int32 = 1000
  /// After news of a chip: the device manager sets its group a moment later, and tells the kernel's listeners nothing.
  private static let soonMilliseconds: Int32 = 50
  private static let soonTries = 20

  let outlet: BeltOutlet
  let level = LineLevel()
  private let report = Mutex(SensorReport())
  private let line = Mutex("")
  private let waker: SourceWaker
  private let stopFlag = StopFlag()
  private let thread = Mutex<RealtimeThread?>(nil)

  init(mayWait: Bool, news: PulseNews?, edgeNews: EdgeNews?) throws(HardwareError) {
    outlet = BeltOutlet(mayWait: mayWait, news: news, edgeNews: edgeNews)
    waker = try SourceWaker()
  }

  var sensor: SensorReport { report.withLock { $0 } }

  /// What the line is called; empty until it was requested.
  var lineText: String { line.withLock { $0 } }

  var realtime: RealtimeStatus? { thread.withLock { $0?.status } }

  func start(_ machine: CurrentMachine) throws(HardwareError) {
    let version = machine.version
    let (plan, input) = (version.plan, version.plan.input)
    let priority: Int32?
    if case .gpio = input { priority = Self.priority } else { priority = nil }
    let started = try RealtimeThread(priority: priority) { @Sendable in
      var loop = BeltLoop(
        pipeline: BeltPipeline(profile: plan.profile, walker: version.walker, rules: plan.rules),
        outlet: self.outlet, machine: machine)
      switch input {
      case .gpio: self.runLine(&loop, plan.gpio, plan.profile)
      case .recording(let recording, let pace, let isSimulated):
        self.play(&loop, recording, pace: pace, isSimulated: isSimulated)
      }
      self.outlet.finish()
    }
    thread.withLock { $0 = started }
  }

  /// Asks the thread to close the set in progress and end.
  func stop() {
    outlet.stop()
    stopFlag.stop()
    waker.wake()
  }

  func join() { thread.withLock { $0 }?.join() }

  private func name(_ text: String) { line.withLock { $0 = text } }

  private func tell(_ state: SensorState, _ text: String, backend: String? = nil) {
    report.withLock { $0 = SensorReport(state: state, text: text, backend: backend) }
  }

  private func play(_ loop: inout BeltLoop, _ recording: Recording, pace: Double, isSimulated: Bool) {
    let name = recording.header.machine ?? "recording"
    tell(isSimulated ? .simulated : .replay, name)
    var source = RecordingSource(recording, pace: .times(pace), stop: stopFlag)
    let end = loop.run(&source, nowNs: recording.startNs)
    loop.close(end == .stopped ? .shutdown : .inputEnded)
    tell(.ended, name + ": over")
  }

  private func runLine(_ loop: inout BeltLoop, _ gpio: GPIOConfiguration, _ profile: MachineProfile) {
    let watch = ChipWatch()
    var wasThere = false
    var lostText: String?
    var soonLeft = 0
    while !outlet.isStopping {
      outlet.look()
      do {
        let line = try GPIOLine.open(gpio, sensor: profile.sensor)
        tell(.ok, "listening on \(line.text)", backend: line.backendName)
        name(line.text)
        var source = GPIOSource(line, waker: waker, level: level)
        if wasThere { loop.sourceReopened() }
        wasThere = true
        lostText = nil
        _ = try loop.run(&source, nowNs: MonotonicClock.nowNs)
        loop.close(.shutdown)
        return
      } catch {
        // The source and with it the line are released here: a chip held open would come back under another number.
        loop.close(.sensorLost)
        level.set(nil)
        // While it is away, that it went says more than that it is not there.
        if wasThere, lostText == nil { lostText = "\(error)" }
        tell(wasThere ? .lost : .waiting, error.isAbsence ? lostText ?? "\(error)" : "\(error)")
      }
      let pause = soonLeft > 0 ? Self.soonMilliseconds : Self.retryMilliseconds
      soonLeft = watch.wait(milliseconds: pause, waker: waker) ? Self.soonTries : max(0, soonLeft - 1)
    }
    loop.close(.shutdown)
  }
}
