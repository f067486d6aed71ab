// SPDX-License-Identifier: Apache-2.0
//
// Owns: user-defined protocols: what is read, and how each mistake is reported.

import Foundation
import Settings
import Testing
import Training

private let good = """
  name: my-intervals
  title: "Four sets of 45 seconds"
  setDurationS: 45
  sets: 4
  restS: 75
  toleranceS: 5
  restToleranceS: 20
  weekly: { min: 2, max: 3 }
  buildUp: { 0: 30, 3: 45 }
  """

@Test("a protocol of one's own is read as it is written")
func readsProtocol() throws {
  let read = try ProtocolFile.read(yaml: good, source: "a.yaml")
  #expect(read.name == "my-intervals" && read.title == "Four sets of 45 seconds")
  #expect(read.weekly == WeeklyAim(fewest: 2, most: 3))
  var plan = ProtocolPlan(setDurationS: 45, sets: 4, restS: 75, toleranceS: 5, restToleranceS: 20)
  plan.buildUp = [BuildUpStep(afterWeeks: 0, setDurationS: 30), BuildUpStep(afterWeeks: 3, setDurationS: 45)]
  #expect(read.plan == plan)
}

@Test("a protocol says how its sets are found, as far as it does")
func rulesOfAProtocol() throws {
  let read = try ProtocolFile.read(yaml: good + "\npauseS: 15\nleastMps: 0.03", source: "a.yaml")
  #expect(read.setRules == SetRuleSettings(pauseS: 15, leastMps: 0.03))
  #expect(try ProtocolFile.read(yaml: good, source: "a.yaml").setRules == SetRuleSettings())
}

@Test("what is left out has its default")
func defaults() throws {
  let read = try ProtocolFile.read(
    yaml: "name: one\nsetDurationS: 600\nsets: 1\nweekly: { min: 3, max: 3 }\n", source: "a.yaml")
  #expect(read.title == "one")
  #expect(read.plan == ProtocolPlan(setDurationS: 600, sets: 1, restS: 0, toleranceS: 60, restToleranceS: 15))
}

struct ProtocolMistake: Sendable, CustomTestStringConvertible {
  /// A line of the good file, and what stands there instead.
  var line: String
  var instead: String
  var says: String
  var testDescription: String { instead }

  init(_ line: String, _ instead: String, _ says: String) {
    self.line = line
    self.instead = instead
    self.says = says
  }
}

@Test(
  "each mistake is reported with file, line, key and range",
  arguments: [
    ProtocolMistake(
      "setDurationS: 45", "setDurationS: 45\npauseS: 700", "a.yaml:4: pauseS: 700 is not within 0.5 to 600 s"),
    ProtocolMistake(
      "setDurationS: 45", "setDurationS: 3", "a.yaml:3: setDurationS: 3 is not within 5 to 7200 s"),
    ProtocolMistake(
      "setDurationS: 45", "setDurationS: 45 s",
      "a.yaml:3: setDurationS: \"45 s\": give seconds as a plain number, here 45"),
    ProtocolMistake(
      "setDurationS: 45", "worksS: 45", "a.yaml:3: worksS: unknown key; known here: name, title, setDurationS"
    ),
    ProtocolMistake("sets: 4", "sets: 51", "a.yaml:4: sets: 51 is not within 1 to 50"),
    ProtocolMistake("sets: 4", "sets: [4]", "a.yaml:4: sets: expected one value"),
    ProtocolMistake("restS: 75", "restS: -1", "a.yaml:5: restS: -1 is not within 0 to 3600 s"),
    ProtocolMistake("restS: 75", "# none", "restS: missing; 4 sets have rests between them"),
    ProtocolMistake(
      "toleranceS: 5", "toleranceS: 30", "a.yaml:6: toleranceS: 30 s is not below the work of a set, 30 s"),
    ProtocolMistake(
      "weekly: { min: 2, max: 3 }", "weekly: { min: 4, max: 3 }",
      "a.yaml:8: weekly.min: 4 is more than weekly.max, 3"),
    ProtocolMistake(
      "weekly: { min: 2, max: 3 }", "weekly: { min: 2, max: 8 }",
      "a.yaml:8: weekly.max: 8 is not within 1 to 7"),
    ProtocolMistake("weekly: { min: 2, max: 3 }", "weekly: { min: 2 }", "a.yaml:8: weekly.max: missing"),
    ProtocolMistake(
      "weekly: { min: 2, max: 3 }", "weekly: 3", "a.yaml:8: weekly: expected keys below it: min, max"),
    ProtocolMistake("weekly: { min: 2, max: 3 }", "# none", "weekly.min: missing"),
    ProtocolMistake(
      "{ 0: 30, 3: 45 }", "{ 1: 30, 3: 45 }", "a.yaml:9: buildUp: the first step must be that of week 0"),
    ProtocolMistake(
      "{ 0: 30, 3: 45 }", "{ 0: 45, 3: 30 }", "a.yaml:9: buildUp.3: work must rise from step to step"),
    ProtocolMistake("{ 0: 30, 3: 45 }", "{ 0: 20, 3: 30, 2: 45 }", "a.yaml:9: buildUp.2: weeks must rise"),
    ProtocolMistake(
      "{ 0: 30, 3: 45 }", "{ 0: 30, 3: 40 }",
      "a.yaml:9: buildUp.3: the last step is 40 s, but setDurationS is 45 s"),
    ProtocolMistake(
      "{ 0: 30, 3: 45 }", "{ 0: 3, 3: 45 }", "a.yaml:9: buildUp.0: 3 is not within 5 to 7200 s"),
    ProtocolMistake(
      "{ 0: 30, 3: 45 }", "{ soon: 30, 3: 45 }", "a.yaml:9: buildUp: weeks: \"soon\" is not a whole number"),
    ProtocolMistake("{ 0: 30, 3: 45 }", "45", "a.yaml:9: buildUp: expected `weeks: seconds` pairs"),
    ProtocolMistake(
      "name: my-intervals", "name: My intervals",
      "a.yaml:1: name: \"My intervals\": only a to z, 0 to 9 and -"),
    ProtocolMistake("name: my-intervals", "name: a\nname: b", "a.yaml:2: name: given twice, also in line 1"),
    ProtocolMistake("name: my-intervals", "name: [", "the closing bracket is missing"),
  ])
func protocolMistakes(_ mistake: ProtocolMistake) throws {
  #expect(good.contains(mistake.line))
  let text = good.replacing(mistake.line, with: mistake.instead)
  let error = #expect(throws: ConfigurationError.self) {
    _ = try ProtocolFile.read(yaml: text, source: "a.yaml")
  }
  let told = "\(try #require(error))"
  #expect(told.contains(mistake.says), "\(told)")
}

@Test("several mistakes are reported at once, and a text that is no mapping is refused")
func severalMistakes() throws {
  let error = #expect(throws: ConfigurationError.self) {
    _ = try ProtocolFile.read(yaml: "name: a\nsets: 0\nsetDurationS: x\n", source: "a.yaml")
  }
  #expect(try #require(error).mistakes.count == 2)
  for text in ["", "just words", "- a\n- b"] {
    #expect(throws: ConfigurationError.self) { _ = try ProtocolFile.read(yaml: text, source: "a.yaml") }
  }
}

@Test("a folder's protocols stand beside the built-in ones; names are unique")
func folderOfProtocols() throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("deadmill-" + UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  func write(_ text: String, _ name: String) throws {
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
  }
  #expect(try ProtocolFile.all(folder: folder.path) == TrainingProtocol.builtIn)
  try write(good, "mine.yaml")
  try write("nothing of ours", "README.txt")
  try write("name: earlier\nworkS: 45\nsets: 1\nweekly: { min: 1, max: 2 }\n", "earlier.yml")
  #expect(try ProtocolFile.all(folder: folder.path).last?.plan?.setDurationS == 45)
  #expect(try ProtocolFile.all(folder: folder.path).map(\.name).suffix(2) == ["earlier", "my-intervals"])
  try write(good, "twice.yaml")
  try write(good.replacing("my-intervals", with: "free"), "zz.yaml")
  try write("name: broken\nsets: many\n", "other.yml")
  try write("\0\u{5}macOS", "._mine.yaml")
  let collection = try ProtocolFile.collection(folder: folder.path)
  #expect(collection.protocols.map(\.name).last == "my-intervals")
  let text = collection.broken.flatMap(\.mistakes).map(\.description).joined(separator: "\n")
  #expect(
    text.contains("twice.yaml: name: \"my-intervals\" is the name of") && text.contains("mine.yaml already"))
  #expect(text.contains("zz.yaml: name: \"free\" is the name of a built-in protocol already"))
  #expect(text.contains("other.yml:2: sets") && !text.contains("._mine"))
  #expect(collection.broken.map(\.names).contains(["other", "broken"]))
  #expect(throws: ConfigurationError.self) { _ = try ProtocolFile.all(folder: folder.path + "/none") }
}
