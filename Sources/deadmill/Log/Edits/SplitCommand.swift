// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill split`: two sets of one that was two walks. Must not know: how they are computed, who writes the log.

import ArgumentParser
import LiveFeed
import SetLog

struct SplitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split", abstract: "Make two sets of one that was two walks.",
    discussion: """
      The raw pulses are divided at a time, or in the longest pause, and each part is computed as a set. The set stays in \
      the log as a discarded one; `deadmill undo` brings it back.
      """)

  @Argument(help: "The set: \(SetReference.forms).", completion: Completions.sets)
  var id: String

  @Argument(help: "How far into the set, such as 1:30 or 90 (seconds). Without it: in the longest pause.")
  var at: String?

  @OptionGroup var state: StateOption

  @Flag(help: "Print the new sets as JSON.")
  var json = false

  func run() throws {
    var request = ControlRequest(.split)
    request.set = try SetResolver.id(id, in: state)
    request.afterS = try at.map { try DurationArgument.seconds($0, name: "AT") }
    let answer = try LogChanging.carryOut(request, in: state.chosen)
    try MadeSets.report(answer, "one of two sets", in: state, json: json)
  }
}

/// A duration as people type it.
enum DurationArgument {
  /// `90`, `1:30` or `1:02:03`.
  static func seconds(_ text: String, name: String) throws -> Double {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Double($0) }
    let isClock = parts.dropFirst().allSatisfy { $0.count == 2 || $0.contains(".") }
    guard numbers.count == parts.count, (1...3).contains(numbers.count), isClock,
      numbers.allSatisfy({ $0.isFinite && $0 >= 0 }), numbers.dropFirst().allSatisfy({ $0 < 60 }),
      case let seconds = numbers.reduce(0, { $0 * 60 + $1 }), seconds > 0
    else { throw UsageError("\(name) \(text): expected a time such as 1:30, or 90 for seconds") }
    return seconds
  }
}
