// SPDX-License-Identifier: Apache-2.0

import Motion
import Pulses
import Sets
import Settings
import Testing
import Training

private let minimal = """
  gpio: { line: GPIO17 }
  machine:
    rollerCircumferenceM: 0.180
    magnets: 4
  """

private func read(_ text: String, environment: [String: String] = [:], needsLine: Bool = true)
  throws(ConfigurationError) -> Configuration
{
  var reader = ConfigurationReader()
  reader.read(yaml: text, source: "deadmill.yaml")
  reader.read(environment: environment)
  return try Configuration(reader, needsLine: needsLine)
}

/// The one-line texts of everything wrong with a file.
private func mistakes(_ text: String, environment: [String: String] = [:]) -> [String] {
  do {
    _ = try read(text, environment: environment)
    return []
  } catch {
    return error.mistakes.map(\.description)
  }
}

@Test("one pin and one length are enough")
func minimalFile() throws {
  let configuration = try read(minimal)
  #expect(configuration.gpio.line == .name("GPIO17"))
  #expect(configuration.gpio.bias == .pullUp)
  #expect(configuration.profile.wheel.circumferenceM == 0.18)
  #expect(configuration.profile.drag == .standard(for: .motorisedOff))
  #expect(!configuration.profile.drag.isCalibrated)
  #expect(configuration.stateDirectory == "/var/lib/deadmill")
}

struct MistakeRow: Sendable, CustomTestStringConvertible {
  var text: String
  var expected: [String]
  var testDescription: String { expected.joined(separator: " | ") }
}

@Test(
  "each mistake is reported with file, line, key and the remedy",
  arguments: [
    MistakeRow(
      text: minimal + "\n  magnet: 3",
      expected: [
        "deadmill.yaml:5: machine.magnet: unknown key; did you mean `magnets`?; known here: name, kind, rollerCircumferenceM, "
          + "magnets, ratio, arcs, arcSdM, magnetPlacementSdM, sensor, edge, drag"
      ]),
    MistakeRow(
      text: "gpio: { line: GPIO17 }\nmachine:\n  rollerCircumferenceM: 18 cm\n  magnets: 4",
      expected: [
        "deadmill.yaml:3: machine.rollerCircumferenceM: \"18 cm\": give metres as a plain number, here 0.18"
      ]),
    MistakeRow(
      text: "gpio: { line: GPIO17 }\nmachine:\n  rollerCircumferenceM: 180\n  magnets: 80",
      expected: [
        "deadmill.yaml:3: machine.rollerCircumferenceM: 180 is not within 0.01 to 10 m; did you mean 0.180 (180 mm)? It is in metres",
        "deadmill.yaml:4: machine.magnets: 80 is not within 1 to 64",
      ]),
    MistakeRow(
      text: minimal + "\n  kind: curved",
      expected: ["deadmill.yaml:5: machine.kind: \"curved\" is none of: motorised-off, slat-belt, sled"]),
    MistakeRow(
      text: minimal + "\n  arcs: [1, 2]",
      expected: [
        "deadmill.yaml:5: machine.arcs: 2 arcs for 4 magnets; give one arc a magnet, in forward order"
      ]),
    MistakeRow(
      text: minimal + "\n  magnets: 3",
      expected: [
        "deadmill.yaml:5: magnets: given twice, also in line 4; remove one of the two"
      ]),
    MistakeRow(
      text: minimal + "\n  drag: { massKg: 35 }",
      expected: ["c0N", "c1NsPerM", "c2Ns2PerM2", "mu"].map {
        "deadmill.yaml: machine.drag.\($0): missing; the drag section needs massKg, c0N, c1NsPerM, c2Ns2PerM2, mu; "
          + "give them all, or leave the section out"
      }),
    MistakeRow(
      text:
        "gpio: { line: GPIO17, chip: pinctrl, offset: 17 }\nmachine: { rollerCircumferenceM: 0.2, magnets: 1 }",
      expected: ["deadmill.yaml:1: gpio.line: give either line, or chip and offset, not both"]),
    MistakeRow(
      text: "gpio: { chip: pinctrl }\nmachine: { rollerCircumferenceM: 0.2, magnets: 1 }",
      expected: ["deadmill.yaml:1: gpio.chip: chip and offset go together"]),
    MistakeRow(
      text: "machine: { rollerCircumferenceM: 0.2, magnets: 1 }",
      expected: [
        "deadmill.yaml: gpio.line: missing; name the line of the sensor, for example `line: GPIO17`"
      ]),
    MistakeRow(
      text: "- a\n- b", expected: ["deadmill.yaml:1: expected `key: value` lines, such as `machine:`"]),
  ])
func mistakesAreTold(_ row: MistakeRow) {
  #expect(mistakes(row.text) == row.expected)
}

@Test("two lines in quadrature, by names or by offsets on one chip")
func quadrature() throws {
  let named = try read(quadratureFile("line: GPIO17, lineB: GPIO27"))
  #expect(named.gpio.line == .name("GPIO17") && named.gpio.second == .name("GPIO27"))
  #expect(named.profile.sensor == .quadrature)
  let counted = try read(quadratureFile("chip: pinctrl, offset: 17, offsetB: 27"))
  #expect(counted.gpio.line == .chip(label: "pinctrl", offset: 17))
  #expect(counted.gpio.second == .chip(label: "pinctrl", offset: 27))
  #expect(try read(minimal).profile.sensor == .single)
  // Without a line at all (a replay) there is nothing that a second one could be missing beside.
  let replayed = try read(
    "machine: { rollerCircumferenceM: 0.2, magnets: 1, sensor: quadrature }", needsLine: false)
  #expect(replayed.profile.sensor == .quadrature)
  let overridden = try read(
    minimal, environment: ["DEADMILL_MACHINE_SENSOR": "quadrature", "DEADMILL_GPIO_LINE_B": "GPIO27"])
  #expect(overridden.gpio.second == .name("GPIO27"))
}

private func quadratureFile(_ gpio: String, sensor: String = "quadrature") -> String {
  "gpio: { \(gpio) }\nmachine:\n  rollerCircumferenceM: 0.180\n  magnets: 4\n  sensor: \(sensor)"
}

@Test(
  "a second line is there exactly with a quadrature sensor, and is another one",
  arguments: [
    MistakeRow(
      text: quadratureFile("line: GPIO17"),
      expected: [
        "deadmill.yaml:5: machine.sensor: quadrature needs the line of the second switch; give `lineB:` "
          + "(or `offsetB:` with chip and offset) under gpio"
      ]),
    MistakeRow(
      text: quadratureFile("line: GPIO17, lineB: GPIO27", sensor: "single"),
      expected: [
        "deadmill.yaml:1: gpio.lineB: a second line without `sensor: quadrature` under machine; set that, "
          + "or leave it out"
      ]),
    MistakeRow(
      text: quadratureFile("chip: pinctrl, offset: 17, offsetB: 27", sensor: "single"),
      expected: [
        "deadmill.yaml:1: gpio.offsetB: a second line without `sensor: quadrature` under machine; set that, "
          + "or leave it out"
      ]),
    MistakeRow(
      text: quadratureFile("line: GPIO17, lineB: GPIO17"),
      expected: [
        "deadmill.yaml:1: gpio.lineB: is the first line as well; each of the two switches needs a line of its own"
      ]),
    MistakeRow(
      text: quadratureFile("chip: pinctrl, offset: 17, offsetB: 17"),
      expected: [
        "deadmill.yaml:1: gpio.offsetB: is the first line as well; each of the two switches needs a line of its own"
      ]),
    MistakeRow(
      text: quadratureFile("line: GPIO17, lineB: GPIO27, offsetB: 27"),
      expected: ["deadmill.yaml:1: gpio.lineB: give either lineB, or offsetB with chip and offset, not both"]),
    MistakeRow(
      text: quadratureFile("chip: pinctrl, offset: 17, lineB: GPIO27"),
      expected: ["deadmill.yaml:1: gpio.lineB: goes with line; with chip and offset give offsetB"]),
    MistakeRow(
      text: quadratureFile("line: GPIO17, offsetB: 27"),
      expected: ["deadmill.yaml:1: gpio.offsetB: goes with chip and offset; with line give lineB"]),
    MistakeRow(
      text: quadratureFile("chip: pinctrl, offset: 17, offsetB: 2000"),
      expected: ["deadmill.yaml:1: gpio.offsetB: 2000 is not within 0 to 1023"]),
    MistakeRow(
      text: quadratureFile("line: GPIO17, lineB: GPIO27", sensor: "double"),
      expected: ["deadmill.yaml:5: machine.sensor: \"double\" is none of: single, quadrature"]),
  ])
func secondLineMistakes(_ row: MistakeRow) {
  #expect(mistakes(row.text) == row.expected)
}

@Test("broken YAML is reported with its line")
func brokenYaml() throws {
  let text = mistakes("gpio: { line: GPIO17\nmachine:\n  magnets: [1")
  #expect(text.count >= 1)
  #expect(try #require(text.first).hasPrefix("deadmill.yaml:"))
  #expect(try #require(text.first).contains("the closing bracket is missing"))
}

@Test("the environment overrides the file, and its mistakes name the variable")
func environmentOverrides() throws {
  let configuration = try read(minimal, environment: ["DEADMILL_MACHINE_MAGNETS": "3", "HOME": "/"])
  #expect(configuration.profile.wheel.magnets == 3)
  #expect(
    mistakes(minimal, environment: ["DEADMILL_MACHINE_MAGNETS": "many"]) == [
      "environment DEADMILL_MACHINE_MAGNETS: machine.magnets: \"many\" is not a whole number"
    ])
}

@Test(
  "a variable that begins like a section is a mistake if it is no key; any other is a warning, with what was meant"
)
func unknownVariables() {
  func read(_ name: String) -> (mistakes: [String], warnings: [String]) {
    var reader = ConfigurationReader()
    reader.read(environment: [name: "3", "PATH": "/bin"])
    return (reader.mistakes.map(\.description), reader.warnings.map(\.description))
  }
  let key = read("DEADMILL_MACHINE_MAGNET")
  #expect(
    key.mistakes == [
      "environment: DEADMILL_MACHINE_MAGNET: no such setting; did you mean `DEADMILL_MACHINE_MAGNETS`?"
    ]
  )
  #expect(key.warnings == [])
  #expect(read("DEADMILL_SETS_LONG_S").mistakes.count == 1)
  let record = read("DEADMILL_RECORD")
  #expect(record.mistakes == [] && record.warnings == ["environment: DEADMILL_RECORD: no such setting"])
  #expect(
    read("DEADMILL_STAT").warnings == [
      "environment: DEADMILL_STAT: no such setting; did you mean `DEADMILL_STATE`?"
    ])
  #expect(
    read("DEADMILL_SOCKET_PATH").warnings[0].hasSuffix("did you mean `DEADMILL_SOCKET`?"))
  #expect(read("DEADMILL_SOCKET").warnings == [] && read("DEADMILL_SOCKET").mistakes == [])
}

@Test("a covariance that cannot be, or a second uncertainty beside it, is a mistake")
func covarianceMistakes() {
  func found(_ extra: String) -> [String] {
    let drag = "{ massKg: 35, c0N: 15, c1NsPerM: 4, c2Ns2PerM2: 0.5, mu: 0.17, \(extra) }"
    return mistakes(minimal + "\n  drag: " + drag)
  }
  #expect(found("covariance: [4, 0, 1, 0, 0, 1, 0, 0, 0, 1], date: \"2026-01-02\", method: tape") == [])
  #expect(
    found("covariance: [4, 3, 1, 0, 0, 1, 0, 0, 0, 1]").first?.contains("not a valid covariance") == true)
  #expect(found("covariance: [4, 0, 1]").first?.contains("expected 10 to 10 numbers") == true)
  #expect(
    found("c0SdN: 1, covariance: [4, 0, 1, 0, 0, 1, 0, 0, 0, 1]").first?.contains("in the covariance already")
      == true)
  #expect(found("spunRangeMps: [2, 1]").first?.contains("the slowest speed, then the fastest") == true)
}

@Test("learnt arcs and how well they are known reach the stages")
func learntArcs() throws {
  let profile = try read(minimal + "\n  arcs: [0.97, 1.02, 0.99, 1.02]\n  arcSdM: 0.0002\n").profile
  #expect(profile.magnetPlacementSdM == 0.0002)
  #expect((profile.wheel.arcM(0) - 0.97 / 4 * 0.18).magnitude < 1e-12)
}

@Test("every key has an environment name of its own, and is found by its path")
func schemaIsSound() {
  let names = Set(ConfigurationSchema.configuration.keys.map(\.environmentName))
  #expect(names.count == ConfigurationSchema.configuration.keys.count)
  #expect(names.contains("DEADMILL_MACHINE_ROLLER_CIRCUMFERENCE_M"))
  let schema = ConfigurationSchema.configuration
  for key in schema.keys { #expect(schema.key(key.path) == key) }
  for key in ConfigurationSchema.calibration.keys where key.path.hasPrefix("machine.") {
    #expect(schema.key(key.path) == key)
  }
}

@Test("a calibrated drag without uncertainties gets those of a careful hand calibration")
func calibratedDrag() throws {
  let text = minimal + "\n  drag: { massKg: 40, c0N: 10, c1NsPerM: 5, c2Ns2PerM2: 1, mu: 0.2, muSd: 0.004 }"
  let drag = try read(text).profile.drag
  #expect(drag.isCalibrated)
  #expect(drag.massKg == UncertainValue(40, sd: 2))
  #expect(drag.mu == UncertainValue(0.2, sd: 0.004))
}

@Test("rules of sets come from the configuration, else from the protocol, else they are the usual ones")
func rulesOfSets() throws {
  let usual = try read(minimal).sets
  #expect(usual == SetRuleSettings() && usual.rules == SetRules())
  let own = try read(minimal + "\nsets: { pauseS: 20, leastS: 1, leastM: 0.5, leastMps: 0.03 }").sets
  let rules = own.over(SetRuleSettings(pauseS: 12)).rules
  #expect(rules.longestPauseNs == 20_000_000_000 && rules.minimumDurationNs == 1_000_000_000)
  #expect(rules.minimumDistanceM == 0.5 && rules.minimumSpeedMps == 0.03 && rules.minimumDrivenS == 0.8)
  #expect(TrainingProtocol.retroWalk.setRules.pauseS == 12)
  let partly = try read(minimal + "\nsets: { leastS: 4 }").sets
  #expect(partly.over(TrainingProtocol.retroWalk.setRules).rules.longestPauseNs == 12_000_000_000)
  #expect(partly.over(TrainingProtocol.retroWalk.setRules).rules.minimumDurationNs == 4_000_000_000)
  #expect(partly.rules.minimumDrivenS == SetRules().minimumDrivenS)
  let environment = ["DEADMILL_SETS_PAUSE_S": "9"]
  #expect(try read(minimal, environment: environment).sets.pauseS == 9)
}

@Test(
  "a rule of sets out of range is reported with its range",
  arguments: [
    ("pauseS: 0.4", "0.4 is not within 0.5 to 600 s"), ("pauseS: 601", "601 is not within 0.5 to 600 s"),
    ("leastS: 0", "0 is not within 0.5 to 600 s"), ("leastM: 0", "0 is not within 0.1 to 1000 m"),
    ("leastMps: 2", "2 is not within 0.01 to 1 m/s"), ("pause: 2", "unknown key"),
  ])
func rulesOutOfRange(text: String, mistake: String) {
  let found = mistakes(minimal + "\nsets: { \(text) }")
  #expect(found.count == 1 && found[0].contains(mistake), "\(found)")
}

@Test("a disc on the motor's side: the belt's travel per turn of it is that of the roller over the ratio")
func ratioOfADisc() throws {
  let text = "gpio: { line: GPIO17 }\nmachine: { rollerCircumferenceM: 0.18, magnets: 8, ratio: 4.5 }"
  let configuration = try read(text)
  #expect(configuration.ratio == 4.5 && abs(configuration.profile.wheel.circumferenceM - 0.04) < 1e-15)
  #expect(try read(minimal).ratio == 1 && read(minimal).profile.wheel.circumferenceM == 0.18)
  let small = mistakes(text.replacing("4.5", with: "50"))
  #expect(small.count == 1 && small[0].contains("machine.ratio") && small[0].contains("0.0036 m per turn"))
  #expect(mistakes(text.replacing("4.5", with: "0"))[0].contains("not within 0.01 to 100"))
}

@Test("uneven arcs are possible with up to 16 marks")
func arcsOfManyMarks() {
  let list = repeatElement("1", count: 16).joined(separator: ", ")
  let text = "gpio: { line: GPIO17 }\nmachine: { rollerCircumferenceM: 0.18, magnets: 24, arcs: [\(list)] }"
  #expect(mistakes(text).count == 1 && mistakes(text)[0].contains("up to 16"))
}
