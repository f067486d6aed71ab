// SPDX-License-Identifier: Apache-2.0

import LiveFeed
import Motion
import Pulses
import Sets
import Settings
import Testing

@testable import Daemon

private let second: Int64 = 1_000_000_000

private func plan(silentDays: Double) throws -> MachinePlan {
  let profile = MachineProfile(
    wheel: try MagnetWheel(circumferenceM: 0.18, magnets: 4), drag: DragModel.standard(for: .motorisedOff))
  var plan = MachinePlan(name: "m", profile: profile, input: .line(GPIOConfiguration(line: "GPIO17")))
  plan.silentDays = silentDays
  return plan
}

private func snapshot(atS seconds: Int64) -> BeltSnapshot {
  var belt = BeltSnapshot()
  belt.motion.timeNs = seconds * second
  return belt
}

@Test("an alert is logged once when it begins and once when it clears, the worst first")
func toldOnce() throws {
  let lines = LogLines()
  let logger = lines.logger
  let health = BeltHealth(try plan(silentDays: 0.01))
  let line = LineView(isHeld: true, isActive: false)
  let clock = HealthAlert(.clock, .warning, "the clock")
  for seconds in 1...2000 as ClosedRange<Int64> {
    let others = seconds >= 500 ? [clock] : []
    let alerts = health.look(snapshot(atS: seconds), line, others: others, logger)
    let kinds: [HealthKind] = (seconds >= 865 ? [.beltSilent] : []) + (seconds >= 500 ? [.clock] : [])
    #expect(alerts.map(\.kind) == kinds, "\(seconds)")
    #expect(alerts.last?.sinceNs == (seconds >= 500 ? 500 * second : nil))
  }
  #expect(lines.all.count == 2)
  #expect(lines.all[0] == "warning: the clock")
  #expect(lines.all[1].hasPrefix("warning: no pulse for 14 minutes; turn the belt by hand"))
  // A reload ends no silence, but may make it allowed.
  let machine = CurrentMachine(try plan(silentDays: 0.01))
  machine.change(try plan(silentDays: 0.005))
  health.use(machine.version)
  #expect(health.look(snapshot(atS: 2001), line, others: [clock], logger).first?.kind == .beltSilent)
  #expect(lines.all.count == 2)
  var moved = snapshot(atS: 2002)
  moved.counters.pulses = 1
  let fault = HealthAlert(.log, .fault, "1 set not logged yet")
  #expect(health.look(moved, line, others: [clock, fault], logger).map(\.kind) == [.log, .clock])
  #expect(lines.all.count == 4 && lines.all[2] == "error: 1 set not logged yet")
  #expect(lines.all[3] == "notice: cleared: no pulse for 33 minutes")
}
