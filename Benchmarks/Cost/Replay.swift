// SPDX-License-Identifier: Apache-2.0
//
// Owns: a day as seen by the daemon, and its slowest pulses. Must not know: targets.

import Motion
import Pulses
import Sets

/// A replay with ten estimates per second of motion.
struct Watched {
  private(set) var seconds = 0.0
  private(set) var snapshots = 0
  private static let stepNs: Int64 = 100_000_000

  init(profile: MachineProfile, timestampsNs: [Int64]) {
    var pipeline = BeltPipeline(profile: profile)
    var nextNs = timestampsNs.first ?? 0
    var sum = 0.0
    let startNs = nowNs()
    for timestamp in timestampsNs {
      // No estimates while the belt is stopped.
      if timestamp &- nextNs > 5_000_000_000 { nextNs = timestamp }
      while nextNs < timestamp {
        sum += pipeline.snapshot(atNs: nextNs).motion.speedMps
        snapshots += 1
        nextNs &+= Self.stepNs
      }
      pipeline.step(Edge(timestampNs: timestamp)) { _ in }
    }
    seconds = Double(nowNs() - startNs) / 1e9
    // SAFETY: the bench has one thread.
    unsafe sink += sum
  }
}

/// The time of every single pulse, including other load at that moment.
struct WorstPulse {
  private var sorted: [Double]

  init(profile: MachineProfile, timestampsNs: [Int64]) {
    var pipeline = BeltPipeline(profile: profile)
    var times = [Double](repeating: 0, count: timestampsNs.count)
    for index in timestampsNs.indices {
      let startNs = nowNs()
      pipeline.step(Edge(timestampNs: timestampsNs[index])) { _ in }
      times[index] = Double(nowNs() - startNs) / 1e3
    }
    // SAFETY: the bench has one thread.
    unsafe sink += pipeline.motion.bank.innovationRatio
    sorted = times.sorted()
  }

  /// Microseconds within which this share of the pulses is processed.
  func share(_ part: Double) -> Double { sorted[min(sorted.count - 1, Int(part * Double(sorted.count)))] }
}
