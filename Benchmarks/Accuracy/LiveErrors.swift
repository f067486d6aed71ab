// SPDX-License-Identifier: Apache-2.0
//
// Owns: the errors of the live estimators over one run. Must not know: targets, tables.

import Foundation
import Motion
import Pulses
import Sets
import Simulation

/// Root mean square of errors, gathered.
struct RMS {
  private var sum = 0.0
  private(set) var count = 0

  mutating func add(_ error: Double) {
    sum += error * error
    count += 1
  }

  var value: Double { count > 0 ? (sum / Double(count)).squareRoot() : .nan }
}

/// How many errors lie within the stated interval.
struct Coverage {
  private(set) var inside = 0
  private(set) var count = 0
  /// Mean square of error over stated standard uncertainty: 1 where that is honest.
  private(set) var normalised = 0.0

  mutating func add(_ error: Double, sd: Double) {
    count += 1
    if error.magnitude <= 1.959964 * sd { inside += 1 }
    normalised += (error / sd) * (error / sd)
  }

  var share: Double { Double(inside) / Double(count) }
  var meanSquare: Double { normalised / Double(count) }
}

struct LiveErrors {
  var period = RMS()
  var window = RMS()
  var bank = RMS()
  var slow = RMS()
  var linear = RMS()
  var speedCoverage = Coverage()
  var slowCoverage = Coverage()
  var stuckRows = 0
  var ratio = 0.0
  var smoothed = RMS()
  var smoothedCoverage = Coverage()
  var cadenceErrors: [Double] = []
  var cadenceUnknown = 0

  mutating func add(_ steady: Steady, linear reference: LinearReference?) {
    var gate = PulseGate(wheel: steady.profile.wheel, pulseEdge: .falling)
    var motion = MotionStage(profile: steady.profile)
    var baseline = WindowSpeed(profile: steady.profile)
    let arc = steady.profile.wheel.meanArcM
    var pulses: [(timeS: Double, placeM: Double)] = []
    var cursor = 0
    let edges = steady.run.recording.edges
    for sample in stride(from: 0, to: steady.range.upperBound, by: 2) {
      let timeNs = steady.timeNs(sample)
      while cursor < edges.count, edges[cursor].timestampNs <= timeNs {
        if let pulse = gate.step(edges[cursor]) {
          motion.step(pulse)
          let place = Double(pulses.count) * arc
          if pulses.isEmpty {
            baseline.restart(pulse.timestampNs, placeM: 0)
          } else {
            baseline.step(pulse.timestampNs, placeM: place, arcsAreKnown: true)
          }
          pulses.append((Double(pulse.timestampNs) / 1e9, place))
        }
        cursor += 1
      }
      guard steady.range.contains(sample), pulses.count > 2 else { continue }
      score(steady, sample, motion, baseline, pulses, reference)
    }
    smooth(steady)
  }

  /// As a finished set is smoothed.
  private mutating func smooth(_ steady: Steady) {
    guard let first = steady.run.recording.edges.first else { return }
    var analysis = SetAnalysis(first: first, profile: steady.profile)
    var stepped = steady.run.recording.edges.compactMap { analysis.step($0) }
    var span = stepped.mutableSpan
    analysis.settle(&span)
    let smoother = GaitSmoother(
      profile: steady.profile, placementVariance: analysis.placementVariance, originNs: steady.timeNs(0),
      stepNs: 10_000_000)
    var room = SmootherRoom()
    let scale = 100 / steady.meanMps
    var errors: [(Double, Double)] = []
    smoother.smooth(stepped.span, room: &room) { sample, trace in
      guard steady.range.contains(sample), sample + 200 < steady.range.upperBound else { return }
      errors.append((trace.speedMps - steady.speedMps(sample), trace.speedSdMps))
    }
    for (error, sd) in errors {
      smoothed.add(scale * error)
      smoothedCoverage.add(error, sd: sd)
    }
  }

  private mutating func score(
    _ steady: Steady, _ sample: Int, _ motion: MotionStage, _ baseline: WindowSpeed,
    _ pulses: [(timeS: Double, placeM: Double)], _ reference: LinearReference?
  ) {
    let scale = 100 / steady.meanMps
    let truth = steady.speedMps(sample)
    let stride = steady.strideMps(sample)
    let arc = steady.profile.wheel.meanArcM
    let nowS = Double(steady.timeNs(sample)) / 1e9
    let last = pulses[pulses.count - 1].timeS
    let bound = arc / max(1e-9, nowS - last)
    period.add(scale * (min(arc / (last - pulses[pulses.count - 2].timeS), bound) - truth))
    window.add(scale * (min(baseline.speedMps, bound) - truth))
    let estimate = motion.estimate(atNs: steady.timeNs(sample))
    bank.add(scale * (estimate.speedMps - truth))
    slow.add(scale * (estimate.displaySpeedMps - stride))
    speedCoverage.add(estimate.speedMps - truth, sd: estimate.speedSdMps)
    slowCoverage.add(estimate.displaySpeedMps - stride, sd: estimate.displaySpeedSdMps)
    ratio += motion.bank.innovationRatio
    if motion.bank.manoeuvreWeight > 0.5 { stuckRows += 1 }
    if let cadence = estimate.cadenceSpm {
      cadenceErrors.append(100 * (cadence / (60 * steady.stepRateHz(sample)) - 1))
    } else {
      cadenceUnknown += 1
    }
    if let reference, sample % 20 == 0 {
      let usable = pulses.suffix(while: { nowS - $0.timeS < 4 })
      let deviation = reference.deviation(
        atS: nowS, pulses: Array(usable), meanMps: steady.meanMps, noiseVariance: 0.0002 * 0.0002)
      linear.add(scale * (steady.meanMps + deviation - truth))
    }
  }
}

extension Array {
  /// The longest tail of elements that satisfy a condition.
  func suffix(while isTrue: (Element) -> Bool) -> ArraySlice<Element> {
    var index = count
    while index > 0, isTrue(self[index - 1]) { index -= 1 }
    return self[index...]
  }
}
