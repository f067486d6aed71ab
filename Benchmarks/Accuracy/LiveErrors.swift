// SPDX-License-Identifier: Apache-2.0
//
// Owns: the errors of the live estimators over one run. Must not know: targets, tables.

import Motion
import Pulses
import Simulation

/// Errors in percent of the mean belt speed, at 50 instants per second.
struct LiveErrors: Sendable {
  /// 1/T of the newest gap, bounded by the silence since.
  var period = RMS()
  /// Whole pulses over at least half a second.
  var window = RMS()
  var bank = RMS()
  var slow = RMS()
  /// The causal linear reference, five times per second.
  var linear = RMS()
  var linearSlow = RMS()
  var speedCoverage = Coverage()
  var slowCoverage = Coverage()
  /// Errors of the shown cadence, %.
  var cadence = Figures()
  var cadenceUnknown = 0
  /// Instants at which less than 0.1 m/s was shown, in either form.
  var falseStops = 0

  var instants: Int { bank.count }

  mutating func add(_ steady: Steady, linear reference: LinearReference?) {
    var gate = PulseGate(profile: steady.profile)
    var motion = MotionStage(profile: steady.profile, walker: WalkerLoad(statedMassKg: 80))
    var baseline = WindowSpeed(profile: steady.profile)
    let arc = steady.profile.wheel.meanArcM
    var pulses: [PulsePosition] = []
    var cursor = 0
    let edges = steady.run.recording.edges
    for sample in stride(from: 0, to: steady.range.upperBound, by: 2) {
      let timeNs = steady.timeNs(sample)
      while cursor < edges.count, edges[cursor].timestampNs <= timeNs {
        if let pulse = gate.step(edges[cursor]) {
          motion.step(pulse)
          let position = Double(pulses.count) * arc
          if pulses.isEmpty {
            baseline.restart(pulse.timestampNs, positionM: 0)
          } else {
            baseline.step(pulse.timestampNs, positionM: position, arcsAreKnown: true)
          }
          pulses.append(PulsePosition(timeS: Double(pulse.timestampNs) / 1e9, positionM: position))
        }
        cursor += 1
      }
      guard steady.range.contains(sample), pulses.count > 2 else { continue }
      scoreBaselines(steady, sample, baseline, pulses)
      scoreBank(steady, sample, motion)
      if let reference, sample % 20 == 0 { scoreLinear(steady, sample, pulses, reference) }
    }
  }

  private mutating func scoreBaselines(
    _ steady: Steady, _ sample: Int, _ baseline: WindowSpeed, _ pulses: [PulsePosition]
  ) {
    let scale = 100 / steady.meanMps
    let truth = steady.speedMps(sample)
    let arc = steady.profile.wheel.meanArcM
    let last = pulses[pulses.count - 1].timeS
    let bound = arc / max(1e-9, Double(steady.timeNs(sample)) / 1e9 - last)
    period.add(scale * (min(arc / (last - pulses[pulses.count - 2].timeS), bound) - truth))
    window.add(scale * (min(baseline.speedMps, bound) - truth))
  }

  private mutating func scoreBank(_ steady: Steady, _ sample: Int, _ motion: MotionStage) {
    let scale = 100 / steady.meanMps
    let estimate = motion.estimate(atNs: steady.timeNs(sample))
    let error = estimate.speedMps - steady.speedMps(sample)
    let slowError = estimate.displaySpeedMps - steady.strideMps(sample)
    bank.add(scale * error)
    slow.add(scale * slowError)
    speedCoverage.add(error, sd: estimate.speedSdMps)
    slowCoverage.add(slowError, sd: estimate.displaySpeedSdMps)
    if min(estimate.speedMps, estimate.displaySpeedMps) < 0.1 { falseStops += 1 }
    if let shown = estimate.cadenceSpm {
      cadence.add(100 * (shown / (60 * steady.stepRateHz(sample)) - 1))
    } else {
      cadenceUnknown += 1
    }
  }

  private mutating func scoreLinear(
    _ steady: Steady, _ sample: Int, _ pulses: [PulsePosition], _ reference: LinearReference
  ) {
    let nowS = Double(steady.timeNs(sample)) / 1e9
    let usable = pulses.suffix(while: { nowS - $0.timeS < 4 })
    guard let fit = reference.fit(usable, meanMps: steady.meanMps) else { return }
    let scale = 100 / steady.meanMps
    linear.add(scale * (fit.speedMps(atS: nowS) - steady.speedMps(sample)))
    linearSlow.add(scale * (fit.meanMps(atS: nowS, halfS: steady.stepS) - steady.strideMps(sample)))
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
