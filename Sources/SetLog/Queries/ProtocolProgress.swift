// SPDX-License-Identifier: Apache-2.0
//
// Owns: how sessions fulfil a protocol over the weeks: aim, build-up, weeks in a row. Must not know: how sets are stored.

import GRDB
import Pulses
import Training

/// A week of a protocol.
public struct ProtocolWeek: Sendable, Equatable {
  /// Its Monday.
  public var first: LocalDay
  /// Sessions that fulfilled the protocol at the step of that week.
  public var sessionsDone: Int
  /// Work of a set that was asked for, seconds.
  public var setDurationS: Double
}

/// How far a walker is with a protocol.
public struct ProtocolProgress: Sendable, Equatable {
  /// The protocol.
  public var `protocol`: TrainingProtocol
  /// Weeks with a session, the earliest first.
  public var weeks: [ProtocolWeek]
  /// Weeks that met the aim, in a row or not: the build-up counts them.
  public var weeksMet: Int
  /// Work of a set that is asked for now, seconds.
  public var setDurationS: Double
  /// Weeks in a row.
  public var streak: Streak
}

/// A session as a protocol's progress sees it.
public struct ProtocolSession: Sendable, Equatable {
  /// The local day on which it began.
  public var day: LocalDay
  /// Length of each set, seconds.
  public var durationsS: [Double]

  /// All fields.
  public init(day: LocalDay, durationsS: [Double]) {
    self.day = day
    self.durationsS = durationsS
  }
}

extension ProtocolProgress {
  /// - Parameters:
  ///   - protocol: what was walked.
  ///   - sessions: all sessions, in any order.
  ///   - today: a day of the present week; later weeks, which a wrong clock may have made, do not count.
  public init(_ protocol: TrainingProtocol, sessions: [ProtocolSession], today: LocalDay) {
    self.protocol = `protocol`
    let plan = `protocol`.plan
    let byWeek = Dictionary(grouping: sessions) { $0.day.monday }
    var weeks: [ProtocolWeek] = []
    var met = 0
    var metBeforeThisWeek = 0
    for monday in byWeek.keys.sorted() where monday <= today {
      if monday == today.monday { metBeforeThisWeek = met }
      let setDurationS = plan?.setDurationS(afterWeeks: met) ?? 0
      let sessions = byWeek[monday] ?? []
      let done =
        if let plan {
          sessions.count { $0.durationsS.count { $0 >= setDurationS - plan.toleranceS } >= plan.sets }
        } else {
          // Without a plan there is no session that is not done; several on one day are one.
          Set(sessions.map(\.day)).count
        }
      weeks.append(ProtocolWeek(first: monday, sessionsDone: done, setDurationS: setDurationS))
      if done >= `protocol`.weekly.fewest { met += 1 }
    }
    self.weeks = weeks
    weeksMet = met
    // A step is taken on a Monday, not in the middle of a week.
    let isThisWeekIn = weeks.last?.first == today.monday
    setDurationS = plan?.setDurationS(afterWeeks: isThisWeekIn ? metBeforeThisWeek : met) ?? 0
    streak = Streak(
      counts: Dictionary(weeks.map { ($0.first, $0.sessionsDone) }, uniquingKeysWith: +),
      aim: `protocol`.weekly.fewest, today: today)
  }
}

extension SetLog {
  /// The protocol of the newest counted set that belongs to one: what these sets are walked by now. Nil if none does.
  package func newestProtocol(_ filter: SetFilter) throws(SetLogError) -> String? {
    let times = TotalsCover.Edge(since: filter.since, until: filter.until)
    return try read { db in
      try SQLRequest<String>(
        literal: """
          SELECT protocol FROM countedSet
          WHERE \(filter.conditions(on: .sets)) AND \(times.condition) AND protocol IS NOT NULL
          ORDER BY startedAt DESC, id DESC LIMIT 1
          """
      ).fetchOne(db)
    }
  }

  /// Most sets that progress looks back on: at twelve a week that is more than seven years.
  public static let progressSets = 5000

  /// How far the sets of a filter are with a protocol. Sets that belong to another protocol are left out.
  ///
  /// It looks back on the newest `progressSets` sets; without a plan, on all of them.
  public func progress(
    _ protocol: TrainingProtocol, _ filter: SetFilter = SetFilter(), today: LocalDay = .today
  ) throws(SetLogError) -> ProtocolProgress {
    guard `protocol`.plan != nil else {
      let sessions = try days(filter).map { ProtocolSession(day: $0.first, durationsS: []) }
      return ProtocolProgress(`protocol`, sessions: sessions, today: today)
    }
    let times = TotalsCover.Edge(since: filter.since, until: filter.until)
    let sessions = try read { db in
      let rows = try SQLRequest<Row>(
        literal: """
          SELECT sessionId, localDay, durationS FROM countedSet
          WHERE \(filter.conditions(on: .sets)) AND \(times.condition)
            AND (protocol IS NULL OR protocol = \(`protocol`.name))
          ORDER BY startedAt DESC, id DESC LIMIT \(Self.progressSets)
          """
      ).fetchCursor(db)
      var sessions: [String: ProtocolSession] = [:]
      while let row = try rows.next() {
        guard let day = try row.value(at: 1, Int?.self) else { continue }
        let id: String = try row.value(at: 0)
        // From the newest to the oldest: the last one written is the day of the session's first set.
        sessions[id] = ProtocolSession(
          day: LocalDay(number: day), durationsS: (sessions[id]?.durationsS ?? []) + [try row.value(at: 2)])
      }
      return Array(sessions.values)
    }
    return ProtocolProgress(`protocol`, sessions: sessions, today: today)
  }
}

extension ProtocolSet {
  /// A logged set; sets of one boot share a clock.
  public init(_ record: SetRecord) {
    self.init(
      startS: Nanoseconds(record.clock.monotonicNs).seconds,
      endS: Nanoseconds(record.clock.monotonicEndNs).seconds)
  }

  /// A logged set in the clock of another one of its session, which may have gone on after a restart of the computer.
  package init(_ record: SetRecord, clockOf other: SetRecord) {
    self.init(record)
    guard record.clock.bootId != other.clock.bootId else { return }
    startS =
      Nanoseconds(other.clock.monotonicNs).seconds - Double(other.startedAt.unixMs - record.startedAt.unixMs)
      / 1000
    endS = startS + Double(record.endedAt.unixMs - record.startedAt.unixMs) / 1000
  }
}
