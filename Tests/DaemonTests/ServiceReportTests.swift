// SPDX-License-Identifier: Apache-2.0

import LiveFeed
import Testing

@testable import Daemon

private let second: Int64 = 1_000_000_000

private func frame(_ sensor: SensorState, _ text: String = "") -> LiveFrame {
  var frame = LiveFrame()
  frame.health.sensor = sensor
  frame.health.sensorText = text
  return frame
}

/// Looks ten times a second from one second to another; everything that was said, with its time.
private func follow(
  _ report: inout ServiceReport, from startS: Int64, to endS: Int64, _ frame: LiveFrame
) -> [(atNs: Int64, text: String)] {
  var said: [(atNs: Int64, text: String)] = []
  for step in 0..<(endS - startS) * 10 {
    let nowNs = startS * second + step * second / 10
    for text in report.look(nowNs: nowNs, frames: [frame]) { said.append((nowNs, text)) }
  }
  return said
}

/// Looks as often as the rule asks for.
private func follow(
  _ rule: inout LifeSignRule, from startS: Int64, to endS: Int64, isReady: Bool, looks: (Int64) -> [Int64]
) -> [(atNs: Int64, text: String)] {
  var said: [(atNs: Int64, text: String)] = []
  for nowNs in stride(from: startS * second, to: endS * second, by: Int64.Stride(rule.everyNs)) {
    if let text = rule.look(nowNs: nowNs, looks: looks(nowNs), isReady: isReady) {
      said.append((nowNs, text))
    }
  }
  return said
}

@Test("ready is said once, and not before the sensor is there")
func readyOnce() {
  var report = ServiceReport()
  let waiting = follow(&report, from: 0, to: 60, frame(.waiting, "no GPIO chip in /dev"))
  #expect(!waiting.contains { $0.text == "READY=1" })
  #expect(waiting.contains { $0.text.hasPrefix("STATUS=waiting for the sensor: no GPIO chip in /dev") })
  let listening = follow(&report, from: 60, to: 70, frame(.ok))
  #expect(listening.first?.text == "READY=1")
  let lost = follow(&report, from: 70, to: 80, frame(.lost, "unplugged"))
  let again = follow(&report, from: 80, to: 90, frame(.ok))
  #expect((listening + lost + again).filter { $0.text == "READY=1" }.count == 1)
  #expect(lost.contains { $0.text.hasPrefix("STATUS=waiting for the sensor: unplugged") })
  #expect((listening + lost + again).filter { $0.text.hasPrefix("STATUS=") }.count == 30)
}

@Test("while the sensor is awaited, each sign of life extends the start by more than the next one takes")
func startIsExtended() {
  var rule = LifeSignRule(watchdogNs: 4 * second)
  let said = follow(&rule, from: 0, to: 60, isReady: false) { [$0] }
  #expect(said.count == 12 && said.allSatisfy { $0.text == "EXTEND_TIMEOUT_USEC=30000000" })
  #expect(LifeSignRule.extensionEveryNs * 2 < LifeSignRule.startExtensionNs)
}

@Test("the first sign after the start is given at once, however long the last extension still lasts")
func firstSign() {
  var rule = LifeSignRule(watchdogNs: 4 * second)
  #expect(rule.look(nowNs: 0, looks: [1], isReady: false) != nil)
  #expect(rule.look(nowNs: second, looks: [2], isReady: true) == "WATCHDOG=1")
}

@Test("signs of life end when a pulse thread hangs, and resume when it continues", arguments: [1, 2])
func hangingThreadIsSeen(threads: Int) {
  var rule = LifeSignRule(watchdogNs: 4 * second)
  func looks(_ nowNs: Int64, hangs: Bool) -> [Int64] {
    (0..<threads).map { $0 == threads - 1 && hangs ? 7 : nowNs }
  }
  let healthy = follow(&rule, from: 0, to: 10, isReady: true) { looks($0, hangs: false) }
  #expect(healthy.filter { $0.text == "WATCHDOG=1" }.count == 10)
  let hanging = follow(&rule, from: 10, to: 30, isReady: true) { looks($0, hangs: true) }
  // The first may still be due to what it did before.
  #expect(hanging.allSatisfy { $0.atNs < 11 * second })
  let resumed = follow(&rule, from: 30, to: 40, isReady: true) { looks($0, hangs: false) }
  #expect(resumed.count == 10)
}

@Test("a start that hangs is not extended")
func hangingStartIsSeen() {
  var rule = LifeSignRule(watchdogNs: nil)
  #expect(follow(&rule, from: 0, to: 60, isReady: false) { _ in [3] }.count == 1)
}

@Test("the status is one line with speed, phase, set and what is wrong")
func statusText() {
  var running = frame(.ok)
  running.motion.displaySpeedMps = 0.8
  running.phase = "active"
  running.set.number = 3
  running.set.elapsedS = 34.4
  running.set.distanceM = 27.26
  running.service.setsLogged = 2
  running.health.summary = "the disk is full"
  #expect(
    ServiceReport.text(running) == "2.88 km/h, active; set 3: 34 s, 27.3 m; 2 sets logged; the disk is full"
  )
  #expect(ServiceManager.status("first\nsecond") == "STATUS=first")
}

@Test("the status of several machines has their names, and not their identifiers")
func severalMachines() {
  let frames = ["Left", "Right"].map { name in
    var frame = LiveFrame()
    (frame.machine, frame.name) = ("0194-\(name.count)", name)
    return frame
  }
  let text = ServiceReport.text(frames)
  #expect(text.hasPrefix("Left: ") && text.contains(" | Right: ") && !text.contains("0194"), "\(text)")
}
