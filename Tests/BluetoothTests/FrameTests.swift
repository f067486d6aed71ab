// SPDX-License-Identifier: Apache-2.0
//
// From the daemon's frames to packets: whatever comes, the packet says what the frame says.

import LiveFeed
import Testing

@testable import Bluetooth

/// Random numbers that a printed seed brings back.
struct Dice {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func number(_ range: ClosedRange<Double>) -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return range.lowerBound + Double(state >> 11) / 9_007_199_254_740_992
      * (range.upperBound - range.lowerBound)
  }

  mutating func chance(_ probability: Double) -> Bool { number(0...1) < probability }
}

/// The fields of a packet as a reader that follows the specification finds them.
struct DecodedTreadmill {
  var kmh = 0.0
  var distanceM = 0
  var elapsedS = 0
  var forceN: Int?
  var powerW: Int?

  /// nil if the packet is not as its flags say.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= 2 else { return nil }
    let flags = Int(bytes[0]) | Int(bytes[1]) << 8
    guard flags & ~(1 << 12) == 0x0404, bytes.count == (flags & 1 << 12 == 0 ? 9 : 13) else { return nil }
    func field(_ at: Int, _ count: Int) -> Int {
      (0..<count).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
    }
    kmh = Double(field(2, 2)) / 100
    distanceM = field(4, 3)
    elapsedS = field(7, 2)
    guard bytes.count == 13 else { return }
    forceN = Self.known(field(9, 2))
    powerW = Self.known(field(11, 2))
  }

  private static func known(_ value: Int) -> Int? {
    value == 0x7FFF ? nil : value > 0x7FFF ? value - 0x1_0000 : value
  }
}

/// A belt that walks, rests, restarts and is reset at random.
private struct RandomBelt {
  var dice: Dice
  var frame = LiveFrame()

  init(seed: UInt64) {
    dice = Dice(seed: seed)
    frame.machine = "m"
  }

  mutating func next() -> LiveFrame {
    if dice.chance(0.02) { frame.set = LiveSet() }
    if dice.chance(0.03) {
      frame.set.number = dice.chance(0.3) ? 1 : frame.set.number + 1
      frame.set.elapsedS = 0
      frame.set.distanceM = 0
      frame.phase = "active"
    }
    if dice.chance(0.02) {
      frame.set.elapsedS = nil
      frame.set.distanceM = nil
      frame.set.restElapsedS = dice.number(0...3000)
      frame.phase = "idle"
    }
    let speed = dice.chance(0.1) ? 0 : dice.number(-3...3)
    if let elapsed = frame.set.elapsedS {
      frame.set.elapsedS = elapsed + dice.number(0...2)
      // Coasting is taken off again.
      frame.set.distanceM = (frame.set.distanceM ?? 0) + dice.number(-0.5...3)
    }
    frame.motion.displaySpeedMps = speed
    frame.motion.powerW = dice.chance(0.2) ? nil : dice.number(-50...900)
    frame.motion.powerIsEstimated = dice.chance(0.3)
    frame.motion.cadenceSpm = dice.chance(0.2) ? nil : dice.number(0...200)
    return frame
  }
}

// The runner prints the arguments, so that a seed that failed can be added to the list.
@Test(
  "ten thousand random frames: packets equal them within the last digit, distance and time never fall",
  arguments: [1, UInt64.random(in: 2...UInt64.max)])
func randomFrames(seed: UInt64) throws {
  var belt = RandomBelt(seed: seed)
  var odometer = Odometer()
  var last = (distanceM: 0, elapsedS: 0)
  for index in 0..<10_000 {
    let frame = belt.next()
    odometer.take(frame, isWatched: true)
    let reading = BeltReading(frame, odometer, sendsEstimates: false)
    let decoded = try #require(DecodedTreadmill(reading.treadmillData.bytes), "seed \(seed), frame \(index)")
    let motion = frame.motion
    let kmh = motion.displaySpeedMps.magnitude * 3.6
    #expect((decoded.kmh - kmh).magnitude <= 0.005 + 1e-9, "seed \(seed), frame \(index)")
    #expect(
      Double(decoded.distanceM) <= odometer.distanceM && odometer.distanceM < Double(decoded.distanceM + 1))
    #expect(Double(decoded.elapsedS) <= odometer.elapsedS && odometer.elapsedS < Double(decoded.elapsedS + 1))
    #expect(
      decoded.distanceM >= last.distanceM && decoded.elapsedS >= last.elapsedS, "seed \(seed), frame \(index)"
    )
    last = (decoded.distanceM, decoded.elapsedS)
    if motion.powerIsEstimated {
      #expect(decoded.powerW == nil && decoded.forceN == nil)
    } else {
      #expect(decoded.powerW == motion.powerW.map { Int($0.rounded()) }, "seed \(seed), frame \(index)")
    }
  }
}

@Test("force is power divided by speed, and unknown on a belt that hardly moves")
func force() {
  var frame = LiveFrame()
  frame.motion.powerIsEstimated = false
  frame.motion.powerW = 110.4
  frame.motion.displaySpeedMps = 0.795
  let walking = BeltReading(frame, Odometer(), sendsEstimates: false)
  #expect((walking.effort?.forceN ?? 0) > 138.8 && (walking.effort?.forceN ?? 0) < 138.9)
  frame.motion.displaySpeedMps = 0.05
  #expect(BeltReading(frame, Odometer(), sendsEstimates: false).effort == .init(forceN: nil, powerW: 110.4))
}

@Test("estimated power is left out unless it is switched on")
func estimates() {
  var frame = LiveFrame()
  frame.motion.powerIsEstimated = true
  frame.motion.powerW = 50
  frame.motion.displaySpeedMps = 1
  #expect(BeltReading(frame, Odometer(), sendsEstimates: false).effort == nil)
  #expect(BeltReading(frame, Odometer(), sendsEstimates: true).effort?.powerW == 50)
}

@Test("training status of each phase")
func statusOfPhase() {
  func status(_ phase: String, rest: Double? = nil) -> TrainingStatus {
    var frame = LiveFrame()
    frame.phase = phase
    frame.set.restElapsedS = rest
    return BeltReading(frame, Odometer(), sendsEstimates: false).status
  }
  #expect(status("active") == .manualMode && status("paused") == .manualMode)
  #expect(status("idle") == .idle && status("candidate") == .idle && status("later") == .idle)
  #expect(status("idle", rest: 20) == .recoveryInterval && status("candidate", rest: 20) == .recoveryInterval)
  #expect(status("idle", rest: 1800) == .idle)
}

@Test("cadence in steps or in strides; unknown is 0, since the field cannot be left out")
func cadence() {
  var reading = BeltReading()
  reading.cadenceSpm = 96
  #expect(reading.runningSpeed(.steps).bytes[3] == 96 && reading.runningSpeed(.strides).bytes[3] == 48)
  reading.cadenceSpm = nil
  #expect(reading.runningSpeed(.steps).bytes[3] == 0)
}
