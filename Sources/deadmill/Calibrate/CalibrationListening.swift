// SPDX-License-Identifier: Apache-2.0
//
// Owns: waiting for the person at the machine, with progress, until there are enough pulses or Ctrl-C. Must not know: fits.

import ArgumentParser
import Daemon
import Foundation
import Motion
import Pulses
import Simulation
import Text
import UnixSignals

enum CalibrationListening {
  private static let lookEvery = Duration.milliseconds(200)
  /// Seconds without any pulse after which it gives up.
  private static let patienceS = 300.0

  /// Gathers pulses. `isEnough` is asked whenever the belt has been stopped for `restS`, with all pulses so far.
  /// - Parameter instructions: what the person at the belt is to do; printed once Ctrl-C would end it in order.
  static func gather(
    _ source: CalibrationSource, _ instructions: String, restS: Double = 4, _ isEnough: ([Int64]) -> Bool
  ) async throws -> HeardPulses {
    let listener = try CalibrationListener()
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup)
    let interrupted = Task {
      for await _ in signals {
        listener.stop()
        return
      }
    }
    Output.error(instructions)
    try listener.start(source.input, source.profile)
    defer {
      listener.stop()
      listener.join()
      interrupted.cancel()
    }
    var asked = 0
    var beganNs: Int64?
    while true {
      let heard = listener.soFar
      if let trouble = heard.trouble { throw CalibrationFailure(trouble) }
      let lastNs = heard.timestamps.last ?? heard.timeNs
      if beganNs == nil, heard.timeNs > 0 { beganNs = heard.timeNs }
      let silentS = Nanoseconds(from: lastNs, to: heard.timeNs).seconds
      if heard.timestamps.count > asked, silentS > restS || heard.isOver {
        asked = heard.timestamps.count
        if isEnough(heard.timestamps) { return heard }
      }
      if heard.isOver {
        if await wasStopped(source, heard) { throw CalibrationFailure("stopped; nothing was written") }
        return heard
      }
      let waitedS = Nanoseconds(from: max(lastNs, beganNs ?? lastNs), to: heard.timeNs).seconds
      if waitedS > patienceS {
        throw CalibrationFailure(
          "no pulse for five minutes; check the sensor with `deadmill doctor --wiring`, then start again")
      }
      progress(heard, source.profile, silentS: silentS)
      try await Task.sleep(for: lookEvery)
    }
  }

  /// A line ends only when it is stopped; a played belt ends by itself, unless it was cut short.
  private static func wasStopped(_ source: CalibrationSource, _ heard: HeardPulses) async -> Bool {
    guard let recording = source.recording else { return true }
    return heard.timeNs < (recording.edges.last?.timestampNs ?? 0)
  }

  /// One line on the terminal, written over again and again.
  private static func progress(_ heard: HeardPulses, _ profile: MachineProfile, silentS: Double) {
    guard isatty(STDERR_FILENO) == 1 else { return }
    let magnets = profile.wheel.magnets
    let last = heard.timestamps.count - 1
    var speed = "stopped"
    if last >= magnets, silentS < 2 {
      let turnS = Nanoseconds(from: heard.timestamps[last - magnets], to: heard.timestamps[last]).seconds
      speed = DecimalText.fixed(profile.wheel.circumferenceM / max(turnS, 1e-6), 2) + " m/s"
    }
    let text = "\r  \(heard.timestamps.count) pulses, \(speed)        "
    Output.draw(text)
  }
}

/// A calibration that came to nothing: exit status 1.
struct CalibrationFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
