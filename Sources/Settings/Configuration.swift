// SPDX-License-Identifier: Apache-2.0
//
// Owns: the checked configuration as the rest of the daemon uses it. Must not know: YAML, lines.

import Motion
import Pulses
import Text
import Training

/// A checked configuration.
package struct Configuration: Sendable {
  package var gpio = GPIOConfiguration()
  package var machineName: String
  package var profile: MachineProfile
  package var stateDirectory: String
  package var socketPath: String
  /// Turns of the disc or wheel with the marks per turn of the roller; not 1 if it sits on the motor's side.
  package var ratio: Double
  /// How sets are found, as far as the configuration says.
  package var sets: SetRuleSettings
  /// Days without a pulse that are news; 0 for never.
  package var silentDays: Double
  /// Body mass of walkers who did not state one, kg; nil for the usual one.
  package var walkerMassKg: Double?
  /// A walker who has rested for longer is on the machine no more, minutes; 0 for never.
  package var walkerRestMin: Double
  /// So many first sessions of a walker are a beginner's; 0 for none.
  package var beginnerSessions: Int
  /// The training protocol as it was named, and where; nil if none was.
  package var protocolValue: ConfigurationValue?
  /// What was read, by key: where each value comes from.
  private let values: [String: ConfigurationValue]
  /// What the configuration says and a calibration wins over.
  private let overlaid: [String: ConfigurationValue]

  package static let defaultMachineName = "Treadmill"
  package static let defaultStateDirectory = "/var/lib/deadmill"
  package static let defaultSilentDays = 3.0
  package static let defaultWalkerRestMin = 10.0
  package static let defaultSocketPath = "/run/deadmill/deadmill.sock"

  /// Builds the configuration from values that were read.
  /// - Parameter needsLine: whether a GPIO line must be named.
  package init(_ reader: ConfigurationReader, needsLine: Bool) throws(ConfigurationError) {
    if let list = reader.values["machines"] {
      throw ConfigurationError([
        ConfigurationMistake(
          source: list.source, line: list.line, key: "machines",
          text:
            "this file lists several machines; name the file of one of them: \(list.scalars.joined(separator: ", "))"
        )
      ])
    }
    var builder = ConfigurationBuilder(reader)
    let profile = builder.profile()
    let gpio = builder.gpio(required: needsLine)
    guard builder.mistakes.isEmpty, let profile else {
      throw ConfigurationError(reader.isEmpty ? [reader.emptiness] : builder.mistakes)
    }
    self.gpio = gpio
    self.profile = profile
    values = reader.values
    overlaid = reader.overlaid
    silentDays = builder.number("health.silentDays") ?? Self.defaultSilentDays
    ratio = builder.ratio
    walkerMassKg = builder.number("walker.massKg")
    walkerRestMin = builder.number("walker.restMin") ?? Self.defaultWalkerRestMin
    beginnerSessions = builder.integer("training.beginnerSessions") ?? BeginnerSession.usualSessions
    sets = builder.sets
    protocolValue = builder.values["training.protocol"]
    machineName = builder.text("machine.name") ?? Self.defaultMachineName
    stateDirectory = builder.text("state") ?? Self.defaultStateDirectory
    socketPath = builder.text("socket") ?? Self.defaultSocketPath
  }

  /// Reads one machine's file with the calibration beside it.
  package init(file: String, needsLine: Bool, ignoresOtherWheel: Bool = false) throws(ConfigurationError) {
    var reader = ConfigurationReader()
    reader.read(machineFile: file, ignoresOtherWheel: ignoresOtherWheel)
    try self.init(reader, needsLine: needsLine)
  }
}

/// Where a value of a machine comes from.
package struct ConfigurationOrigin: Sendable, Equatable {
  /// The key under `machine:`, or a section as a whole.
  package var name: String
  /// `FILE:LINE`.
  package var location: String
  /// Where the same is in the configuration, which a calibration wins over; nil if it is not.
  package var overlaid: String?
}

extension Configuration {
  /// Where that comes from which a calibration can measure, as far as it is said at all.
  package var origins: [ConfigurationOrigin] {
    ["rollerCircumferenceM", "arcs", "arcSdM", "drag"].compactMap { name in
      guard let location = Self.location(name, values) else { return nil }
      return ConfigurationOrigin(name: name, location: location, overlaid: Self.location(name, overlaid))
    }
  }

  private static func location(_ name: String, _ values: [String: ConfigurationValue]) -> String? {
    let path = "machine." + name
    let found = values.filter { $0.key == path || $0.key.hasPrefix(path + ".") }.map(\.value)
    return found.min { ($0.line ?? 0) < ($1.line ?? 0) }?.location
  }
}

/// Puts values together, gathering what is missing or contradicts.
package struct ConfigurationBuilder {
  package let values: [String: ConfigurationValue]
  private let mainSource: String
  package private(set) var mistakes: [ConfigurationMistake]

  package init(_ reader: ConfigurationReader) {
    values = reader.values
    mainSource = reader.mainSource
    mistakes = reader.mistakes
  }

  package func text(_ path: String) -> String? { values[path]?.scalars.first }

  package func number(_ path: String) -> Double? { text(path).flatMap(Double.init) }

  package func integer(_ path: String) -> Int? { text(path).flatMap(Int.init) }

  package mutating func fail(_ path: String, _ text: String) {
    let value = values[path]
    mistakes.append(
      ConfigurationMistake(
        source: value?.source ?? mainSource, line: value?.line, key: path, text: text))
  }

  /// Turns of the marked disc per turn of the roller.
  package var ratio: Double { number("machine.ratio") ?? 1 }

  /// How sets are found, as far as it is said.
  package var sets: SetRuleSettings {
    SetRuleSettings(
      pauseS: number("sets.pauseS"), leastS: number("sets.leastS"), leastM: number("sets.leastM"),
      leastMps: number("sets.leastMps"))
  }

  /// A choice as its type. The schema allows the words of this type only; one that it would let through all the same is a
  /// mistake, and never the default.
  package mutating func choice<Choice: ConfigurationChoice>(_ path: String) -> Choice? {
    guard let word = text(path) else { return nil }
    let choice = Choice(word: word)
    if choice == nil {
      fail(path, "\"\(word)\" is none of: \(Choice.words.joined(separator: ", "))")
    }
    return choice
  }

  package mutating func choice<Choice: ConfigurationChoice>(_ path: String, or preset: Choice) -> Choice {
    choice(path) ?? preset
  }

  package mutating func gpio(required: Bool) -> GPIOConfiguration {
    var gpio = GPIOConfiguration()
    let line = text("gpio.line")
    let chip = text("gpio.chip")
    let offset = integer("gpio.offset")
    gpio.bias = choice("gpio.bias", or: gpio.bias)
    gpio.backend = choice("gpio.backend", or: gpio.backend)
    if line != nil, chip != nil || offset != nil {
      fail("gpio.line", "give either line, or chip and offset, not both")
    } else if (chip == nil) != (offset == nil) {
      fail(chip == nil ? "gpio.offset" : "gpio.chip", "chip and offset go together")
    } else if let line {
      gpio.line = .name(line)
    } else if let chip, let offset {
      gpio.line = .chip(label: chip, offset: offset)
    } else if required,
      !mistakes.contains(where: { $0.hides("gpio.line") || $0.key?.hasPrefix("gpio.") == true })
    {
      fail("gpio.line", "missing; name the line of the sensor, for example `line: GPIO17`")
    }
    gpio.second = secondLine(gpio.line)
    return gpio
  }

  /// The second line: there exactly if the sensor is a quadrature pair, named as the first one is, and another one.
  private mutating func secondLine(_ first: LineSelector?) -> LineSelector? {
    let name = text("gpio.lineB")
    let offset = integer("gpio.offsetB")
    // A value that was read and refused has its own mistake.
    let paths = ["gpio.lineB", "gpio.offsetB", "machine.sensor"]
    guard !mistakes.contains(where: { mistake in paths.contains { $0 == mistake.key } }) else { return nil }
    let given = ["gpio.lineB", "gpio.offsetB"].filter { values[$0] != nil }
    guard let path = given.first else {
      if isQuadrature, first != nil {
        fail(
          "machine.sensor",
          "quadrature needs the line of the second switch; give `lineB:` (or `offsetB:` with chip and offset) "
            + "under gpio")
      }
      return nil
    }
    if !isQuadrature {
      fail(path, "a second line without `sensor: quadrature` under machine; set that, or leave it out")
      return nil
    }
    if given.count == 2 {
      fail(path, "give either lineB, or offsetB with chip and offset, not both")
      return nil
    }
    let second: LineSelector? =
      switch first {
      case .name: name.map(LineSelector.name)
      case .chip(let label, _): offset.map { LineSelector.chip(label: label, offset: $0) }
      case nil: nil
      }
    if second == nil {
      fail(
        path,
        path == "gpio.lineB"
          ? "goes with line; with chip and offset give offsetB"
          : "goes with chip and offset; with line give lineB")
    } else if second == first {
      fail(path, "is the first line as well; each of the two switches needs a line of its own")
    }
    return second
  }

  private var isQuadrature: Bool { text("machine.sensor") == SensorKind.quadrature.word }

  package mutating func profile() -> MachineProfile? {
    let kind = choice("machine.kind", or: MachineKind.motorisedOff)
    let edge = choice("machine.edge", or: PulseEdge.falling)
    let sensor = choice("machine.sensor", or: SensorKind.single)
    let drag = drag(kind)
    guard let wheel = wheel() else { return nil }
    return MachineProfile(
      wheel: wheel, pulseEdge: edge, sensor: sensor, drag: drag,
      // Learnt arcs are known better than magnets are glued.
      magnetPlacementSdM: number("machine.arcSdM") ?? number("machine.magnetPlacementSdM"))
  }

  private mutating func wheel() -> MagnetWheel? {
    for path in ["machine.rollerCircumferenceM", "machine.magnets"] where values[path] == nil {
      // A value that was read and refused has its own mistake, and so has a file that could not be read at all.
      if !mistakes.contains(where: { $0.hides(path) }) {
        fail(
          path,
          "missing; the belt's travel per turn of the magnet wheel and its number of magnets are required")
      }
    }
    guard let lengthM = number("machine.rollerCircumferenceM"), let magnets = integer("machine.magnets")
    else {
      return nil
    }
    let turnM = lengthM / ratio
    guard MagnetWheel.circumferenceRangeM.contains(turnM) else {
      fail(
        values["machine.ratio"] == nil ? "machine.rollerCircumferenceM" : "machine.ratio",
        "the belt would move \(DecimalText.significant(turnM, 6)) m per turn of the disc (rollerCircumferenceM over ratio); "
          + "\(DecimalText.plain(MagnetWheel.circumferenceRangeM.lowerBound)) to "
          + "\(DecimalText.plain(MagnetWheel.circumferenceRangeM.upperBound)) m is possible; "
          + "ratio is turns of the disc per turn of the roller")
      return nil
    }
    do {
      guard let list = values["machine.arcs"]?.scalars.compactMap(Double.init) else {
        return try MagnetWheel(circumferenceM: turnM, magnets: magnets)
      }
      guard magnets <= MagnetWheel.maxUnevenMagnets else {
        fail(
          "machine.arcs",
          "arcs of \(magnets) marks: uneven arcs are possible with up to \(MagnetWheel.maxUnevenMagnets); leave arcs out, a disc's "
            + "marks are even")
        return nil
      }
      guard list.count == magnets else {
        fail(
          "machine.arcs", "\(list.count) arcs for \(magnets) magnets; give one arc a magnet, in forward order"
        )
        return nil
      }
      var arcs = InlineArray<16, Double>(repeating: 1)
      for index in 0..<magnets { arcs[index] = list[index] }
      return try MagnetWheel(circumferenceM: turnM, magnets: magnets, relativeArcs: arcs)
    } catch {
      fail("machine.rollerCircumferenceM", "cannot be a magnet wheel: \(error)")
      return nil
    }
  }
}
