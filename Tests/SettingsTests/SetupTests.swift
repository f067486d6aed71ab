// SPDX-License-Identifier: Apache-2.0
//
// Owns: how answers of a setup are understood, and what becomes of a configuration that is there.

import Foundation
import Motion
import Pulses
import Settings
import TestSupport
import Testing

@Test("every unit of a length, in every spelling, with point, comma and space")
func lengths() {
  let spellings: [(Double, [String])] = [
    (
      0.18,
      [
        "0.18", "0,18", ".18", "0.18 m", "18cm", " 180 mm ", "180MM", "18,0 cm", "1.8 dm", "0,18 Meter",
        "18\u{A0}cm", "+0.18",
      ]
    ),
    (0.1778, ["7 in", "7in", "7\"", "7 inches", "7″", "7.0 inch", "7 Zoll"]),
    (0.1905, ["7 1/2 in", "7.5in", "7 1/2\""]),
    (0.3048, ["1 ft", "1'", "1 foot"]),
    (18, ["18", "18 m"]),
  ]
  for (metres, texts) in spellings {
    for text in texts { #expect(Quantity.metres(text) == metres, "\(text): \(Quantity.metres(text) ?? -1)") }
  }
  for text in [
    "", "m", "-1", "0", "nan", "1e400", "inf", "18 parsecs", "1 2", "1.2.3", "0x1", "1/0 in", "cm 18",
  ] {
    #expect(Quantity.metres(text) == nil, "\(text)")
  }
  for (text, kg) in [("80", 80), ("80,5 kg", 80.5), ("176 lb", 79.8), ("176lbs", 79.8), ("12 st", 76.2)] {
    #expect(Quantity.kilograms(text) == kg, "\(text)")
  }
  for (text, s) in [("6", 6), ("6 s", 6), ("1 min", 60), ("1,5 h", 5400), ("500 ms", 0.5)]
    as [(String, Double)]
  {
    #expect(Quantity.seconds(text) == s, "\(text)")
  }
}

@Test("every pin of the header, and every way to write a line of it")
func lineNames() throws {
  for number in 0...27 {
    for text in [
      "\(number)", "GPIO\(number)", "gpio\(number)", "Gpio \(number)", "GPIO-\(number)", "gpio_\(number)",
      "BCM\(number)", " \(number) ",
    ] {
      #expect(try LineName.of(text) == "GPIO\(number)", "\(text)")
    }
  }
  var lines: Set<String> = []
  for pin in 1...40 {
    guard let line = try? LineName.of("pin \(pin)") else { continue }
    for text in ["Pin\(pin)", "pin-\(pin)", "#\(pin)", "physical pin \(pin)"] {
      #expect(try LineName.of(text) == line)
    }
    lines.insert(line)
  }
  #expect(lines == Set((0...27).map { "GPIO\($0)" }), "28 pins of the 40 are lines")
  #expect(
    try LineName.of("pin 11") == "GPIO17" && LineName.of("PA6") == "PA6" && LineName.of("GPIO42") == "GPIO42")
  for text in [
    "", " ", "28", "gpio 99", "pin 6", "pin 41", "pin 0", "a\u{7}b", String(repeating: "x", count: 40),
  ] {
    #expect(throws: SetupHint.self, "\(text)") { try LineName.of(text) }
  }
}

@Test("answers that cannot be are refused with an example, at once")
func hints() {
  func hint<Answer>(_ body: () throws(SetupHint) -> Answer) -> String? {
    do {
      _ = try body()
      return nil
    } catch { return error.description }
  }
  #expect(
    hint { () throws(SetupHint) in try SetupAnswers.circumference("18") }
      == "18 m is too long: did you mean 18 cm?")
  #expect(
    hint { () throws(SetupHint) in try SetupAnswers.circumference("180") }
      == "180 m is too long: did you mean 180 mm?")
  #expect(
    hint { () throws(SetupHint) in try SetupAnswers.circumference("x") }?.contains("18 cm, 180 mm") == true)
  #expect(
    hint { () throws(SetupHint) in try SetupAnswers.circumference("1 mm") }?.contains("too short") == true)
  for text in ["0", "65", "-4", "4.5", "four", ""] {
    #expect(
      hint { () throws(SetupHint) in try SetupAnswers.magnets(text) }?.contains("1 to 64") == true, "\(text)")
  }
  for text in ["5", "500 kg", "heavy"] {
    #expect(
      hint { () throws(SetupHint) in try SetupAnswers.mass(text) }?.contains("80 kg") == true, "\(text)")
  }
  for text in ["", "   ", "a\nb", "“T”"] {
    #expect(hint { () throws(SetupHint) in try SetupAnswers.name(text) } != nil, "\(text)")
  }
  let words = ["motorised-off", "slat-belt", "sled"]
  for (text, word) in [
    ("1", words[0]), ("3", words[2]), ("Slat Belt", words[1]), ("slat", words[1]), ("motor", words[0]),
  ] {
    #expect((try? SetupAnswers.word(text, words)) == word, "\(text)")
  }
  for text in ["", "sl", "4", "0", "treadmill"] {
    #expect(
      hint { () throws(SetupHint) in try SetupAnswers.word(text, words) }?.contains("1 motorised-off") == true
    )
  }
}

private func answers() -> SetupAnswers {
  var answers = SetupAnswers()
  answers.line = "GPIO17"
  answers.rollerCircumferenceM = 0.18
  answers.magnets = 4
  return answers
}

@Test("a new file is a configuration, whatever the machine is called")
func newFile() throws {
  let folder = try Folder()
  let draft = try SetupDraft(folder.path + "/none.yaml")
  for name in ["Treadmill 3", "a: \"b\" # c", "\\", "- x", "'", "null", "Laufband Größe 3"] {
    var answers = answers()
    answers.name = name
    answers.kind = .slatBelt
    answers.sensor = .quadrature
    answers.secondLine = "GPIO27"
    answers.ratio = 1.5
    answers.protocolName = "deadmill-3x60"
    answers.walkerMassKg = 71.5
    var reader = ConfigurationReader()
    reader.read(yaml: try draft.newText(answers), source: "t")
    let configuration = try Configuration(reader, needsLine: true)
    #expect(configuration.machineName == name && configuration.gpio.line == .name("GPIO17"))
    #expect(configuration.gpio.second == .name("GPIO27") && configuration.ratio == 1.5)
    #expect(configuration.walkerMassKg == 71.5 && configuration.protocolValue?.scalars == ["deadmill-3x60"])
  }
  #expect(throws: ConfigurationError.self) {
    var answers = answers()
    answers.magnets = 99
    _ = try draft.newText(answers)
  }
}

/// Files as people and other programs write them.
private let forms = [
  "\u{FEFF}gpio: { line: GPIO22 }\r\nmachine: { rollerCircumferenceM: 0.25, magnets: 2 }\r\n",
  "gpio: { line: GPIO22 } # the pin\nmachine: { name: \"A, B\", rollerCircumferenceM: 0.25, magnets: 2 }   # mine\n",
  "# head\ngpio:\n  line: 'GPIO22'\nmachine:\n    name: A   # by the window\n    rollerCircumferenceM: 0.25\n    magnets: 2\n    arcs: [1, 2]\nstate: /var/x\n",
  "machine:\r\n  magnets: 2\r\n  rollerCircumferenceM: 0.250 # measured\r\ngpio: {line: GPIO22}\r\nconsole: { view: big }\r\n",
  "{ gpio: { line: GPIO22 }, machine: { rollerCircumferenceM: 0.25, magnets: 2, drag: { massKg: 30, c0N: 1, c1NsPerM: 1, c2Ns2PerM2: 1, mu: 0.1 } } }",
  "machine:\n  rollerCircumferenceM: 0.25\n  magnets: 2\n  drag:\n    massKg: 30\n    c0N: 1\n    c1NsPerM: 1\n    c2Ns2PerM2: 1\n    mu: 0.1\n\n# the line\ngpio:\n  line: GPIO22\nwalker:\n",
]

@Test("a file that is there is changed and not replaced: comments and all other keys stay", arguments: forms)
func changed(_ text: String) throws {
  let folder = try Folder()
  let path = try folder.write(text, "a.yaml")
  func values(_ text: String) -> [String: [String]] {
    var reader = ConfigurationReader()
    reader.read(yaml: text, source: "")
    #expect(reader.mistakes.isEmpty, "\(reader.mistakes)\n\(text)")
    return reader.values.mapValues(\.scalars)
  }
  let draft = try SetupDraft(path)
  #expect(try draft.newText(SetupAnswers()) == text, "nothing asked, nothing changed")
  var answers = SetupAnswers()
  answers.line = "GPIO5"
  answers.name = "New: \"name\""
  answers.rollerCircumferenceM = 0.3
  answers.kind = .sled
  answers.walkerMassKg = 70
  answers.protocolName = "retro-walk-10min"
  let result = try draft.newText(answers)
  var wanted = values(text)
  for (key, value) in [
    "gpio.line": "GPIO5", "machine.name": "New: \"name\"", "machine.rollerCircumferenceM": "0.3",
    "machine.kind": "sled",
    "walker.massKg": "70", "training.protocol": "retro-walk-10min",
  ] { wanted[key] = [value] }
  #expect(values(result) == wanted, "\(result)")
  for piece in text.split(separator: "#").dropFirst() {
    let comment = "#" + piece.prefix { !$0.isNewline }
    #expect(result.contains(comment), "\(comment) is gone:\n\(result)")
  }
  #expect(result.contains("\r\n") == text.contains("\r\n"))
  #expect(draft.changesWheel(answers) && !draft.changesWheel(SetupAnswers()))
}

@Test(
  "a key is removed from a text in any form, and nothing else changes",
  arguments: [
    ("walker:\n  massKg: 70   # Ada\n", ""), ("walker: { massKg: 70 }\n", ""),
    ("walker: { massKg: 70, restMin: 5 } # mine\n", "walker: { restMin: 5 } # mine\n"),
    ("walker: {restMin: 5 , massKg: 70}\n", "walker: {restMin: 5 }\n"),
    ("walker:\n  # of all\n  massKg: 70\n  restMin: 5\n", "walker:\n  # of all\n  restMin: 5\n"),
    ("walker: # everyone\n  massKg: 70\n", "walker: # everyone\n"),
    ("walker: {\n  massKg: 70,\n  restMin: 5\n}\n", "walker: {\n  restMin: 5\n}\n"),
  ])
func removed(text: String, left: String) throws {
  let (head, tail) = ("gpio: { line: GPIO17 }\n", "# end\nstate: /var/x\n")
  let result = try ConfigurationEdit.apply(
    [:], removing: ["walker.massKg"], to: head + text + tail)
  #expect(result == head + left + tail)
  #expect(throws: ConfigurationEdit.Failure.self) {
    try ConfigurationEdit.apply([:], removing: ["walker.massKg"], to: "walker:\n  massKg:\n    70\n")
  }
}

@Test(
  "a file with mistakes, one that lists machines, and answers that contradict it are refused with the reason")
func refused() throws {
  let folder = try Folder()
  func error(_ text: String, _ change: (inout SetupAnswers) -> Void = { _ in }) throws -> String {
    let path = try folder.write(text, "a.yaml")
    do {
      var answers = SetupAnswers()
      change(&answers)
      _ = try SetupDraft(path).newText(answers)
      return ""
    } catch { return "\(error)" }
  }
  #expect(try error("machine: { magnetz: 4 }").contains("a.yaml: is not changed while it has mistakes"))
  #expect(try error("machines: [b.yaml]").contains("`deadmill setup --config \(folder.path)/b.yaml`"))
  let arcs = "gpio: { line: GPIO17 }\nmachine: { rollerCircumferenceM: 0.18, magnets: 2, arcs: [1, 2] }\n"
  let said = try error(arcs) { $0.magnets = 4 }
  #expect(said.contains("2 arcs for 4 magnets") && said.contains("is left as it is"), "\(said)")
}
