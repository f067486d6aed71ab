// SPDX-License-Identifier: Apache-2.0
//
// Owns: lines, targets, and the effect of a miss. Must not know: what is measured.

import Foundation

/// A printed table. Times are noisy on a shared machine, so only hard targets fail the run.
struct Table {
  private var missed: [String] = []

  init() { line("figure", "value", "target", "", "") }

  mutating func hard(
    _ name: String, _ value: Double, _ format: String, atMost: Double? = nil, atLeast: Double? = nil,
    note: String = ""
  ) {
    // Written so that NaN is a miss.
    let isMet = (atMost.map { value <= $0 } ?? true) && (atLeast.map { value >= $0 } ?? true)
    if !isMet { missed.append(name) }
    line(name, format, value, atMost ?? atLeast, atMost != nil, isMet ? "met" : "MISSED", note)
  }

  func soft(_ name: String, _ value: Double, _ format: String, atMost: Double, note: String = "") {
    line(name, format, value, atMost, true, value <= atMost ? "met" : "above", note)
  }

  func note(_ name: String, _ value: Double, _ format: String, _ note: String = "") {
    line(name, format, value, nil, true, "", note)
  }

  mutating func fail(_ reason: String) { missed.append(reason) }

  func finish() {
    guard !missed.isEmpty else { return }
    print("hard targets missed: " + missed.joined(separator: "; "))
    exit(1)
  }

  private func line(
    _ name: String, _ format: String, _ value: Double, _ target: Double?, _ isUpper: Bool, _ verdict: String,
    _ note: String
  ) {
    let bound = target.map { (isUpper ? "<= " : ">= ") + String(format: "%g", $0) } ?? ""
    line(name, String(format: format, value), bound, verdict, note)
  }

  private func line(_ name: String, _ value: String, _ target: String, _ verdict: String, _ note: String) {
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    func right(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    print("\(padded(name, 58)) \(right(value, 9))  \(padded(target, 9)) \(padded(verdict, 7)) \(note)")
    fflush(nil)
  }
}
