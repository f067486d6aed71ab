// SPDX-License-Identifier: Apache-2.0
//
// Owns: a report to print: one file without scripts and without anything from elsewhere; walker by walker, first a page
// at a glance, then the sessions as they come. Must not know: files, which sets are meant.

import SetLog

/// Writes the report.
struct HTMLWriter: ExportWriter {
  /// With more sessions than that, each is shown smaller, and they begin on a page of their own.
  private static let mostInFull = 2

  private let people: [HTMLPerson]
  private let options: ExportOptions
  private let text: ReportText
  private var totals = HTMLTotals()
  private var bases = HTMLBases()
  private var ofDay = HTMLTotals()
  private var openDay: LocalDay?
  /// Those who have come, by their position in `people`.
  private var opened: Set<Int> = []
  private var openPerson: Int?
  private var sessions = 0

  /// - Parameters:
  ///   - log: where the sets come from.
  ///   - filter: the sets that will come.
  ///   - today: a day of the present week.
  init(_ log: SetLog, _ filter: SetFilter, _ options: ExportOptions, today: LocalDay = .today) throws {
    self.options = options
    let text = ReportText(options.language)
    self.text = text
    let isPeriod = filter.id == nil && filter.sessionId == nil
    people = try Self.parts(filter, log).map { part in
      HTMLPerson(
        walker: part.walker, extent: try log.extent(part).onReadersClock,
        overview: isPeriod ? try ReportOverview(log, part, options, today: today) : nil, text: text)
    }
  }

  /// The sets of each walker, by name, then those without one.
  static func parts(_ filter: SetFilter, _ log: SetLog) throws -> [SetFilter] {
    guard filter.walker == nil, !filter.isAnonymous else { return [filter] }
    let extent = try log.extent(filter)
    let owners = extent.walkers.map { Optional($0) } + (extent.anonymousSets > 0 ? [nil] : [])
    return owners.map { walker in
      var part = filter
      part.walker = walker
      part.isAnonymous = walker == nil
      return part
    }
  }

  mutating func begin(_ sink: ([UInt8]) throws -> Void) throws {
    try sink(Array(HTMLPage.head(people, options, text).utf8))
  }

  mutating func write(_ session: ExportedSession, _ sink: ([UInt8]) throws -> Void) throws {
    for (position, person) in people.enumerated() {
      let sets = session.sets.filter { $0.record.walker == person.walker }
      if !sets.isEmpty { try write(ExportedSession(sets: sets), of: position, sink) }
    }
  }

  private mutating func write(
    _ session: ExportedSession, of position: Int, _ sink: ([UInt8]) throws -> Void
  ) throws {
    guard let first = session.sets.first?.record else { return }
    var html = openPerson == position ? "" : closePerson() + open(position, session)
    let day = LocalDay(of: first)
    if day != openDay {
      html += closeDay() + "<section class=\"day\">\n<h3>\(text.weekdayAndDate(day))</h3>\n"
      openDay = day
    }
    let isCompact = people[position].extent.sessions > Self.mostInFull
    html += HTMLSession(session: session, number: sessions, isCompact: isCompact, text: text).html(&bases)
    sessions += 1
    totals.add(session)
    ofDay.add(session)
    try sink(Array(html.utf8))
  }

  mutating func end(_ sink: ([UInt8]) throws -> Void) throws {
    try sink(Array((closePerson() + HTMLPage.foot(totals, bases, options, text)).utf8))
  }

  private mutating func open(_ position: Int, _ session: ExportedSession) -> String {
    openPerson = position
    let person = people[position]
    var sums = HTMLTotals()
    sums.add(session)
    let isNew = opened.insert(position).inserted
    let page = isNew ? person.html(number: position, totals: person.overview?.totals ?? sums) : ""
    let many = person.extent.sessions > Self.mostInFull ? " many" : ""
    return "<section class=\"person\">\n\(page)<div class=\"sessions\(many)\">\n"
  }

  private mutating func closePerson() -> String {
    guard openPerson != nil else { return "" }
    openPerson = nil
    return closeDay() + "</div>\n</section>\n\n"
  }

  /// A day with more than one session has a sum of its own.
  private mutating func closeDay() -> String {
    guard openDay != nil else { return "" }
    let sum =
      ofDay.sessions > 1
      ? "<p class=\"sum\">\(XMLText.escaped(text(.thisDay, ofDay.line(text))))</p>\n" : ""
    ofDay = HTMLTotals()
    openDay = nil
    return sum + "</section>\n"
  }
}
