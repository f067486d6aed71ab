// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill calibrate distance`, `mass` and `friction`: what a tape, a weight and a scale tell.

import ArgumentParser
import Daemon
import Foundation
import Motion
import Pulses
import Settings
import Simulation

struct DistanceCalibration: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "distance", abstract: "Metres of belt per turn of the magnet wheel, from a measured length.")

  @OptionGroup var options: CalibrateOptions

  @Option(help: "Length the belt is moved, metres: whole rounds of the belt times its measured length.")
  var lengthM: Double

  @Option(help: "Standard uncertainty of that length, metres.")
  var lengthSdM = 0.005

  @Option(help: "Pulses that were counted by hand; left out, they are counted here.")
  var pulses: Int?

  func run() async throws {
    let (count, magnets) = try await counted()
    let ratio = try options.ratio()
    let length = UncertainValue(lengthM, sd: lengthSdM)
    let found = try HandMethodWords.told {
      () throws(ManualCalibrationFault) in
      try DistanceMethod.circumferenceM(lengthM: length, pulses: count, magnets: magnets)
    }.times(ratio)
    if options.json {
      Output.line(
        CalibrationText.json([
          "rollerCircumferenceM": found.value, "rollerCircumferenceSdM": found.sd, "pulses": count,
          "magnets": magnets,
          "ratio": ratio, "lengthM": lengthM,
        ]))
    } else {
      Output.line(
        "\(count) pulses over \(CalibrationText.fixed(lengthM, 3)) m: \(CalibrationText.pair(found, "m")) a turn"
          + (ratio == 1 ? "" : " of the roller")
      )
      Output.line(
        "That is within \(CalibrationText.fixed(100 * found.sd / found.value, 2)) %; a longer way is better. Slip of the belt on its roller is not in it."
      )
    }
    try options.save([CalibrationOutcome.circumference(found)])
  }

  private func counted() async throws -> (Int, Int) {
    if let pulses { return (pulses, try options.figuresProfile().wheel.magnets) }
    let source = try options.source()
    let magnets = source.profile.wheel.magnets
    if !source.isLive, let recording = source.recording {
      return (CoastDown.stamps(of: recording.edges, profile: source.profile).stamps.count, magnets)
    }
    Output.error(
      """
      Put a mark on the belt and move it to the edge. Push the belt slowly, the same way all the time, by
      \(CalibrationText.fixed(lengthM, 3)) m, until the mark is where it was. Five seconds after it stands the count is taken.
      """)
    let heard = try await CalibrationListening.gather(source, restS: 5) { $0.count >= 10 }
    return (heard.stamps.count, magnets)
  }
}

struct MassCalibration: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mass", abstract: "The mass the belt moves with, from a known force.",
    discussion: """
      Either a weight on a cord, taped to the belt over its end, falls and drives the empty belt (--weight-kg, --fall-m),
      or a luggage scale pulls the empty belt slowly and steadily (--pull-n). Both need a coast-down in the profile.
      """)

  @OptionGroup var options: CalibrateOptions

  @Option(help: "The falling weight, kg.")
  var weightKg: Double?
  @Option(help: "Standard uncertainty of the weight, kg. Default: 1 %.")
  var weightSdKg: Double?
  @Option(help: "How far it falls, metres.")
  var fallM = 0.6

  @Option(help: "Steady pull at the scale, N (1 kg on its display is 9.81 N).")
  var pullN: Double?
  @Option(help: "Standard uncertainty of the pull, N.")
  var pullSdN = 0.5
  @Option(help: "Speed of the belt while it is pulled, m/s.")
  var speedMps = 0.1

  func validate() throws {
    guard (weightKg == nil) != (pullN == nil) else {
      throw ValidationError("give either --weight-kg or --pull-n")
    }
    guard fallM > 0.1, fallM < 5 else { throw ValidationError("--fall-m must be 0.1 to 5") }
  }

  func run() async throws {
    let profile: MachineProfile
    let mass: UncertainValue
    let method: String
    if let weightKg {
      let source = try options.source()
      profile = try withCurve(source.profile)
      mass = try await fallen(source, UncertainValue(weightKg, sd: weightSdKg ?? 0.01 * weightKg))
      method = "coast-down and falling weight"
    } else {
      profile = try withCurve(options.figuresProfile())
      let pull = UncertainValue(pullN ?? 0, sd: pullSdN)
      let curve = profile.drag.curve
      mass = try HandMethodWords.told {
        () throws(ManualCalibrationFault) in
        try MassMethod.massKg(pullN: pull, speedMps: speedMps, curve: curve)
      }
      method = "coast-down and luggage scale"
    }
    let drag = CalibrationOutcome.drag(massKg: mass, before: profile.drag)
    if options.json {
      Output.line(
        CalibrationText.json([
          "massKg": mass.value, "massSdKg": mass.sd, "c0N": drag.c0N.value, "c0SdN": drag.c0N.sd,
          "c1NsPerM": drag.c1NsPerM.value, "c2Ns2PerM2": drag.c2Ns2PerM2.value,
        ]))
    } else {
      Output.line("The belt moves with the mass of \(CalibrationText.pair(mass, "kg")), rollers included.")
      Output.line("Its drag at 0.5 m/s is \(CalibrationText.pair(drag.emptyBeltForceN(atMps: 0.5), "N")).")
    }
    try options.save([CalibrationOutcome.drag(drag, method: method, date: Date.now)])
  }

  private func withCurve(_ profile: MachineProfile) throws -> MachineProfile {
    guard profile.drag.isCalibrated else {
      throw UsageError(
        "the profile has no drag yet: do `calibrate coast-down --write` first, then name it with --machine FILE"
      )
    }
    return profile
  }

  private func fallen(_ source: CalibrationSource, _ weight: UncertainValue) async throws -> UncertainValue {
    let wheel = source.profile.wheel
    let curve = source.profile.drag.curve
    var stamps: [Int64] = []
    if !source.isLive, let recording = source.recording {
      stamps = CoastDown.stamps(of: recording.edges, profile: source.profile).stamps
    } else {
      Output.error(
        "Nobody on the belt. Hold the weight at its height, the cord tight, let go; it is over when the weight lies."
      )
      let fall = fallM
      stamps = try await CalibrationListening.gather(source) {
        FallFit($0.span, from: 0, fallM: fall, wheel: wheel) != nil
      }.stamps
    }
    guard let fit = FallFit(stamps.span, from: 0, fallM: fallM, wheel: wheel) else {
      throw CalibrationFailure(
        "the fall gives too few pulses (five are needed in \(CalibrationText.fixed(0.9 * fallM, 2)) m): a longer fall, or more magnets"
      )
    }
    return try HandMethodWords.told {
      () throws(ManualCalibrationFault) in
      try MassMethod.massKg(
        weightKg: weight, accelerationMps2: fit.accelerationMps2, meanMps: fit.meanMps, curve: curve)
    }
  }
}

struct FrictionCalibration: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "friction", abstract: "Friction between belt and deck under a walker's weight.",
    discussion: """
      Somebody stands on the belt, somebody else pulls it slowly with a scale: the kinetic pull counts, not the one that
      breaks it loose. Without a scale: lay two different plates on the belt in turn, spin it and let it stop, and give
      two recordings (--plate-kg 20 --plate-recording A --plate-kg 60 --plate-recording B).
      """)

  @OptionGroup var options: CalibrateOptions

  @Option(help: "Steady pull at the scale, N.")
  var pullN: Double?
  @Option(help: "Standard uncertainty of the pull, N.")
  var pullSdN = 2.0
  @Option(help: "Mass of who stands on the belt, kg.")
  var personKg: Double?
  @Option(help: "Standard uncertainty of that mass, kg.")
  var personSdKg = 0.5
  @Option(help: "A plate's mass, kg; twice.")
  var plateKg: [Double] = []
  @Option(help: "The recording of the belt stopping under that plate; twice.")
  var plateRecording: [String] = []

  func validate() throws {
    if plateKg.isEmpty {
      guard pullN != nil, personKg != nil else {
        throw ValidationError("give --pull-n and --person-kg, or two plates")
      }
    } else if plateKg.count != 2 || plateRecording.count != 2 || plateKg[0] == plateKg[1] {
      throw ValidationError("give --plate-kg and --plate-recording twice each, two different plates")
    }
  }

  func run() async throws {
    let profile = try options.figuresProfile()
    guard profile.drag.isCalibrated else {
      throw UsageError("the profile has no drag yet: calibrate coast-down and mass first")
    }
    var drag = profile.drag
    if let pullN, let personKg {
      let (pull, person) = (UncertainValue(pullN, sd: pullSdN), UncertainValue(personKg, sd: personSdKg))
      let empty = drag.emptyBeltForceN(atMps: 0.1)
      drag.mu = try HandMethodWords.told {
        () throws(ManualCalibrationFault) in
        try FrictionMethod.mu(pullN: pull, emptyN: empty, personKg: person)
      }
    } else {
      let found = try plates(profile)
      drag = CalibrationOutcome.drag(massKg: found.massKg, before: drag)
      drag.mu = found.mu
    }
    if options.json {
      Output.line(
        CalibrationText.json([
          "mu": drag.mu.value, "muSd": drag.mu.sd, "massKg": drag.massKg.value, "massSdKg": drag.massKg.sd,
        ]))
    } else {
      Output.line("Friction under a weight: \(CalibrationText.pair(drag.mu, ""))")
      Output.line("It changes with heat and lubrication by 5 to 10 %, so do it again now and then.")
    }
    try options.save([CalibrationOutcome.drag(drag, method: "friction by hand", date: Date.now)])
  }

  /// The two plates: how fast each stops, at the middle of the speeds both were seen at.
  private func plates(_ profile: MachineProfile) throws -> (massKg: UncertainValue, mu: UncertainValue) {
    var found: [(massKg: Double, result: CoastResult)] = []
    for (kg, path) in zip(plateKg, plateRecording) {
      let recording = try ReplayInput.read(path, isIntervals: options.intervals)
      let stamps = CoastDown.stamps(of: recording.edges, profile: profile).stamps
      let coast = CoastDown(stamps: stamps, profile: profile, originNs: recording.startNs)
      guard let result = coast.result else {
        throw CalibrationFailure("\(path): \(CoastDownSession.failure(coast))")
      }
      found.append((kg, result))
    }
    found.sort { $0.massKg < $1.massKg }
    let low = max(found[0].result.slowestMps, found[1].result.slowestMps)
    let high = min(found[0].result.fastestMps, found[1].result.fastestMps)
    guard low < high else {
      throw CalibrationFailure("the two plates were not seen at the same speeds; spin both alike")
    }
    let mps = 0.5 * (low + high)
    let empty = profile.drag.curve.decelerationMps2(atMps: mps)
    let light = (found[0].massKg, found[0].result.curve.decelerationMps2(atMps: mps))
    let heavy = (found[1].massKg, found[1].result.curve.decelerationMps2(atMps: mps))
    return try HandMethodWords.told {
      () throws(ManualCalibrationFault) in try FrictionMethod.plates(empty: empty, light: light, heavy: heavy)
    }
  }
}

/// A hand method's objection in words.
enum HandMethodWords {
  static func told<Value>(_ method: () throws(ManualCalibrationFault) -> Value) throws -> Value {
    do {
      return try method()
    } catch {
      throw CalibrationFailure(text(error))
    }
  }

  private static func text(_ fault: ManualCalibrationFault) -> String {
    switch fault {
    case .figure: "a figure is not above 0; look at what you typed"
    case .noDrive:
      "the weight did not drive the belt as a weight can; was the cord tight, and nobody on the belt?"
    case .noFriction: "the pull is not above the drag of the empty belt; was somebody standing on it?"
    case .contradiction: "the two plates contradict each other; do both again, or use a scale"
    case .tooFewPulses: "too few pulses; move the belt further"
    }
  }
}

extension UncertainValue {
  /// A quantity of the disc as one of the roller.
  fileprivate func times(_ ratio: Double) -> UncertainValue { UncertainValue(value * ratio, sd: sd * ratio) }
}
