// SPDX-License-Identifier: Apache-2.0
//
// Owns: sending heart rates to the daemon, on a thread of its own: a daemon that is busy delays no packet.
// Must not know: Bluetooth.

import Glibc
import LiveFeed
import Logging
import Synchronization

/// Sends heart rates to the daemon's control socket.
final class HeartRateSender: Sendable {
  /// A sample that waits longer than the daemon takes it (a minute) is of no use; a strap sends one a second.
  private static let mostWaiting = 120
  private static let lookEvery = Duration.milliseconds(100)

  private struct Sample: Sendable {
    var machine: String
    var timeNs: Int64
    var bpm: Int?
  }

  private let path: String
  private let logger: Logger
  private let waiting = Mutex<[Sample]>([])
  private let isOver = Atomic<Bool>(false)
  private let lastTrouble = Mutex("")

  /// - Parameter socket: the daemon's live socket, beside which the control socket is.
  init(besides socket: String, logger: Logger) {
    path = FeedPaths.control(besides: socket)
    self.logger = logger
  }

  /// Takes a value that has come just now.
  func send(_ bpm: Int?, machine: String) {
    let sample = Sample(machine: machine, timeNs: Self.nowNs, bpm: bpm)
    waiting.withLock { waiting in
      if waiting.count == Self.mostWaiting { waiting.removeFirst() }
      waiting.append(sample)
    }
  }

  /// CLOCK_MONOTONIC, as the daemon's pulses have it.
  static var nowNs: Int64 {
    var time = timespec()
    // SAFETY: clock_gettime(2) fills the structure that it is given.
    guard unsafe clock_gettime(CLOCK_MONOTONIC, &time) == 0 else { return 0 }
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  func start() -> PosixThread? { PosixThread.start("deadmill-strap") { [self] in run() } }

  func stop() { isOver.store(true, ordering: .releasing) }

  private var shouldStop: Bool { isOver.load(ordering: .acquiring) }

  private func run() {
    var backOff = BackOff()
    while !shouldStop {
      guard waiting.withLock({ !$0.isEmpty }) else {
        PosixThread.pause(Self.lookEvery)
        continue
      }
      do {
        try serve(&backOff)
      } catch {
        report("\(error)")
        let until = ContinuousClock.now + backOff.failed()
        while !shouldStop, ContinuousClock.now < until { PosixThread.pause(Self.lookEvery) }
      }
    }
  }

  /// Sends over one connection until it breaks.
  private func serve(_ backOff: inout BackOff) throws {
    var client = try ControlClient.connect(to: path)
    while !shouldStop {
      guard let sample = waiting.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else {
        PosixThread.pause(Self.lookEvery)
        continue
      }
      var request = ControlRequest(.heartRate)
      (request.machine, request.timeNs, request.bpm) = (sample.machine, sample.timeNs, sample.bpm)
      do {
        _ = try client.ask(request)
        backOff.succeeded()
      } catch let fault as FeedFault {
        // The daemon answers, and has no use for this one.
        report("a heart rate was not taken: \(fault)")
      }
    }
  }

  private func report(_ trouble: String) {
    let isNew = lastTrouble.withLock { last in
      defer { last = trouble }
      return last != trouble
    }
    if isNew { logger.warning("\(trouble)") }
  }
}
