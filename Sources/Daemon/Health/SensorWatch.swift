// SPDX-License-Identifier: Apache-2.0
//
// Owns: what is wrong with one machine's sensor, from its edges and counters, in words for people.
// Must not know: clocks, sockets, logs. Time enters with its input.

import LiveFeed
import Motion
import Pulses
import Sets

/// Watches a sensor. Its alerts clear automatically once the cause is gone.
struct SensorWatch: Sendable {
  private static let dayNs = 86_400_000_000_000.0

  private var magnetCount: Int
  private var magnets: MagnetWatch
  private var rejections: RejectionWatch
  private var switches: SwitchWatch
  private var silence: SilenceWatch

  /// - Parameter silentDays: days without a pulse that raise the alert; 0 for never.
  init(profile: MachineProfile, silentDays: Double) {
    magnetCount = profile.wheel.magnets
    magnets = MagnetWatch(profile: profile)
    rejections = RejectionWatch(profile: profile)
    switches = SwitchWatch(profile: profile)
    silence = SilenceWatch(limitNs: Self.limitNs(silentDays))
  }

  private static func limitNs(_ days: Double) -> Int64? { days > 0 ? Int64(days * dayNs) : nil }

  /// Takes a reloaded profile: findings with the previous one are dropped, except silence.
  mutating func use(_ profile: MachineProfile, silentDays: Double) {
    var silence = silence
    silence.limitNs = Self.limitNs(silentDays)
    self = SensorWatch(profile: profile, silentDays: silentDays)
    self.silence = silence
  }

  /// Takes a raw edge, whatever became of it.
  mutating func step(_ edge: Edge) {
    magnets.step(edge)
    switches.step(edge)
  }

  /// Checks the belt, several times a second or less.
  /// - Returns: what is wrong.
  mutating func look(_ belt: BeltSnapshot, _ line: LineView) -> [HealthAlert] {
    let nowNs = belt.motion.timeNs
    // Nothing has been heard of the belt yet.
    guard nowNs > 0 else { return [] }
    rejections.look(belt.counters, atNs: nowNs)
    silence.look(belt.counters, line, atNs: nowNs)
    let suspicious = belt.suspicion.map(SuspicionWords.alert)
    let ambiguous = belt.isAmbiguous ? SuspicionWords.ambiguousBounce : nil
    return [magnetLost, silent, switchSilent, suspicious, noise, edgesLost, ambiguous, bouncing].compactMap {
      $0
    }
  }

  private var magnetLost: HealthAlert? {
    magnets.lostSinceNs.map {
      HealthAlert(
        .magnetLost, .fault,
        "one of the \(magnetCount) magnets is not seen: distance and speed are too small",
        remedy: "look whether it fell off, moved away from the sensor, or was turned round", sinceNs: $0)
    }
  }

  private var silent: HealthAlert? {
    guard silence.isTooLong else { return nil }
    let days = Self.days(silence.silentNs)
    guard silence.wasActive == true else {
      return HealthAlert(
        .beltSilent, .warning, "no pulse for \(days)",
        remedy: "turn the belt by hand; where nothing is counted, look at cable, sensor and magnets",
        sinceNs: silence.sinceNs)
    }
    return HealthAlert(
      .lineStuck, .fault, "no pulse for \(days), and every sample of the line read \"magnet present\"",
      remedy: "turn the belt by hand; where nothing is counted, the cable is shorted or the sensor is broken",
      sinceNs: silence.sinceNs)
  }

  private var switchSilent: HealthAlert? {
    switches.silent.map {
      HealthAlert(
        .switchSilent, .fault, "the \($0.line == 0 ? "first" : "second") of the two switches says nothing",
        remedy: "look at its cable and its distance from the magnets", sinceNs: $0.sinceNs)
    }
  }

  private var noise: HealthAlert? {
    let since = [rejections.noiseSinceNs, switches.oneSidedSinceNs].compactMap { $0 }
    return since.min().map {
      HealthAlert(
        .noise, .fault, "edges that no belt can make: there is noise on the line",
        remedy:
          "twist the cable with ground and add the filter of /usr/share/doc/deadmill/hardware/wiring.md",
        sinceNs: $0)
    }
  }

  private var edgesLost: HealthAlert? {
    rejections.edgesLostSinceNs.map {
      HealthAlert(
        .edgesLost, .warning, "\(rejections.edgesLost) edges were lost before they were read",
        remedy: "look what else keeps the computer busy, and for noise on the line", sinceNs: $0)
    }
  }

  private var bouncing: HealthAlert? {
    rejections.bouncingSinceNs.map {
      HealthAlert(
        .bouncing, .warning, "more bounces than pulses in the last minute of motion",
        remedy: "a contact wears out or is loose: tighten it, or use a Hall switch", sinceNs: $0)
    }
  }

  private static func days(_ ns: Int64) -> String {
    let days = Double(ns) / dayNs
    if days >= 2 { return "\(Int(days)) days" }
    return days * 24 >= 2 ? "\(Int(days * 24)) hours" : "\(Int(days * 24 * 60)) minutes"
  }
}
