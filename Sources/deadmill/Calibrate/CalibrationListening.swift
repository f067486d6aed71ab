// SPDX-License-Identifier: Apache-2.0
//
// Owns: waiting for somebody at the machine, with progress, until enough was heard or Ctrl-C. Must not know: fits.

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
  /// Seconds without any pulse after which nobody is there.
  private static let patienceS = 300.0

  /// Gathers pulses. `isEnough` is asked whenever the belt has stood for `restS`, with all pulses so far.
  static func gather(
    _ source: CalibrationSource, restS: Double = 4, _ isEnough: ([Int64]) -> Bool
  ) async throws -> HeardPulses {
    let listener = try CalibrationListener()
    try listener.start(source.input, source.profile)
    let interrupted = Task {
      for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) {
        listener.stop()
        return true
      }
      return false
    }
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
      let lastNs = heard.stamps.last ?? heard.timeNs
      if beganNs == nil, heard.timeNs > 0 { beganNs = heard.timeNs }
      let silentS = Double(heard.timeNs &- lastNs) / 1e9
      if heard.stamps.count > asked, silentS > restS || heard.isOver {
        asked = heard.stamps.count
        if isEnough(heard.stamps) { return heard }
      }
      if heard.isOver {
        if await wasStopped(source, heard) { throw CalibrationFailure("stopped; nothing was changed") }
        return heard
      }
      let waitedS = Double(heard.timeNs &- max(lastNs, beganNs ?? lastNs)) / 1e9
      if waitedS > patienceS {
        throw CalibrationFailure("no pulse for five minutes; look at the sensor and begin again")
      }
      progress(heard, source.profile, silentS: silentS)
      try? await Task.sleep(for: lookEvery)
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
    let last = heard.stamps.count - 1
    var speed = "stands"
    if last >= magnets, silentS < 2 {
      let turnS = Double(heard.stamps[last] &- heard.stamps[last - magnets]) / 1e9
      speed = DecimalText.fixed(profile.wheel.circumferenceM / max(turnS, 1e-6), 2) + " m/s"
    }
    let text = "\r  \(heard.stamps.count) pulses, \(speed)        "
    FileHandle.standardError.write(Data(text.utf8))
  }
}

/// A calibration that came to nothing: exit status 1.
struct CalibrationFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
