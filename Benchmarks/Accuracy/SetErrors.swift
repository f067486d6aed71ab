// SPDX-License-Identifier: Apache-2.0
//
// Owns: the errors of a finished set's figures and of the speed within it. Must not know: targets, tables.

import Motion
import Sets
import Simulation

/// Errors of sets, one a run.
struct SetErrors: Sendable {
  /// Speed within the set from both sides, % of its mean, 100 times a second.
  var smoothed = RMS()
  var smoothedCoverage = Coverage()
  /// The linear reference from both sides, five times a second.
  var linear = RMS()
  var stepsTrue = 0
  /// Over the sets whose steps were counted.
  var stepsCounted = 0
  var setsWithoutSteps = 0
  /// Steps counted less steps taken, one a set.
  var stepErrors = Figures()
  /// Relative errors, %.
  var distance = Figures()
  var meanSpeed = Figures()
  var power = Figures()

  mutating func add(_ steady: Steady, linear reference: LinearReference?) {
    guard let run = SetRun(steady.run.recording.edges, profile: steady.profile),
      let truth = steady.run.truth.sets.first
    else { return }
    addFigures(run, truth)
    addTrace(run, steady)
    if let reference { addLinear(run, steady, reference) }
  }

  private mutating func addFigures(_ run: SetRun, _ truth: TrueSet) {
    let finished = run.finished
    distance.add(100 * (finished.distanceM / truth.distanceM - 1))
    meanSpeed.add(100 * (finished.meanSpeedMps * truth.durationS / truth.distanceM - 1))
    power.add(100 * (finished.meanPowerW * truth.durationS / truth.workJ - 1))
    guard let steps = finished.steps else {
      setsWithoutSteps += 1
      return
    }
    stepsTrue += truth.steps
    stepsCounted += Int(steps)
    stepErrors.add(Double(Int(steps) - truth.steps))
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

  /// Pulses up to 2.5 s away count, at most so many on either side: what is further away says nothing any more.
  private static let mostPulses = 100

  private mutating func addLinear(_ run: SetRun, _ steady: Steady, _ reference: LinearReference) {
    let scale = 100 / steady.meanMps
    let pulses = run.pulses.map { PulsePlace(timeS: Double($0.timeNs) / 1e9, placeM: $0.placeM) }
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
