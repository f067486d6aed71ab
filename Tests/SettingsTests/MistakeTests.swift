// SPDX-License-Identifier: Apache-2.0
//
// Owns: what each mistake in a file is called: a file, and every line that is reported of it.

import Foundation
import Settings
import TestSupport
import Testing

private let gpio = "gpio: { line: GPIO17 }\n"
private let machine = "machine:\n  rollerCircumferenceM: 0.18\n  magnets: 4\n"

/// A file, and what is said of it.
struct Wrong: Sendable, CustomTestStringConvertible {
  var text: String
  var says: [String]
  var testDescription: String { says.first ?? "no mistakes" }

  init(_ text: String, _ says: String...) {
    self.text = text
    self.says = says
  }
}

extension Wrong {
  /// A file that is right but for what is added at its end.
  static func after(_ text: String, _ says: String...) -> Wrong {
    Wrong(text: gpio + machine + text, says: says)
  }

  /// The same with another value for one.
  static func swap(_ from: String, _ to: String, _ says: String...) -> Wrong {
    Wrong(text: gpio + machine.replacingOccurrences(of: from, with: to), says: says)
  }

  /// The same with another line.
  static func line(_ line: String, _ says: String...) -> Wrong {
    Wrong(text: "gpio: { line: \(line) }\n\(machine)", says: says)
  }

  private init(text: String, says: [String]) {
    self.text = text
    self.says = says
  }
}

private func said(_ text: String, environment: [String: String] = [:]) -> [String] {
  var reader = ConfigurationReader()
  reader.read(yaml: text, source: "f")
  reader.read(environment: environment)
  do {
    _ = try Configuration(reader, needsLine: true)
    return reader.warnings.map { "warning: \($0)" }
  } catch {
    return error.mistakes.map(\.description)
  }
}

@Test(
  "the form of a file: each mistake in the words of who wrote it, and the rest of the file is read as well",
  arguments: [
    Wrong(
      "gpio:\n\tline: GPIO17\n" + machine,
      "f:2: begins with a tab, which YAML does not allow; replace the tab by two spaces"),
    Wrong(
      "gpio:\n\tline: GPIO17\nmachine:\n\trollerCircumferenceM: 180\n\tmagnets: 4\n",
      "f:2: begins with a tab",
      "f:4: begins with a tab", "f:5: begins with a tab",
      "f:4: machine.rollerCircumferenceM: 180 is not within 0.01 to 10 m; did you mean 0.180 (180 mm)? It is in metres"
    ),
    Wrong(
      "\(gpio)machine: { rollerCircumferenceM: 0,180, magnets: 4 }",
      "f:2: machine.rollerCircumferenceM: \"0,180\": a decimal number has a point, not a comma: 0.180"),
    Wrong.swap(
      "0.18", "0,180",
      "f:3: machine.rollerCircumferenceM: \"0,180\": a decimal number has a point, not a comma: 0.180"),
    Wrong.after(
      "  name: Laufband: links\n",
      "f:5: name: a text with a colon and a space in it needs quotes: `name: \"Laufband: links\"`"),
    Wrong.after(
      "  name: @home\nstate: `x\n",
      "f:5: name: a text with the sign @ at its beginning needs quotes",
      "f:6: state: a text with the sign ` at its beginning needs quotes"),
    Wrong.swap("magnets: 4", "magnets:4", "f:4: magnets: a space is missing after the colon: `magnets: 4`"),
    Wrong.after("nonsense\n", "f:5: \"nonsense\": expected a key, a colon, a space and a value"),
    Wrong(
      "\(gpio)machine:\n  rollerCircumferenceM:\u{A0}0.18\n  magnets: 4\n",
      "f:3: has a no-break space, as copied from a web page; replace it by an ordinary space"),
    Wrong(
      "---\n\(gpio)\(machine)---\nmachine:\n  name: B\n",
      "f:6: begins a second document (`---`), which is not read; remove that line and join the two"),
    Wrong.after(
      "  name: \"Treadmill\nstate: x\n",
      "the quotation mark that opens in line 5 is not closed"),
    Wrong.after(
      "   name: T\n  colour: red\n", "f:5: does not fit the lines before it",
      "f:6: machine.colour: unknown key"),
    Wrong(
      "gpio: { line: GPIO17\n\(machine)",
      "`{` in line 1: a comma or the closing bracket is missing before this"),
    Wrong("# nothing\n", "f: is empty; `deadmill setup --config f` writes a configuration"),
    Wrong("", "f: is empty;"),
  ])
func form(_ wrong: Wrong) {
  let found = said(wrong.text)
  #expect(found.count == wrong.says.count, "\(found)")
  for says in wrong.says { #expect(found.contains { $0.contains(says) }, "\(says) is not in \(found)") }
}

@Test(
  "keys that are there twice: each with its own line, and the values of both are read",
  arguments: [
    Wrong.after("  magnets: 2\n", "f:5: magnets: given twice, also in line 4; remove one of the two"),
    Wrong.after(
      "machine:\n  name: B\n  colour: red\n", "f:5: machine: given twice, also in line 2",
      "f:7: machine.colour: unknown key"),
    Wrong.after(
      "  name: A\n  magnets: 4\n  name: B\n  name: C\nstate: a\nstate: b\n",
      "f:6: magnets: given twice, also in line 4", "f:7: name: given twice, also in line 5",
      "f:8: name: given twice, also in line 5", "f:10: state: given twice, also in line 9"),
    Wrong.line("GPIO17, line: GPIO27", "f:1: line: given twice, also in line 1"),
  ])
func twice(_ wrong: Wrong) {
  let found = said(wrong.text)
  #expect(found.count == wrong.says.count, "\(found)")
  for says in wrong.says { #expect(found.contains { $0.contains(says) }, "\(says) is not in \(found)") }
}

@Test(
  "values: what is meant is in the message",
  arguments: [
    Wrong.line("17", "f:1: gpio.line: 17 is a number and no line's name; write GPIO17"),
    Wrong.line("11", "write GPIO11, or GPIO17 if pin 11 of the header is meant"),
    Wrong.line("gpio27", "\"gpio27\" is not how the line is called; write GPIO27"),
    Wrong.line("GPIO 27", "\"GPIO 27\" is not how the line is called; write GPIO27"),
    Wrong.line("pin 13", "\"pin 13\" is not how the line is called; write GPIO27"),
    Wrong.line(
      "GPIO17, lineB: 22", "f:1: gpio.lineB: 22 is a number and no line's name; write GPIO22, or GPIO25"),
    Wrong.swap("0.18", "18", "did you mean 0.180 (18 cm)? It is in metres"),
    Wrong.swap("0.18", "18 cm", "\"18 cm\": give metres as a plain number, here 0.18"),
    Wrong.swap("0.18", "7 in", "\"7 in\": give metres as a plain number, here 0.1778"),
    Wrong.swap("0.18", "0x1p-3", "\"0x1p-3\" is not a number"),
    Wrong.swap("0.18", "1_0.18", "\"1_0.18\" is not a number"),
    Wrong.swap(": 4", ": 4.0", "\"4.0\" is not a whole number as written here; did you mean 4?"),
    Wrong.swap(": 4", ": 010", "\"010\" is not a whole number as written here; did you mean 10?"),
    Wrong.swap(": 4", ": 0o4", "did you mean 4?"),
    Wrong.swap(": 4", ": 4 magnets", "\"4 magnets\" is not a whole number; give the number alone: 4"),
    Wrong.after(
      "walker: { massKg: 176 lb }\n",
      "\"176 lb\": give kilograms as a plain number, here 79.8"),
    Wrong.after("sets: { pauseS: 1 min }\n", "\"1 min\": give seconds as a plain number, here 60"),
    Wrong.after(
      "console: { sound: no }\n",
      "\"no\" is none of: auto, off, bell, player; did you mean `off`?"),
    Wrong.after("console: { view: gim }\n", "did you mean `gym`?"),
    Wrong.after("  kind: slatbeld\n", "did you mean `slat-belt`?"),
    Wrong.after(
      "state: ~\n",
      "f:5: state: `~` alone means no value in YAML; give a path such as ~/deadmill"),
    Wrong.after("  name:\n", "f:5: machine.name: has no value; give it one, or remove the line"),
    Wrong.after("  name: null\n", "`null` means no value in YAML; put it in quotes"),
    Wrong.after("  name: \"a\\nb\"\n", "has a control character or a line break in it"),
    Wrong.after(
      "  name: “Treadmill 1”\n",
      "the quotation marks “ ” of a text processor would be part of the name"),
    Wrong.after("  name: \"\u{202E}evil\"\n", "has the invisible character U+202E in it"),
    Wrong.after(
      "  name: \(String(repeating: "x", count: 81))\n",
      "is 81 characters long; at most 80 are possible"),
    Wrong.after(
      "  name: Treadmill #3\n",
      "warning: f:5: machine.name: is \"Treadmill\", since ` #` begins a comment"),
    Wrong.after("metrics: /run/m.txt\n", "metrics: /run/m.txt: must end in .prom"),
    Wrong.after(
      "socket: /\(String(repeating: "x", count: 120))\n",
      "is 121 bytes long; a socket's path has 107 at most"),
    Wrong.after("machines: a.yaml\n", "f:5: machines: expected a list: `machines: [a.yaml]`"),
    Wrong.after("  lineB: GPIO27\n", "f:5: machine.lineB: unknown key here; it belongs under `gpio:`"),
    Wrong.after("magnets: 4\n", "f:5: magnets: unknown key here; it belongs under `machine:`"),
    Wrong.after("mashine: { magnets: 4 }\n", "f:5: mashine: unknown key; did you mean `machine`?"),
    Wrong(
      "d: &d\n  magnets: 4\n\(gpio)\(machine)  <<: *d\n", "one mapping cannot be merged into another"),
  ])
func values(_ wrong: Wrong) {
  let found = said(wrong.text)
  for says in wrong.says { #expect(found.contains { $0.contains(says) }, "\(says) is not in \(found)") }
}

@Test(
  "what people also write is taken",
  arguments: [
    "console: { units: kmh }", "console: { units: KM/H }", "console: { view: BIG, units: mps }",
    "machine: { rollerCircumferenceM: .18, magnets: 4, kind: Slat_Belt }", "walker:",
    "health: { silentDays: 0 }",
    "machine: { rollerCircumferenceM: \"0.18\", magnets: !!int \"4\", name: NO }",
  ])
func taken(_ text: String) {
  let whole = text.hasPrefix("machine:") ? gpio + text : gpio + machine + text
  #expect(said(whole + "\n") == [], "\(whole)")
  #expect(said("\u{FEFF}" + whole + "\r\n") == [], "with a byte order mark")
}

@Test("what is missing is reported beside everything else")
func missing() {
  let found = said("machine:\n  kind: nonsense\n")
  #expect(found.count == 4, "\(found)")
  for part in [
    "machine.kind", "machine.magnets: missing", "machine.rollerCircumferenceM: missing", "gpio.line: missing",
  ] {
    #expect(found.contains { $0.contains(part) }, "\(part)")
  }
}

@Test("bytes that are no text, lines and brackets without end: refused at once, by what they are")
func bytes() throws {
  let folder = try Folder()
  let path = folder.path + "/f.yaml"
  for (bytes, says) in [
    (Data([0xFF, 0xFE, 0x67, 0]), "f.yaml: is UTF-16 text"),
    (Data("gpio: {}\nname: Laufb\u{E4}nd".unicodeScalars.map { UInt8($0.value) }), "f.yaml:2: is not UTF-8"),
    (Data("gpio: { line: GPIO17 }\n\0\0".utf8), "f.yaml:2: has a NUL byte"),
    (Data(repeating: UInt8(ascii: "x"), count: 10_000_000), "is longer than 256 kB"),
    (Data(repeating: UInt8(ascii: "x"), count: 5000), "f.yaml:1: is 5000 bytes long"),
    (Data(String(repeating: "[\n", count: 50_000).utf8), "brackets in brackets"),
    (Data(String(repeating: "- ", count: 900).utf8), "brackets in brackets"),
  ] {
    try bytes.write(to: URL(fileURLWithPath: path))
    var reader = ConfigurationReader()
    reader.read(file: path)
    #expect(reader.mistakes.count == 1 && reader.mistakes[0].description.contains(says), "\(reader.mistakes)")
  }
  for (path, says) in [
    (folder.path, "is a directory"), (folder.path + "/none", "no such file; `deadmill setup"),
  ] {
    var reader = ConfigurationReader()
    reader.read(file: path)
    #expect(reader.mistakes.count == 1 && reader.mistakes[0].text.contains(says), "\(reader.mistakes)")
  }
}

@Test("paths: `~` is the home directory, and what is relative begins at the file that holds it")
func paths() throws {
  let folder = try Folder()
  let file = try folder.write(
    gpio + machine + "state: ./log\nsocket: s.sock\nmetrics: ~/m.prom\ntraining: { folder: . }\n", "f.yaml")
  let service = try ServiceConfiguration(file: file, needsLine: true)
  #expect(service.stateDirectory == folder.path + "/log" && service.socketPath == folder.path + "/s.sock")
  let home = try #require(ProcessInfo.processInfo.environment["HOME"])
  #expect(service.metricsPath == home + "/m.prom")
  let option = try ServiceConfiguration(file: file, state: "here", needsLine: true)
  #expect(option.stateDirectory == "here", "an option is relative to where it is typed")
  let environment = try ServiceConfiguration(
    file: file, environment: ["DEADMILL_STATE": "there"], needsLine: true)
  #expect(environment.stateDirectory == "there")
  #expect(said(gpio + machine + "state: ~nosuchuserhere/log\n")[0].contains("no such user"))
}
