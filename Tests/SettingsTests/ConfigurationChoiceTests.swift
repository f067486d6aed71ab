// SPDX-License-Identifier: Apache-2.0
//
// Owns: that the schema allows exactly the words of each type, and that every word arrives as its case.

import Foundation
import Motion
import Pulses
import Testing
import Words

@testable import Settings

private func read(_ lines: String) throws(ConfigurationError) -> Configuration {
  var reader = ConfigurationReader()
  reader.read(
    yaml: "gpio:\n  line: GPIO17\n  lineB: GPIO27\nmachine:\n  rollerCircumferenceM: 0.18\n  magnets: 4\n"
      + "  sensor: quadrature\n" + lines, source: "a.yaml")
  return try Configuration(reader, needsLine: true)
}

private func words(_ path: String) throws -> [String] {
  guard case .choice(let words) = try #require(ConfigurationSchema.configuration.key(path)).kind else {
    return []
  }
  return words
}

@Suite("choices of the configuration")
struct ConfigurationChoiceTests {
  @Test("every kind of machine has a word, and brings its own drag", arguments: MachineKind.choices)
  func kinds(_ kind: MachineKind) throws {
    #expect(try read("  kind: \(kind.word)\n").profile.drag == .standard(for: kind))
    #expect(try words("machine.kind").contains(kind.word))
  }

  @Test("every edge has a word", arguments: PulseEdge.choices)
  func edges(_ edge: PulseEdge) throws {
    #expect(try read("  edge: \(edge.word)\n").profile.pulseEdge == edge)
  }

  @Test("every kind of sensor has a word", arguments: SensorKind.choices)
  func sensors(_ sensor: SensorKind) throws {
    var reader = ConfigurationReader()
    reader.read(
      yaml: "machine: { rollerCircumferenceM: 0.18, magnets: 4, sensor: \(sensor.word) }", source: "a.yaml")
    #expect(try Configuration(reader, needsLine: false).profile.sensor == sensor)
  }

  @Test("every bias and every back end has a word")
  func lines() throws {
    for bias in LineBias.choices {
      var reader = ConfigurationReader()
      reader.read(
        yaml: "gpio: { line: A, bias: \(bias.word) }\nmachine: { rollerCircumferenceM: 0.18, magnets: 4 }",
        source: "a.yaml")
      #expect(try Configuration(reader, needsLine: true).gpio.bias == bias)
    }
    for backend in BackendChoice.choices {
      var reader = ConfigurationReader()
      reader.read(
        yaml:
          "gpio: { line: A, backend: \(backend.word) }\nmachine: { rollerCircumferenceM: 0.18, magnets: 4 }",
        source: "a.yaml")
      #expect(try Configuration(reader, needsLine: true).gpio.backend == backend)
    }
  }

  @Test("the words of the console are those of its types")
  func console() throws {
    func console(_ line: String) throws -> ConsoleConfiguration {
      let path = NSTemporaryDirectory() + "deadmill-\(UUID().uuidString).yaml"
      defer { try? FileManager.default.removeItem(atPath: path) }
      try Data("console: { \(line) }\n".utf8).write(to: URL(fileURLWithPath: path))
      return try ConsoleConfiguration(file: path, environment: [:], isRequired: true)
    }
    for view in ViewMode.allCases { #expect(try console("view: \(view.rawValue)").view == view) }
    for unit in SpeedUnit.allCases { #expect(try console("units: \(unit.rawValue)").units == unit) }
    for language in Language.allCases {
      #expect(try console("language: \(language.rawValue)").language == language)
    }
    for sound in SoundMode.allCases { #expect(try console("sound: \(sound.rawValue)").sound == sound) }
    #expect(throws: ConfigurationError.self) { try console("view: huge") }
  }

  @Test(
    "each type of the pure modules has at least two words, all different, and no other word is one of them")
  func wordsAreDistinct() throws {
    for words in [MachineKind.words, PulseEdge.words, SensorKind.words] {
      #expect(words.count >= 2 && Set(words).count == words.count)
    }
    #expect(MachineKind(word: "curved") == nil && MachineKind.list == "motorised-off, slat-belt or sled")
  }

  @Test("a word that a schema allows and the type does not know is a mistake, and never the default")
  func looseSchema() throws {
    let loose = ConfigurationSchema(
      keys: ConfigurationSchema.configuration.keys.map { key in
        key.path == "machine.kind" ? ConfigurationKey(key.path, .choice(["curved"])) : key
      })
    var reader = ConfigurationReader(schema: loose)
    reader.read(
      yaml: "machine: { rollerCircumferenceM: 0.18, magnets: 4, kind: curved }", source: "a.yaml")
    let error = #expect(throws: ConfigurationError.self) { try Configuration(reader, needsLine: false) }
    #expect(error?.mistakes.first?.key == "machine.kind")
  }

  @Test("the limits of the schema are those of the wheel: what it allows can be made, what it refuses cannot")
  func limits() throws {
    let range = MagnetWheel.circumferenceRangeM
    for circumferenceM in [range.lowerBound, range.upperBound] {
      for magnets in [1, MagnetWheel.maxMagnets] {
        let yaml = "machine: { rollerCircumferenceM: \(circumferenceM), magnets: \(magnets) }"
        var reader = ConfigurationReader()
        reader.read(yaml: yaml, source: "a.yaml")
        #expect(try Configuration(reader, needsLine: false).profile.wheel.magnets == magnets)
      }
    }
    #expect(throws: MagnetWheelFault.magnetCount) {
      try MagnetWheel(circumferenceM: 1, magnets: MagnetWheel.maxMagnets + 1)
    }
    var reader = ConfigurationReader()
    reader.read(
      yaml: "machine: { rollerCircumferenceM: 1, magnets: \(MagnetWheel.maxMagnets + 1) }", source: "a.yaml")
    #expect(reader.mistakes.count == 1)
  }
}
