// SPDX-License-Identifier: Apache-2.0
//
// What is reported while pulses are not believed, and of a flooded line.

import LiveFeed
import Motion
import Pulses
import Sets
import Testing

@testable import Daemon

@Test(
  "a suspicion is an alert with cause and remedy for as long as it lasts",
  arguments: [
    (Suspicion(.regular, frequencyHz: 50.02), HealthKind.mainsHum, "50.0 Hz: mains hum"),
    (Suspicion(.regular, frequencyHz: 37), .mainsHum, "a motor or a dimmer"),
    (Suspicion(.regular), .mainsHum, "pulses are too even for a walker"),
    (Suspicion(.chatter), .chatter, "a magnet at the switching point"),
    (Suspicion(.impossible), .impossibleMotion, "as no person can move a belt of this mass"),
  ])
func suspicionIsAlert(suspicion: Suspicion, kind: HealthKind, text: String) throws {
  let profile = try MachineProfile(
    wheel: MagnetWheel(circumferenceM: 0.18, magnets: 4), drag: .standard(for: .motorisedOff))
  var watch = SensorWatch(profile: profile, silentDays: 3)
  var belt = BeltSnapshot()
  belt.motion.timeNs = 1_000_000_000
  let line = LineView(isHeld: true, isActive: false)
  #expect(watch.look(belt, line) == [])
  belt.suspicion = suspicion
  let alert = try #require(watch.look(belt, line).first)
  #expect(alert.kind == kind && alert.severity == .fault && alert.text.contains(text), "\(alert)")
  let remedy = try #require(alert.remedy)
  #expect(remedy.contains("pull-up of 1 to 4.7 kOhm") && remedy.contains("capacitor of 10 to 100 nF"))
  belt.suspicion = nil
  #expect(watch.look(belt, line) == [])
}

@Test("pulses that look doubled where one transition is all that comes are reported")
func ambiguousIsAlert() throws {
  let profile = try MachineProfile(
    wheel: MagnetWheel(circumferenceM: 0.18, magnets: 4), drag: .standard(for: .motorisedOff))
  var watch = SensorWatch(profile: profile, silentDays: 3)
  var belt = BeltSnapshot()
  belt.motion.timeNs = 1_000_000_000
  belt.isAmbiguous = true
  let alerts = watch.look(belt, LineView(isHeld: true, isActive: false))
  #expect(alerts.map(\.kind) == [.bounceAmbiguous] && alerts[0].text.hasPrefix("one transition only"))
}

@Test("a flooded line is named, with what to do")
func floodWords() {
  let alert = FloodWords.alert(line: "GPIO17 (chip)")
  #expect(
    alert.kind == .flooded && alert.severity == .fault && alert.text.hasPrefix("GPIO17 (chip) is flooded"))
  #expect(alert.remedy?.contains("ground") == true)
}
