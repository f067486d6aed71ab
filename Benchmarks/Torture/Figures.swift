// SPDX-License-Identifier: Apache-2.0
//
// Owns: the figures of a stage, each with its goal, and their output. Must not know: how they were measured.

import Foundation

/// The goal of a figure.
enum Goal {
  case zero
  case atLeast(Double)
  case atMost(Double)
  /// Shown for information.
  case none

  var text: String {
    switch self {
    case .zero: "0"
    case .atLeast(let limit): ">= \(Figure.number(limit))"
    case .atMost(let limit): "<= \(Figure.number(limit))"
    case .none: "-"
    }
  }

  func verdict(_ value: Double) -> String {
    switch self {
    case .zero: value == 0 ? "met" : "missed"
    case .atLeast(let limit): value >= limit ? "met" : "missed"
    case .atMost(let limit): value <= limit ? "met" : "missed"
    case .none: "-"
    }
  }
}

/// One line of the table.
struct Figure {
  var stage: String
  var name: String
  var value: Double
  var goal: Goal

  /// Fields separated by tabs: `scripts/torture.sh` aligns them and looks for a missed goal.
  var line: String {
    [stage, name, Self.number(value), goal.text, goal.verdict(value)].joined(separator: "\t")
  }

  var isMissed: Bool { goal.verdict(value) == "missed" }

  static func number(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : String(format: "%.2f", value)
  }
}

/// Gathers figures and faults of a stage.
struct Figures {
  let stage: String
  private(set) var figures: [Figure] = []

  init(stage: String) { self.stage = stage }

  mutating func add(_ name: String, _ value: some BinaryInteger, _ goal: Goal) {
    add(name, Double(value), goal)
  }

  mutating func add(_ name: String, _ value: Double, _ goal: Goal) {
    figures.append(Figure(stage: stage, name: name, value: value, goal: goal))
  }

  /// Prints all of them and exits: with 1 if a goal was missed.
  func finish(faults: [String]) -> Never {
    for figure in figures { Out.line(figure.line) }
    for fault in faults.prefix(20) { Out.note("\(stage): \(fault)") }
    if faults.count > 20 { Out.note("\(stage): and \(faults.count - 20) more") }
    exit(figures.contains(where: \.isMissed) || !faults.isEmpty ? 1 : 0)
  }
}

/// Lines to the two outputs, each at once.
enum Out {
  static func line(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

  static func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
