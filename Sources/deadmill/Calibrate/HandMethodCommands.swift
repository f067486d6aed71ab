// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill calibrate distance`, `mass` and `friction`: what a tape, a weight and a scale measure.

import ArgumentParser
import Daemon
import Foundation
import Motion
import Pulses
import Settings
import Simulation
import Text

struct DistanceCalibration: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "distance", abstract: "Measure the belt travel per turn, from a known length.")

  @OptionGroup var options: CalibrateOptions

  @Option(
    help: "Distance the belt is moved, in metres: number of full belt revolutions times the belt's length.")
  var lengthM: Double

  @Option(help: "Standard uncertainty of that distance, in metres.")
  var lengthSdM = 0.005

  @Option(help: "Number of pulses, if you counted them yourself.")
  var pulses: Int?

  func run() async throws {
    let (count, magnets) = try await counted()
    let ratio = try options.ratio()
    let length = UncertainValue(lengthM, sd: lengthSdM)
    let found = try HandMethodWords.checked {
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
        "\(count) pulses over \(DecimalText.fixed(lengthM, 3)) m: \(CalibrationText.pair(found, "m")) per turn"
          + (ratio == 1 ? "" : " of the roller")
      )
      Output.line(
        "Uncertainty \(DecimalText.fixed(100 * found.sd / found.value, 2)) %; a longer distance improves it. Belt slip on the roller is not included."
      )
      if let doubt = try doubt(found) { Output.line(doubt) }
    }
    try options.save([.circumference(found)])
  }

  /// A length that is far from the configured one is more likely a miscount than a correction.
  private func doubt(_ found: UncertainValue) throws -> String? {
    guard let configured = try options.namedConfiguration(needsLine: false) else { return nil }
    let presentM = configured.profile.wheel.circumferenceM * configured.ratio
    let change = found.value / presentM - 1
    guard abs(change) > Self.doubtfulChange else { return nil }
    return "That is \(DecimalText.fixed(abs(100 * change), 0)) % \(change > 0 ? "more" : "less") than the "
      + "\(DecimalText.plain(presentM)) m that the configuration has; check --length-m, the count and the number of magnets."
  }

  private static let doubtfulChange = 0.1

  private func counted() async throws -> (Int, Int) {
    if let pulses { return (pulses, try options.figuresProfile().wheel.magnets) }
    let source = try options.source()
    let magnets = source.profile.wheel.magnets
    if !source.isLive, let recording = source.recording {
      return (CoastDown.timestamps(of: recording.edges, profile: source.profile).timestamps.count, magnets)
    }
    let instructions = """
      Put a mark on the belt and move it to the edge. Push the belt slowly, always in the same direction, by \
      \(DecimalText.fixed(lengthM, 3)) m, until the mark is at the edge again.
      The count is taken five seconds after the belt stops.
      """
    let heard = try await CalibrationListening.gather(source, instructions, restS: 5) { $0.count >= 10 }
    return (heard.timestamps.count, magnets)
  }
}

struct MassCalibration: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mass", abstract: "Measure the moving mass of the belt, from a known force.",
    discussion: """
      Either let a weight fall that drives the empty belt by a cord taped to it (--weight-kg, --fall-m), or pull the
      empty belt slowly and steadily with a luggage scale (--pull-n). Both need a coast-down first.
      """)

  @OptionGroup var options: CalibrateOptions

  @Option(help: "Mass of the falling weight in kg.")
  var weightKg: Double?
  @Option(help: "Standard uncertainty of that mass in kg. Default: 1 %.")
  var weightSdKg: Double?
  @Option(help: "Height of the fall in metres.")
  var fallM = 0.6

  @Option(help: "Steady pull at the scale in N (1 kg on its display is 9.81 N).")
  var pullN: Double?
  @Option(help: "Standard uncertainty of the pull in N.")
  var pullSdN = 0.5
  @Option(help: "Speed of the belt while it is pulled, in m/s.")
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
      mass = try HandMethodWords.checked {
        () throws(ManualCalibrationFault) in
        try MassMethod.massKg(pullN: pull, speedMps: speedMps, curve: curve)
      }
      method = "coast-down and luggage scale"
    }
    let drag = profile.drag.with(massKg: mass)
    if options.json {
      Output.line(
        CalibrationText.json([
          "massKg": mass.value, "massSdKg": mass.sd, "c0N": drag.c0N.value, "c0SdN": drag.c0N.sd,
          "c1NsPerM": drag.c1NsPerM.value, "c2Ns2PerM2": drag.c2Ns2PerM2.value,
        ]))
    } else {
      Output.line("Moving mass of the belt: \(CalibrationText.pair(mass, "kg")), including the rollers.")
      Output.line("Drag at 0.5 m/s: \(CalibrationText.pair(drag.emptyBeltForceN(atMps: 0.5), "N")).")
    }
    try options.save([.drag(drag, method: method, date: Date.now)])
  }

  private func withCurve(_ profile: MachineProfile) throws -> MachineProfile {
    guard profile.drag.isCalibrated else {
      throw UsageError(
        "no drag is known yet; run `calibrate coast-down --write` first, then name the machine with --machine"
      )
    }
    return profile
  }

  private func fallen(_ source: CalibrationSource, _ weight: UncertainValue) async throws -> UncertainValue {
    let wheel = source.profile.wheel
    let curve = source.profile.drag.curve
    var timestamps: [Int64] = []
    if !source.isLive, let recording = source.recording {
      timestamps = CoastDown.timestamps(of: recording.edges, profile: source.profile).timestamps
    } else {
      let instructions =
        "Keep the belt empty. Hold the weight up with the cord taut and release it; the run ends when the weight is on the floor."
      let fall = fallM
      timestamps = try await CalibrationListening.gather(source, instructions) {
        FallFit($0.span, from: 0, fallM: fall, wheel: wheel) != nil
      }.timestamps
    }
    guard let fit = FallFit(timestamps.span, from: 0, fallM: fallM, wheel: wheel) else {
      throw CalibrationFailure(
        "too few pulses in the fall (five are needed within \(DecimalText.fixed(0.9 * fallM, 2)) m); use a longer fall, or more magnets"
      )
    }
    return try HandMethodWords.checked {
      () throws(ManualCalibrationFault) in
      try MassMethod.massKg(
        weightKg: weight, accelerationMps2: fit.accelerationMps2, meanMps: fit.meanMps, curve: curve)
    }
  }
}

struct FrictionCalibration: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "friction", abstract: "Measure the friction between belt and deck under a walker's weight.",
    discussion: """
      One person stands on the belt, another pulls it slowly with a scale. Give the pull while the belt is moving, not
      the pull that starts it. Without a scale, put two different plates on the belt in turn, spin it, let it stop, and
      give both recordings (--plate-kg 20 --plate-recording A --plate-kg 60 --plate-recording B).
      """)

  @OptionGroup var options: CalibrateOptions

  @Option(help: "Steady pull at the scale in N.")
  var pullN: Double?
  @Option(help: "Standard uncertainty of the pull in N.")
  var pullSdN = 2.0
  @Option(help: "Mass of the person on the belt in kg.")
  var personKg: Double?
  @Option(help: "Standard uncertainty of that mass in kg.")
  var personSdKg = 0.5
  @Option(help: "Mass of a plate in kg (give the option twice).")
  var plateKg: [Double] = []
  @Option(help: "Recording of the belt stopping under that plate (give the option twice).")
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
      throw UsageError(
        "no drag is known yet; run `calibrate coast-down --write` and `calibrate mass --write` first")
    }
    var drag = profile.drag
    if let pullN, let personKg {
      let (pull, person) = (UncertainValue(pullN, sd: pullSdN), UncertainValue(personKg, sd: personSdKg))
      let empty = drag.emptyBeltForceN(atMps: 0.1)
      drag.mu = try HandMethodWords.checked {
        () throws(ManualCalibrationFault) in
        try FrictionMethod.mu(pullN: pull, emptyN: empty, personKg: person)
      }
    } else {
      let found = try plates(profile)
      drag = drag.with(massKg: found.massKg)
      drag.mu = found.mu
    }
    if options.json {
      Output.line(
        CalibrationText.json([
          "mu": drag.mu.value, "muSd": drag.mu.sd, "massKg": drag.massKg.value, "massSdKg": drag.massKg.sd,
        ]))
    } else {
      Output.line("Friction under a weight: \(CalibrationText.pair(drag.mu, ""))")
      Output.line("It changes by 5 to 10 % with heat and lubrication; repeat this from time to time.")
    }
    try options.save([.drag(drag, method: "friction by hand", date: Date.now)])
  }

  /// The two plates: how fast each stops, at the middle of the speeds both were seen at.
  private func plates(_ profile: MachineProfile) throws -> (massKg: UncertainValue, mu: UncertainValue) {
    var found: [(massKg: Double, result: CoastResult)] = []
    for (kg, path) in zip(plateKg, plateRecording) {
      let recording = try ReplayInput.read(path, isIntervals: options.intervals)
      let timestamps = CoastDown.timestamps(of: recording.edges, profile: profile).timestamps
      let coast = CoastDown(timestamps: timestamps, profile: profile, originNs: recording.startNs)
      guard let result = coast.result else {
        throw CalibrationFailure("\(path): \(CoastDownSession.failure(coast))")
      }
      found.append((kg, result))
    }
    found.sort { $0.massKg < $1.massKg }
    let low = max(found[0].result.slowestMps, found[1].result.slowestMps)
    let high = min(found[0].result.fastestMps, found[1].result.fastestMps)
    guard low < high else {
      throw CalibrationFailure("the two plates have no speed in common; spin the belt equally fast with both")
    }
    let mps = 0.5 * (low + high)
    let empty = profile.drag.curve.decelerationMps2(atMps: mps)
    let light = (found[0].massKg, found[0].result.curve.decelerationMps2(atMps: mps))
    let heavy = (found[1].massKg, found[1].result.curve.decelerationMps2(atMps: mps))
    return try HandMethodWords.checked {
      () throws(ManualCalibrationFault) in try FrictionMethod.plates(empty: empty, light: light, heavy: heavy)
    }
  }
}

/// A hand method's objection in words.
enum HandMethodWords {
  static func checked<Value>(_ method: () throws(ManualCalibrationFault) -> Value) throws -> Value {
    do {
      return try method()
    } catch {
      throw CalibrationFailure(text(error))
    }
  }

  private static func text(_ fault: ManualCalibrationFault) -> String {
    switch fault {
    case .figure: "a value is not above 0; check what you typed"
    case .noDrive:
      "the weight did not drive the belt; check that the cord is taut and the belt is empty"
    case .noFriction: "the pull is not above the drag of the empty belt; check that a person stands on it"
    case .contradiction: "the two plates contradict each other; repeat both, or use a scale"
    case .tooFewPulses: "too few pulses; move the belt further"
    }
  }
}

extension UncertainValue {
  /// A quantity of the disc as one of the roller.
  fileprivate func times(_ ratio: Double) -> UncertainValue { UncertainValue(value * ratio, sd: sd * ratio) }
}
