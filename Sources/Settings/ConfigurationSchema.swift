// SPDX-License-Identifier: Apache-2.0
//
// Owns: every key of the configuration as data: its place, kind and range. Must not know: files, YAML.

import Motion
import Pulses
import Training
import Words

/// What a configuration value may be.
package enum ConfigurationKind: Sendable, Equatable {
  case text
  /// A file or directory: `~` is the home directory, anything relative begins at the file that holds it.
  case path
  /// The name of a GPIO line.
  case line
  case number(ClosedRange<Double>, unit: String)
  case integer(ClosedRange<Int>)
  case choice([String])
  /// A list of words.
  case texts
  /// A list of files.
  case paths
  /// A list of numbers.
  case numbers(ClosedRange<Double>, count: ClosedRange<Int>)

  package var isList: Bool {
    switch self {
    case .numbers, .paths, .texts: true
    case .text, .path, .line, .number, .integer, .choice: false
    }
  }

  package var isPath: Bool { self == .path || self == .paths }
}

/// One key that a configuration may hold.
package struct ConfigurationKey: Sendable, Equatable {
  /// Dotted path, e.g. `machine.magnets`.
  package let path: String
  package let kind: ConfigurationKind

  package init(_ path: String, _ kind: ConfigurationKind) {
    self.path = path
    self.kind = kind
  }

  /// The last part of its path.
  package var name: String { path.split(separator: ".").last.map(String.init) ?? path }

  /// A value in the spelling that the program uses: a choice in any case, with or without its signs.
  package func canonical(_ text: String) -> String {
    guard case .choice(let choices) = kind else { return text }
    if path == "console.units", let unit = SpeedUnit(name: text) { return unit.rawValue }
    func plain(_ word: String) -> String { word.lowercased().filter { !"/-_ ".contains($0) } }
    return choices.first { plain($0) == plain(text) } ?? text
  }

  /// The environment variable that overrides it: `machine.rollerCircumferenceM` is
  /// `DEADMILL_MACHINE_ROLLER_CIRCUMFERENCE_M`.
  package var environmentName: String {
    var name = "DEADMILL_"
    for character in path {
      if character == "." {
        name += "_"
      } else if character.isUppercase {
        name += "_" + String(character)
      } else {
        name += character.uppercased()
      }
    }
    return name
  }
}

/// The keys of a kind of file. What is not among them is a mistake in the file.
package struct ConfigurationSchema: Sendable {
  package let keys: [ConfigurationKey]

  package init(keys: [ConfigurationKey]) { self.keys = keys }

  /// What `console.targetMps` may be.
  package static let targetRangeMps = 0.05...10.0

  /// Of the configuration.
  package static let configuration = ConfigurationSchema(keys: [
    ConfigurationKey("gpio.line", .line),
    ConfigurationKey("gpio.chip", .text),
    ConfigurationKey("gpio.offset", .integer(0...1023)),
    ConfigurationKey("gpio.lineB", .line),
    ConfigurationKey("gpio.offsetB", .integer(0...1023)),
    ConfigurationKey("gpio.bias", .choice(LineBias.words)),
    ConfigurationKey("gpio.backend", .choice(BackendChoice.words)),
    ConfigurationKey("machine.name", .text),
    ConfigurationKey("machine.kind", .choice(MachineKind.words)),
    ConfigurationKey("machine.rollerCircumferenceM", .number(MagnetWheel.circumferenceRangeM, unit: "m")),
    ConfigurationKey("machine.magnets", .integer(1...MagnetWheel.maxMagnets)),
    ConfigurationKey("machine.ratio", .number(0.01...100, unit: "turns per turn")),
    ConfigurationKey("machine.arcs", .numbers(0.01...1000, count: 1...MagnetWheel.maxUnevenMagnets)),
    ConfigurationKey("machine.arcSdM", .number(0...0.1, unit: "m")),
    ConfigurationKey("machine.magnetPlacementSdM", .number(0...0.1, unit: "m")),
    ConfigurationKey("machine.sensor", .choice(SensorKind.words)),
    ConfigurationKey("machine.edge", .choice(PulseEdge.words)),
    ConfigurationKey("machine.drag.massKg", .number(1...1000, unit: "kg")),
    ConfigurationKey("machine.drag.c0N", .number(0...1000, unit: "N")),
    ConfigurationKey("machine.drag.c1NsPerM", .number(0...1000, unit: "N s/m")),
    ConfigurationKey("machine.drag.c2Ns2PerM2", .number(0...1000, unit: "N s2/m2")),
    ConfigurationKey("machine.drag.mu", .number(0...1, unit: "")),
    ConfigurationKey("machine.drag.massSdKg", .number(0...1000, unit: "kg")),
    ConfigurationKey("machine.drag.c0SdN", .number(0...1000, unit: "N")),
    ConfigurationKey("machine.drag.c1SdNsPerM", .number(0...1000, unit: "N s/m")),
    ConfigurationKey("machine.drag.c2SdNs2PerM2", .number(0...1000, unit: "N s2/m2")),
    ConfigurationKey("machine.drag.muSd", .number(0...1, unit: "")),
    // Mass, c0, c1 and c2: the lower triangle by rows.
    ConfigurationKey("machine.drag.covariance", .numbers(-1e6...1e6, count: 10...10)),
    ConfigurationKey("machine.drag.spunRangeMps", .numbers(0...30, count: 2...2)),
    ConfigurationKey("machine.drag.date", .text),
    ConfigurationKey("machine.drag.method", .text),
    ConfigurationKey("walker.massKg", .number(20...300, unit: "kg")),
    // 0: a walker stays on the machine until a person changes that.
    ConfigurationKey("walker.restMin", .number(0...1440, unit: "min")),
    // How sets are found in motion.
    ConfigurationKey("sets.pauseS", .number(SetRuleSettings.pauseRangeS, unit: "s")),
    ConfigurationKey("sets.leastS", .number(SetRuleSettings.durationRangeS, unit: "s")),
    ConfigurationKey("sets.leastM", .number(SetRuleSettings.distanceRangeM, unit: "m")),
    ConfigurationKey("sets.leastMps", .number(SetRuleSettings.speedRangeMps, unit: "m/s")),
    // What is trained: a protocol's name, and where those of one's own are.
    ConfigurationKey("training.protocol", .text),
    ConfigurationKey("training.folder", .path),
    // 0: every walker's first set is as long as anyone's.
    ConfigurationKey("training.beginnerSessions", .integer(0...50)),
    // 0: a belt may be silent for ever.
    ConfigurationKey("health.silentDays", .number(0...3650, unit: "days")),
    // What `watch` shows where its options say nothing.
    ConfigurationKey("console.view", .choice(ViewMode.words)),
    ConfigurationKey("console.units", .choice(SpeedUnit.words)),
    ConfigurationKey("console.language", .choice(Language.words)),
    ConfigurationKey("console.sound", .choice(SoundMode.words)),
    ConfigurationKey("console.machine", .text),
    ConfigurationKey("console.compare", .choice(Comparison.words)),
    ConfigurationKey("console.targetMps", .number(targetRangeMps, unit: "m/s")),
    ConfigurationKey("console.page", .text),
    // Files of their own for several machines on one Pi, each with `gpio:` and `machine:`.
    ConfigurationKey("machines", .paths),
    // At the head of reports, unless `export --clinic` says another name.
    ConfigurationKey("clinic", .text),
    ConfigurationKey("state", .path),
    ConfigurationKey("socket", .path),
    ConfigurationKey("metrics", .path),
  ])

  /// Of the calibration beside it: the wheel that was measured, and what was found.
  package static let calibration = ConfigurationSchema(
    keys: ["rollerCircumferenceM", "magnets", "ratio"].compactMap { name in
      configuration.key("machine." + name).map { ConfigurationKey("wheel." + name, $0.kind) }
    }
      + configuration.keys.filter { key in
        ["machine.rollerCircumferenceM", "machine.arcs", "machine.arcSdM"].contains(key.path)
          || key.path.hasPrefix("machine.drag.")
      })

  /// The names of the sections, in the order of the schema.
  package var sections: [String] { names(under: "").filter(isSection) }

  package func key(_ path: String) -> ConfigurationKey? { keys.first { $0.path == path } }

  /// Whether `path` is a section that holds keys.
  package func isSection(_ path: String) -> Bool { keys.contains { $0.path.hasPrefix(path + ".") } }

  /// The names allowed directly under a section ("" is the top), in the order of the schema.
  package func names(under section: String) -> [String] {
    let prefix = section.isEmpty ? "" : section + "."
    var names: [String] = []
    for key in keys where key.path.hasPrefix(prefix) {
      let name = String(key.path.dropFirst(prefix.count).prefix { $0 != "." })
      if !names.contains(name) { names.append(name) }
    }
    return names
  }
}
