// SPDX-License-Identifier: Apache-2.0
//
// Owns: the errors of the speed within a finished set. Must not know: targets, tables.

import Motion
import Sets
import Simulation

/// Both sides of an instant are known.
struct TraceErrors: Sendable {
  /// Speed within the set from both sides, % of its mean, 100 times per second.
  var smoothed = RMS()
  var smoothedCoverage = Coverage()
  /// The linear reference from both sides, five times per second.
  var linear = RMS()
  var pulses = 0
  /// Pulses whose arc was identified, if arcs differ.
  var pulsesInPhase = 0

  mutating func add(_ steady: Steady, linear reference: LinearReference?) {
    guard let run = SetRun(steady.run.recording.edges, profile: steady.profile) else { return }
    pulses += run.pulses.count
    pulsesInPhase += run.pulses.count { $0.arcIndex >= 0 }
    addTrace(run, steady)
    if let reference { addLinear(run, steady, reference) }
  }

  /// Samples of the steady part, without its last two seconds.
  private func isScored(_ sample: Int, _ steady: Steady) -> Bool {
    steady.range.contains(sample) && sample + 200 < steady.range.upperBound
  }

  private mutating func addTrace(_ run: SetRun, _ steady: Steady) {
    let scale = 100 / steady.meanMps
    var samples: [(Int, TraceSample)] = []
    run.smooth(originNs: steady.timeNs(0), stepNs: 10_000_000) { sample, trace in
      if isScored(sample, steady) { samples.append((sample, trace)) }
    }
    for (sample, trace) in samples {
      let error = trace.speedMps - steady.speedMps(sample)
      smoothed.add(scale * error)
      smoothedCoverage.add(error, sd: trace.speedSdMps)
    }
  }

  /// Pulses up to 2.5 s away count, at most this many on either side: further ones add no information.
  private static let mostPulses = 100

  private mutating func addLinear(_ run: SetRun, _ steady: Steady, _ reference: LinearReference) {
    let scale = 100 / steady.meanMps
    let pulses = run.pulses.map { PulsePosition(timeS: Double($0.timeNs) / 1e9, positionM: $0.positionM) }
    var from = 0
    var to = 0
    for sample in stride(from: steady.range.lowerBound, to: steady.range.upperBound, by: 20)
    where isScored(sample, steady) {
      let nowS = Double(steady.timeNs(sample)) / 1e9
      while from < pulses.count, pulses[from].timeS < nowS - 2.5 { from += 1 }
      while to < pulses.count, pulses[to].timeS < nowS + 2.5 { to += 1 }
      let here = pulses[from..<to].firstIndex { $0.timeS > nowS } ?? to
      let near = pulses[max(from, here - Self.mostPulses)..<min(to, here + Self.mostPulses)]
      guard let fit = reference.fit(near, meanMps: steady.meanMps) else { continue }
      linear.add(scale * (fit.speedMps(atS: nowS) - steady.speedMps(sample)))
    }
  }
}
