// SPDX-License-Identifier: Apache-2.0
//
// Owns: numbers as people type them, and how the parser's messages are worded.

import ArgumentParser
import Testing

@testable import deadmill

@Test(
  "numbers with a comma, a unit, blanks",
  arguments: [
    ("62.5", 62.5), ("62,5", 62.5), ("62kg", 62), ("62 kg", 62), ("62,5 KG", 62.5), (" 62 ", 62), ("+62", 62),
    ("62.", 62), (".5", 0.5), ("-3,5", -3.5), ("100 lb", 45.359_237), ("", nil), ("kg", nil), ("6.2.5", nil),
    ("6,2,5", nil),
    ("62 m", nil), ("--62", nil), ("6-2", nil), ("nan", nil), ("inf", nil), ("1e3", nil), ("٦٢", nil),
    ("sixty", nil),
  ] as [(String, Double?)])
func numbers(text: String, value: Double?) {
  #expect(NumberText.number(text, units: ["kg": 1, "lb": 0.453_592_37]) == value)
}

@Test("exertion is 0 to 10 in halves, pain a whole number, and both may be written as shares of ten")
func exertionAndPain() throws {
  for step in 0...20 { #expect(try NumberText.exertion("\(Double(step) / 2)") == Double(step) / 2) }
  #expect(
    try NumberText.exertion("6,5/10") == 6.5 && NumberText.pain("3/10") == 3 && NumberText.pain("3.0") == 3)
  for text in ["10.5", "-0.5", "6.25", "x"] {
    #expect(throws: ValidationError.self) { try NumberText.exertion(text) }
  }
  for text in ["11", "-1", "2.5", "x"] { #expect(throws: ValidationError.self) { try NumberText.pain(text) } }
}

@Test(
  "values with a sign are joined to their option, and only those",
  arguments: [
    ("note last --rpe -1", "note last --rpe=-1"), ("demo --speedup -.5", "demo --speedup=-.5"),
    ("note last --text -5~kg", "note last --text=-5~kg"),
    ("sets --json --limit -3", "sets --json --limit=-3"),
    ("sets --since=-7d", "sets --since=-7d"), ("show -- -1", "show -- -1"), ("show -1", "show -1"),
    ("export -o -1", "export -o -1"), ("sets --limit 3", "sets --limit 3"), ("", ""),
  ])
func signs(line: String, prepared: String) throws {
  let words = line.split(separator: " ").map(String.init)
  #expect(try CommandLineCheck.prepared(words, Deadmill.self).joined(separator: " ") == prepared)
}

@Test("every command by its own name passes, and what comes before a name is left to the parser")
func commandsPass() throws {
  for command in Deadmill.configuration.subcommands {
    let name = try #require(command.configuration.commandName)
    #expect(try CommandLineCheck.prepared([name], Deadmill.self) == [name])
    for below in command.configuration.subcommands {
      let words = [name, try #require(below.configuration.commandName), "dmeo"]
      #expect(try CommandLineCheck.prepared(words, Deadmill.self) == words)
    }
  }
  for words in [
    ["help", "dmeo"], ["--help"], ["--version"], ["---completion", "dmeo"], ["walkers", "--json"],
  ] {
    #expect(try CommandLineCheck.prepared(words, Deadmill.self) == words)
  }
}

@Test("no option of any command is taken for a misspelt one")
func optionsPass() {
  for line in [
    "walkers --json --state x", "machines --state x", "export last -o x --format=fit --help", "watch --view",
    "calibrate distance --machine x --write", "note last -- --rpee", "--version",
    "setup --marks 4 --magnets 4",
    "--generate-completion-script ash", "sets --utc --no-pager",
  ] {
    #expect(
      UnknownOption.message(line.split(separator: " ").map(String.init), Deadmill.self) == nil, "\(line)")
  }
}

@Test(
  "what the parser says is reworded; what is not known stays",
  arguments: [
    ("Error: Unknown option '--x'. Did you mean '--y'?", "--x: no such option; did you mean `--y`?"),
    (
      "Error: Unexpected argument 'a b'",
      "\"a b\": not expected here; leave it out, or put a name with blanks in quotation marks"
    ),
    (
      "Error: 2 unexpected arguments: 'a', 'b'",
      "\"a\" \"b\": not expected here; leave it out, or put a name with blanks in quotation marks"
    ),
    ("Error: The value 'x' is invalid for '--n <n>': too small", "--n x: too small"),
    ("Error: The value 'x' is invalid for '<n>': too small", "x: too small"),
    (
      "Error: The value 'bigg' is invalid for '--view <view>'. Please provide one of 'big' and 'gym'.",
      "--view bigg: expected one of big, gym; did you mean `big`?"
    ),
    (
      "Error: The value 'q' is invalid for '--v <v>'. Please provide one of the following:\n  - alpha\n  - beta",
      "--v q: expected one of alpha, beta"
    ),
    ("Error: Missing expected argument '<id>'\nHelp: <id>  The set.", "<id> is missing; give it: the set"),
    ("Error: Something else\nentirely", "Something else\nentirely"),
  ])
func rewording(full: String, message: String) {
  let said = UsageMessage(full: full + "\nUsage: deadmill a\n  See 'deadmill a --help' for more information.")
  #expect(said.text == "deadmill: \(message)\nSee `deadmill a --help`.\n")
}
