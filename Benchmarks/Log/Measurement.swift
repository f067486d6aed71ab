// SPDX-License-Identifier: Apache-2.0
//
// Owns: how long something takes, as median and worst. Must not know: what it is.

import Foundation

/// How long something took, run by run.
struct Measurement {
  var name: String
  /// What the median must stay below, seconds; nil for what is only shown.
  var goalS: Double?
  /// Seconds, in order of length.
  private(set) var runsS: [Double]
  /// Seconds of the processor, in order; the rest of a run is waiting, for the disk or for others' work.
  private var processorS: [Double]
  /// The same answer without totals, seconds; nil if there is nothing to compare with.
  var plainS: Double?

  init(_ name: String, goalMs: Double?, runs: Int, _ work: (Int) throws -> Void) rethrows {
    self.name = name
    goalS = goalMs.map { $0 / 1000 }
    let clock = ContinuousClock()
    var runsS: [Double] = []
    var processorS: [Double] = []
    for run in 0..<runs {
      let begin = clock.now
      let used = Self.processorNow
      try work(run)
      processorS.append(Self.processorNow - used)
      runsS.append((clock.now - begin).seconds)
    }
    self.runsS = runsS.sorted()
    self.processorS = processorS.sorted()
  }

  /// Processor time of this program so far, seconds.
  private static var processorNow: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

  var medianS: Double { runsS[runsS.count / 2] }
  var worstS: Double { runsS.last ?? 0 }

  /// Whether the median is below the goal: the worst is shown too, but on a busy machine it reflects other work.
  var isMet: Bool { goalS.map { medianS < $0 } ?? true }

  static let head = row("", "median ms", "worst ms", "processor", "goal ms", "", "plain SQL", "times")

  var line: String {
    Self.row(
      name, Self.ms(medianS), Self.ms(worstS), Self.ms(processorS[processorS.count / 2]),
      goalS.map { Self.ms($0) } ?? "",
      goalS == nil ? "" : isMet ? "met" : "MISSED", plainS.map { Self.ms($0) } ?? "",
      plainS.map { Self.fixed($0 / medianS, $0 / medianS < 10 ? 1 : 0) } ?? "")
  }

  private static func row(_ name: String, _ cells: String...) -> String {
    let widths = [10, 10, 11, 9, 8, 11, 8]
    let padded = zip(cells, widths).map { String(repeating: " ", count: max(0, $1 - $0.count)) + $0 }
    return name + String(repeating: " ", count: max(0, 34 - name.count)) + padded.joined()
  }

  private static func ms(_ seconds: Double) -> String { fixed(seconds * 1000, seconds < 0.1 ? 2 : 0) }

  private static func fixed(_ value: Double, _ digits: Int) -> String {
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let whole = Int((value * Double(scale)).rounded())
    if digits == 0 { return String(whole) }
    let rest = String(whole % scale)
    return "\(whole / scale)." + String(repeating: "0", count: digits - rest.count) + rest
  }
}
