// SPDX-License-Identifier: Apache-2.0

import Console
import Foundation
import LiveFeed
import Testing

/// A moment of the console's life.
enum Moment: String, CaseIterable, Sendable {
  case idle, set, pause, rest, lost, uncertain

  var frame: LiveFrame {
    var frame = LiveFrame()
    frame.machine = "Treadmill 3"
    frame.timeNs = 90_000_000_000
    frame.sensor = .ok
    frame.sensorText = "listening on GPIO17 (pinctrl-rp1)"
    frame.backend = "kernel v2"
    frame.counters.pulses = 1107
    frame.counters.kernelLost = 0
    frame.totalDistanceM = 49.815
    switch self {
    case .idle: break
    case .set, .uncertain:
      frame.phase = "active"
      frame.setNumber = 2
      frame.setElapsedS = 47.6
      frame.setDistanceM = 38.16
      frame.displaySpeedMps = 0.8123
      frame.displaySpeedSdMps = 0.049
      frame.powerW = self == .set ? 113.7 : nil
      frame.powerSdW = self == .set ? 38.2 : nil
      frame.counters.kernelLost = self == .set ? 0 : nil
      frame.lastSet = summary
    case .pause:
      frame.phase = "paused"
      frame.setNumber = 1
      frame.setElapsedS = 12
      frame.setDistanceM = 9.9
      frame.powerW = 0
      frame.powerSdW = 0
    case .rest, .lost:
      frame.setNumber = 1
      frame.restElapsedS = 42
      frame.lastSet = summary
      frame.setsLogged = 1
      if self == .lost {
        frame.sensor = .lost
        frame.sensorText = "GPIO17 is gone: the chip was unplugged; plug it in again, it will be found"
      }
    }
    return frame
  }

  private var summary: SetSummary {
    var summary = SetSummary()
    summary.indexInSession = 1
    summary.durationS = 60.02
    summary.distanceM = 49.41
    summary.meanSpeedMps = 0.823
    summary.maxSpeedMps = 0.989
    summary.meanPowerW = 114.3
    summary.powerSdW = 37.9
    summary.workJ = 6863
    return summary
  }
}

private func history() -> SpeedHistory {
  var history = SpeedHistory()
  var frame = LiveFrame()
  for second in 0..<90 as Range<Int64> {
    frame.timeNs = second * 1_000_000_000
    frame.displaySpeedMps = second < 30 ? 0 : 0.8 + 0.1 * sin(Double(second) / 5)
    history.take(frame)
  }
  return history
}

private let sizes = [(24, 80), (45, 130), (60, 200), (12, 40), (5, 20)].map {
  ScreenSize(rows: $0.0, columns: $0.1)
}

private let folder: String = {
  var url = URL(fileURLWithPath: #filePath)
  url.deleteLastPathComponent()
  return url.appendingPathComponent("Snapshots").path
}()

@Test("every moment looks as it was approved, at every size", arguments: Moment.allCases, sizes)
func snapshots(moment: Moment, size: ScreenSize) throws {
  for isUnicode in size.rows == 24 ? [true, false] : [true] {
    let text = ConsoleView(isUnicode: isUnicode).draw(moment.frame, history(), size).text
    let name = "\(moment.rawValue)-\(size.columns)x\(size.rows)\(isUnicode ? "" : "-ascii").txt"
    let path = folder + "/" + name
    if ProcessInfo.processInfo.environment["DEADMILL_RECORD"] == "1" {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
    let approved = try String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8)
    #expect(text == approved, "\(name)")
  }
}

@Test("no size and no frame is too odd to draw")
func anySize() {
  var odd = Moment.set.frame
  odd.displaySpeedMps = .infinity
  odd.setDistanceM = .nan
  odd.setElapsedS = .nan
  odd.powerW = 1e300
  odd.totalDistanceM = -.infinity
  odd.machine = String(repeating: "é", count: 500)
  let frames = Moment.allCases.map(\.frame) + [odd, LiveFrame()]
  let past = history()
  for rows in [0, 1, 2, 3, 5, 11, 19, 20, 24, 40, 100] {
    for columns in [0, 1, 7, 20, 63, 64, 80, 131, 300] {
      for frame in frames {
        let canvas = ConsoleView(isUnicode: false).draw(frame, past, ScreenSize(rows: rows, columns: columns))
        #expect(canvas.text.utf8.count <= rows * (columns + 1))
        #expect(canvas.text.allSatisfy { $0.isASCII })
      }
    }
  }
}

@Test("at 80x24 the figures are at least seven rows high")
func readableFromAfar() {
  let text = ConsoleView(isUnicode: true).draw(Moment.set.frame, history(), ScreenSize(rows: 24, columns: 80))
    .text
  let rows = text.split(separator: "\n").filter { $0.prefix(60).contains("█") }
  #expect(rows.count >= 14)
}

@Test("what is simulated, estimated, unknown or lost is said in words")
func saidInWords() {
  let size = ScreenSize(rows: 24, columns: 80)
  func text(_ frame: LiveFrame) -> String {
    ConsoleView(isUnicode: true).draw(frame, SpeedHistory(), size).text
  }
  var frame = Moment.set.frame
  #expect(text(frame).contains("estimated") && !text(frame).contains("SIMULATED"))
  frame.powerIsEstimated = false
  frame.isSimulated = true
  #expect(!text(frame).contains("estimated") && text(frame).contains("SIMULATED"))
  #expect(
    text(Moment.uncertain.frame).contains("– W") && text(Moment.uncertain.frame).contains("lost unknown"))
  #expect(text(Moment.lost.frame).contains("SENSOR LOST"))
}

@Test(
  "figures are rounded as people round",
  arguments: [
    (0.0, 2, "0.00"), (2.955, 1, "3.0"), (-1.25, 1, "-1.3"), (0.005, 2, "0.01"), (99.999, 2, "100.00"),
    (7, 0, "7"),
    (.nan, 1, "–"), (.infinity, 1, "–"), (1e15, 0, "–"),
  ] as [(Double, Int, String)])
func figures(value: Double, digits: Int, text: String) {
  #expect(Figures.fixed(value, digits) == text)
}

@Test(
  "clocks",
  arguments: [(0.0, "0:00"), (59.99, "0:59"), (60, "1:00"), (3725, "62:05"), (-3, "0:00"), (.nan, "0:00")])
func clocks(seconds: Double, text: String) {
  #expect(Figures.clock(seconds) == text)
}

@Test("the plain line holds what matters")
func plainLine() {
  let line = PlainLine.text(Moment.set.frame)
  #expect(
    line.contains("2.92 km/h") && line.contains("set 2 0:47 38.2 m") && line.contains("114 W ± 38 estimated"))
  #expect(PlainLine.text(Moment.lost.frame).contains("SENSOR: GPIO17 is gone"))
}
