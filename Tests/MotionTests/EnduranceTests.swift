// SPDX-License-Identifier: Apache-2.0
//
// Owns: that the filters stay valid however long the belt runs. `make bench` runs the same for ten hours.

import Motion
import Pulses
import Testing

/// Feeds timestamps until there are none; checks the filters' health every `every` pulses and at the end.
private func endure(every: Int = 1_000, _ timestampNs: (Int) -> Int64?) throws -> (pulses: Int, least: Double)
{
  let wheel = try MagnetWheel(circumferenceM: 0.18, magnets: 4)
  var stage = MotionStage(profile: MachineProfile(wheel: wheel, drag: .standard(for: .motorisedOff)))
  var pulses = 0
  var least = 1.0
  while let timestamp = timestampNs(pulses) {
    stage.step(Pulse(timestampNs: timestamp))
    pulses += 1
    guard pulses % every == 0 else { continue }
    let health = stage.bank.health
    #expect(health.isSound, "\(pulses) pulses: \(health)")
    least = min(least, health.leastPivot)
    let known = stage.estimate(atNs: timestamp)
    #expect(known.speedMps.isFinite && known.speedSdMps > 0)
  }
  return (pulses, least)
}

@Test(
  "ten minutes of exactly equal gaps, 120 per second: covariances stay positive definite, weights sum to 1")
func constantForLong() throws {
  let run = try endure { $0 < 72_000 ? 1_000_000_000 + Int64($0) * 8_333_333 : nil }
  #expect(run.pulses == 72_000)
  #expect(run.least > 1e-6 && run.least < 1)
}

@Test("a speed that falls steadily by a factor of three: the filters stay valid")
func decayForLong() throws {
  // Timestamps 1/v apart with v falling by a constant share per pulse.
  var gapNs = 12_000_000.0
  var timeNs = 1_000_000_000.0
  let run = try endure(every: 100) {
    guard $0 < 5_000 else { return nil }
    timeNs += gapNs
    gapNs *= 1.00022
    return Int64(timeNs)
  }
  #expect(run.least > 1e-6)
}

@Test("the health check detects an invalid bank")
func unsoundIsSeen() {
  var bank = GaitBank()
  bank.start(speedMps: 1, travelVariance: 1e-8)
  #expect(bank.health.isSound)
  bank.correct(travelM: .nan, travelVariance: 1e-8, timestampSdS: 0)
  #expect(!bank.health.isSound)
}
