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
  _ report: inout ServiceReport, from startS: Int64, to endS: Int64, _ frame: LiveFrame,
  looks: (Int64) -> [Int64]
) -> [(atNs: Int64, text: String)] {
  var said: [(atNs: Int64, text: String)] = []
  for step in 0..<(endS - startS) * 10 {
    let nowNs = startS * second + step * second / 10
    for text in report.look(nowNs: nowNs, looks: looks(nowNs), frames: [frame]) { said.append((nowNs, text)) }
  }
  return said
}

@Test("ready is said once, and not before the sensor is there")
func readyOnce() {
  var report = ServiceReport(watchdogNs: 4 * second)
  let waiting = follow(&report, from: 0, to: 60, frame(.waiting, "no GPIO chip in /dev")) { [$0] }
  #expect(!waiting.contains { $0.text == "READY=1" || $0.text == "WATCHDOG=1" })
  #expect(waiting.contains { $0.text.hasPrefix("STATUS=waiting for the sensor: no GPIO chip in /dev") })
  let listening = follow(&report, from: 60, to: 70, frame(.ok)) { [$0] }
  #expect(listening.first?.text == "READY=1")
  let lost = follow(&report, from: 70, to: 80, frame(.lost, "unplugged")) { [$0] }
  let again = follow(&report, from: 80, to: 90, frame(.ok)) { [$0] }
  #expect((listening + lost + again).filter { $0.text == "READY=1" }.count == 1)
  #expect(lost.contains { $0.text.hasPrefix("STATUS=waiting for the sensor: unplugged") })
}

@Test("while the sensor is awaited, each sign of life buys more time than the next one takes")
func startIsExtended() {
  var report = ServiceReport(watchdogNs: 4 * second)
  let said = follow(&report, from: 0, to: 60, frame(.waiting)) { [$0] }
  let extensions = said.filter { $0.text == "EXTEND_TIMEOUT_USEC=30000000" }
  #expect(extensions.count == 12)
  #expect(ServiceReport.extensionEveryNs * 2 < ServiceReport.startExtensionNs)
}

@Test("signs of life end when a pulse thread hangs, and come again when it gets on", arguments: [1, 2])
func hangingThreadIsSeen(threads: Int) {
  var report = ServiceReport(watchdogNs: 4 * second)
  func looks(_ nowNs: Int64, hangs: Bool) -> [Int64] {
    (0..<threads).map { $0 == threads - 1 && hangs ? 7 : nowNs }
  }
  let healthy = follow(&report, from: 0, to: 10, frame(.ok)) { looks($0, hangs: false) }
  #expect(healthy.filter { $0.text == "WATCHDOG=1" }.count == 10)
  let hanging = follow(&report, from: 10, to: 30, frame(.ok)) { looks($0, hangs: true) }
  // The first may still be due to what it did before.
  #expect(hanging.filter { $0.text == "WATCHDOG=1" }.allSatisfy { $0.atNs < 11 * second })
  #expect(hanging.filter { $0.text.hasPrefix("STATUS=") }.count == 20)
  let mended = follow(&report, from: 30, to: 40, frame(.ok)) { looks($0, hangs: false) }
  #expect(mended.filter { $0.text == "WATCHDOG=1" }.count == 10)
}

@Test("a start that hangs is not extended")
func hangingStartIsSeen() {
  var report = ServiceReport(watchdogNs: nil)
  let said = follow(&report, from: 0, to: 60, frame(.waiting)) { _ in [3] }
  #expect(said.filter { $0.text.hasPrefix("EXTEND") }.count == 1)
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
    ServiceReport.text(running) == "2.88 km/h, active; set 3: 34 s, 27.3 m; 2 set(s) logged; the disk is full"
  )
  #expect(ServiceManager.status("first\nsecond") == "STATUS=first")
}
