// SPDX-License-Identifier: Apache-2.0
//
// What the wiring test finds on belts with faulty sensors, and that it finds nothing on those in good order.

import Foundation
import LiveFeed
import Motion
import Pulses
import Settings
import Testing

@testable import Doctor

private func machine(_ magnets: Int = 4) throws -> Configuration {
  var reader = ConfigurationReader()
  reader.read(
    yaml: "gpio: { line: GPIO17 }\nmachine: { name: T, rollerCircumferenceM: 0.18, magnets: \(magnets) }\n",
    source: "t.yaml")
  return try Configuration(reader, needsLine: true)
}

private func findings(_ edges: [Edge], _ magnets: Int = 4) throws -> [Finding] {
  WiringReport(edges, machine: try machine(magnets)).findings()
}

/// Edges of a line that changes at these times, in seconds.
private func changes(_ times: [Double]) -> [Edge] {
  times.enumerated().map { index, time in
    Edge(
      timestampNs: 5_000_000_000 + Int64(time * 1e9), sequence: Int64(index + 1),
      transition: index.isMultiple(of: 2) ? .falling : .rising)
  }
}

private func recommendsCalibration(_ findings: [Finding]) -> Bool {
  findings.contains { $0.remedy?.contains("deadmill calibrate") == true }
}

@Suite("wiring report")
struct WiringTests {
  @Test(
    "a sensor in good order gives no warning, at any speed and with one transition or both",
    arguments: [0.3, 0.8, 1.4, 3.0], [1, 2, 4, 8])
  func goodSensors(speed: Double, magnets: Int) throws {
    for hasBoth in [true, false] {
      let line = MovingLine(magnets: magnets, speedMps: speed, hasBoth: hasBoth, seed: UInt64(magnets))
      let found = try findings(line.edges(), magnets)
      #expect(found.allSatisfy { $0.severity == .good }, "\(hasBoth): \(found)")
    }
  }

  @Test("opening bounce is counted and measured, and no calibration is recommended on top of it")
  func openingBounce() throws {
    var line = MovingLine(opening: 0.5)
    line.openingS = 0.0003...0.0009
    let found = try findings(line.edges())
    let bounce = try #require(found.first { $0.text.contains("opening bounce at") })
    #expect(bounce.severity == .warning && bounce.remedy?.contains("capacitor of 10 to 100 nF") == true)
    #expect(!bounce.text.contains("closing bounce"))
    #expect(!recommendsCalibration(found))
  }

  @Test("closing bounce of a contact in good order is reported, and is no reason to worry")
  func closingBounce() throws {
    let line = MovingLine(closing: 0.3)
    let found = try findings(line.edges())
    #expect(found.contains { $0.severity == .good && $0.text.contains("closing bounce at") }, "\(found)")
    #expect(found.allSatisfy { $0.severity == .good }, "\(found)")
  }

  @Test(
    "bounces at opening that are counted because one transition only was recorded are named, with their share"
  )
  func doubledMagnets() throws {
    for (share, dwell) in [(0.15, 0.25), (0.5, 0.25), (0.5, 0.4), (1.0, 0.3)] {
      var line = MovingLine(dwell: [dwell], opening: share, hasBoth: false, seed: 3)
      line.openingS = 0.0002...0.0004
      let found = try findings(line.edges())
      let isNamed = found.contains { $0.severity == .warning && $0.text.contains("seen twice") }
      #expect(isNamed, "\(share) \(dwell): \(found)")
      #expect(!recommendsCalibration(found))
    }
  }

  @Test(
    "hum is named with its frequency, however noisy, with gaps or in bursts", arguments: [50.0, 60, 100, 25])
  func hum(frequencyHz: Double) throws {
    var random = SeededNumbers(state: 77)
    let cycles = (0..<1500).map { Double($0) / frequencyHz + 0.0004 * random.spread() }
    let skipping = cycles.filter { _ in random.next() > 0.25 }
    let bursts = cycles.enumerated().map { $1 + 4 * Double($0 / 100) }
    for times in [cycles, skipping, bursts] {
      let single = times.enumerated().map { index, time in
        Edge(timestampNs: Int64(1e9 + time * 1e9), sequence: Int64(index + 1))
      }
      let both = changes(times.flatMap { [$0, $0 + 0.3 / frequencyHz] })
      for edges in [single, both] {
        let found = try findings(edges)
        let named = found.first { $0.severity == .fault && $0.text.contains(" Hz") }
        #expect(named?.text.contains("\(Int(frequencyHz)) Hz") == true, "\(found)")
        #expect(named?.remedy?.contains("pull-up of 1 to 4.7 kOhm") == true && !recommendsCalibration(found))
      }
    }
  }

  @Test(
    "chatter of a parked magnet is named, with one transition or both",
    arguments: 1...5 as ClosedRange<UInt64>)
  func chatter(seed: UInt64) throws {
    var random = SeededNumbers(state: seed &* 0x2545_F491_4F6C_DD1D)
    var time = 0.0
    var times: [Double] = []
    while time < 120 {
      time += 0.06 + 0.3 * random.next()
      times += [time, time + 0.002 + 0.02 * random.next()]
    }
    for edges in [changes(times), changes(times).filter { $0.transition == .falling }] {
      let found = try findings(edges)
      #expect(found.contains { $0.severity == .fault && $0.text.contains("chatter") }, "\(found)")
      #expect(!recommendsCalibration(found))
    }
  }

  @Test("bursts of interference without a moving belt are named")
  func bursts() throws {
    var random = SeededNumbers(state: 5)
    var times: [Double] = []
    for burst in 0..<20 {
      for edge in 0..<6 {
        let time: Double = 240 * Double(burst) + 0.01 * Double(edge)
        times.append(time + 0.004 * random.next())
      }
    }
    let found = try findings(changes(times))
    #expect(found.contains { $0.severity == .fault && $0.text.contains("bursts") }, "\(found)")
  }

  @Test("dwell over gap is reported by magnet, and so is an inverted line")
  func dutyCycle() throws {
    let uneven = WiringReport(MovingLine(dwell: [0.1, 0.2, 0.3, 0.4]).edges(), machine: try machine())
    for (found, expected) in zip(uneven.dutyByMagnet, [0.1, 0.2, 0.3, 0.4]) {
      #expect(abs(found - expected) < 0.02, "\(uneven.dutyByMagnet)")
    }
    #expect(uneven.dutyByMagnet.count == 4)
    let reversed = try findings(MovingLine(isReversed: true).edges())
    let named = try #require(reversed.first { $0.text.contains("normally closed") })
    #expect(named.severity == .warning && named.remedy?.contains("`edge: rising`") == true)
  }

  @Test("magnets that are missed now and then, and one that always is, are told apart")
  func missedMagnets() throws {
    for hasBoth in [true, false] {
      let some = try findings(MovingLine(missed: 0.05, hasBoth: hasBoth).edges())
      #expect(some.contains { $0.severity == .fault && $0.text.contains("is missed at") }, "\(some)")
      let one = try findings(MovingLine(without: 2, hasBoth: hasBoth).edges())
      #expect(one.contains { $0.severity == .fault && $0.text.contains("repeat after 3 pulses") }, "\(one)")
      #expect(!recommendsCalibration(some) && !recommendsCalibration(one))
    }
  }

  @Test("a line that flips at 100 kHz is flooded, and repeated levels are reported")
  func floodedLine() throws {
    let times: [Double] = (0..<60_000).map { Double($0) / 100_000 }
    let flood = try findings(changes(times))
    #expect(flood.contains { $0.severity == .fault && $0.text.contains("flooded") }, "\(flood)")
    let spikes = (0..<300).map { (number: Int) -> Edge in
      let transition: Transition = number % 10 == 0 ? .rising : .falling
      return Edge(
        timestampNs: Int64(number) * 47_000_000, sequence: Int64(number + 1), transition: transition)
    }
    #expect(try findings(spikes).contains { $0.text.contains("repeat the level") })
  }

  @Test("a line that changes at random, and never rests, is noise and no bounce")
  func restlessLine() throws {
    var random = SeededNumbers(state: 31)
    var time = 0.0
    var times: [Double] = []
    while time < 30 {
      time += -log(1 - random.next()) / 900
      times.append(time)
    }
    let found = try findings(changes(times))
    #expect(found.contains { $0.severity == .fault && $0.text.contains("never rests") }, "\(found)")
    #expect(!found.contains { $0.text.contains("bounce at") } && !recommendsCalibration(found))
  }

  @Test("edges of any timestamp and order are reported on and never trap")
  func hostileEdges() throws {
    var random = SeededNumbers(state: 9)
    for count in [0, 1, 2, 50, 500] {
      let edges = (0..<count).map { (number: Int) -> Edge in
        let wild = random.next()
        let timestamp: Int64 = wild < 0.1 ? .min : wild < 0.2 ? .max : Int64(wild * 1e12)
        let transition: Transition = random.next() < 0.5 ? .falling : .rising
        return Edge(
          timestampNs: timestamp, sequence: Int64(number % 7), line: number % 2, transition: transition)
      }
      _ = try findings(edges)
      _ = try findings(edges.map { Edge(timestampNs: 7, sequence: $0.sequence, transition: $0.transition) })
    }
  }
}
