// SPDX-License-Identifier: Apache-2.0
//
// Owns: text, tables and verdicts for Markdown. Must not know: what is measured.

import Foundation

/// One table: headings, and rows of as many fields.
struct Table {
  let headings: [String]
  private(set) var rows: [[String]] = []

  init(_ headings: [String]) { self.headings = headings }

  mutating func row(_ fields: [String]) { rows.append(fields) }

  /// Readable Markdown: the first column left-aligned, numbers right-aligned.
  var markdown: String {
    let widths = headings.indices.map { column in
      max(3, ([headings] + rows).map { $0[column].count }.max() ?? 0)
    }
    func line(_ fields: [String]) -> String {
      let padded = zip(fields, widths).enumerated().map { column, pair in
        let space = String(repeating: " ", count: pair.1 - pair.0.count)
        return column == 0 ? pair.0 + space : space + pair.0
      }
      return "| " + padded.joined(separator: " | ") + " |"
    }
    let rule = widths.enumerated().map { column, width in
      column == 0 ? String(repeating: "-", count: width) : String(repeating: "-", count: width - 1) + ":"
    }
    return ([line(headings), "| " + rule.joined(separator: " | ") + " |"] + rows.map(line))
      .joined(separator: "\n")
  }
}

/// The output of a run, section by section, and the missed targets.
struct Report {
  private var parts: [String] = []
  private(set) var missed: [String] = []
  private(set) var outOfReach: [String] = []
  private(set) var judged = 0

  mutating func heading(_ text: String, level: Int = 2) {
    parts.append(String(repeating: "#", count: level) + " " + text)
  }

  mutating func text(_ text: String) { parts.append(text) }

  mutating func table(_ table: Table) { parts.append(table.markdown) }

  /// Records a verdict; returns its word for the table.
  mutating func judge(_ name: String, _ verdict: Verdict) -> String {
    switch verdict {
    case .missed: missed.append(name)
    case .outOfReach: outOfReach.append(name)
    case .met, .mustMet, .none: break
    }
    if verdict != .none { judged += 1 }
    return verdict.rawValue
  }

  /// Judges a figure by a target, if there is one; returns must, goal and the word for the table.
  mutating func judge(_ name: String, _ value: Double, by target: Target?, reference: Double? = nil)
    -> [String]
  {
    guard let target else { return ["–", "–", judge(name, .none)] }
    let verdict = target.verdict(value, reference: reference)
    let figure = "\(name): \(short(value)), must be at most \(short(target.must))"
    return [short(target.must), target.goal.map(short) ?? "–", judge(figure, verdict)]
  }

  var markdown: String { parts.joined(separator: "\n\n") + "\n" }
}

/// With a fixed number of decimals; a dash where there is nothing.
func fixed(_ value: Double, _ decimals: Int) -> String {
  value.isFinite ? String(format: "%.\(decimals)f", value) : "–"
}

/// As short as possible with three digits.
func short(_ value: Double) -> String { value.isFinite ? String(format: "%.3g", value) : "–" }

/// A share as percent.
func percent(_ share: Double, _ decimals: Int) -> String { fixed(100 * share, decimals) }
