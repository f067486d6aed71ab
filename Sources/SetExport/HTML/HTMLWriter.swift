// SPDX-License-Identifier: Apache-2.0
//
// Owns: a report to print: one file without scripts and without anything from elsewhere; days, sessions as they come, and
// totals at its end. Must not know: files, which sets are meant.

import SetLog

/// Writes the report.
struct HTMLWriter: ExportWriter {
  /// With more sessions than that, each is shown smaller.
  private static let mostInFull = 2

  private let extent: LogExtent
  private let program: String
  private var totals = HTMLTotals()
  private var ofDay = HTMLTotals()
  private var openDay: String?

  /// - Parameters:
  ///   - extent: of all sets that will come.
  ///   - program: name and version.
  init(extent: LogExtent, program: String) {
    self.extent = extent
    self.program = program
  }

  mutating func begin(_ sink: ([UInt8]) throws -> Void) throws {
    try sink(Array(HTMLPage.head(extent).utf8))
  }

  mutating func write(_ session: ExportedSession, _ sink: ([UInt8]) throws -> Void) throws {
    guard let first = session.sets.first?.record else { return }
    let day = CalendarDay(of: first)
    let title = day.title
    var html = ""
    if title != openDay {
      html += closeDay() + "<section class=\"day\">\n<h2>\(title)</h2>\n"
      openDay = title
    }
    html +=
      HTMLSession(
        session: session, number: totals.sessions, isCompact: extent.sessions > Self.mostInFull
      ).html
    totals.add(session, on: day)
    ofDay.add(session, on: day)
    try sink(Array(html.utf8))
  }

  mutating func end(_ sink: ([UInt8]) throws -> Void) throws {
    try sink(Array((closeDay() + totals.html + HTMLPage.foot(totals, program: program)).utf8))
  }

  /// A day with more than one session has a sum of its own.
  private mutating func closeDay() -> String {
    guard openDay != nil else { return "" }
    let sum = ofDay.sessions > 1 ? "<p class=\"sum\">This day: \(ofDay.line)</p>\n" : ""
    ofDay = HTMLTotals()
    openDay = nil
    return sum + "</section>\n\n"
  }
}
