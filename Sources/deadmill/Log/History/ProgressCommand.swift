// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill progress`: weeks, aim, weeks in a row, bests and trend. Must not know: how they are laid out.

import ArgumentParser
import Daemon
import SetLog
import Settings
import Text
import Training

struct ProgressCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "progress", abstract: "Show weeks, aim, streak, best sets and trend.",
    discussion: """
      A protocol says what a session is and how often a week: deadmill-3x60, retro-walk-10min, sled-pull-intervals, \
      free (any set counts), or one of your own, a YAML file in \(ProtocolFile.defaultFolder). Without --protocol \
      weeks are judged by that of the walker's newest set. They are plans that are counted, not medical advice.

      Without --walker each walker is shown separately, and sets without a walker last.
      """)

  @OptionGroup var choice: SetChoice

  @Option(
    name: .customLong("protocol"),
    help: "Training protocol (default: that of the walker's newest set, else free).",
    completion: Completions.protocols)
  var protocolName: String?

  @Option(
    name: .customLong("protocols"), help: "Directory with protocols of your own (*.yaml).",
    completion: .directory)
  var folder: String?

  @Option(help: "Number of weeks to show, 1 to 520.")
  var weeks = 12

  @OptionGroup var state: StateOption

  @OptionGroup var pager: PagerOption

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard (1...520).contains(weeks) else { throw ValidationError("--weeks \(weeks): expected 1 to 520") }
  }

  func run() throws {
    let protocols = try ProtocolChoice.all(folder: folder)
    let chosen = try protocolName.map { try ProtocolChoice.named($0, folder: folder) }
    let log = try SetLog.opened(reading: state.chosen)
    let filter = try choice.filter(log)
    func report(_ filter: SetFilter) throws -> ProgressReport {
      let plan = try chosen ?? ProtocolChoice.walked(log, filter, of: protocols)
      return try ProgressReport(log, filter, plan, weeks: weeks, today: .today)
    }
    let reports = try people(log, filter).map(report)
    if json {
      let all = try report(filter)
      return Output.line(all.json(people: reports))
    }
    let look = TerminalLook.standardOutput
    try pager.paging(look) { write in
      for (number, report) in reports.enumerated() {
        try write((number > 0 ? "\n\n" : "") + ProgressText(report: report, look: look).text)
      }
      try write(ProgressText.foot(look))
    }
  }

  /// The reports to show: one per walker with sets and one for sets without a walker; a single one if no set has a walker.
  private func people(_ log: SetLog, _ filter: SetFilter) throws -> [SetFilter] {
    guard filter.walker == nil, !filter.isAnonymous, try !log.walkers().isEmpty else { return [filter] }
    let filters = try SetOwner.all(log, filter).map { $0.filter(within: filter) }
    let found = try filters.filter { try log.summary($0).sets > 0 }
    return found.isEmpty ? [filter] : found
  }
}

/// Everything that `deadmill progress` reports about one selection of sets.
struct ProgressReport {
  /// What compares only with itself.
  struct Machine: Equatable {
    var name: String
    /// Trend over the weeks that are shown; nil with too few days.
    var trend: Trend?
    /// Best sets of all times with its present calibration.
    var bests: [BestSet]
  }

  let filter: SetFilter
  let progress: ProtocolProgress
  /// Every week that is shown, the earliest first, those without a set too.
  let weeks: [PeriodTotals]
  /// What was noted about sets in these weeks.
  let said: [WeeklyFeedback]
  /// Trend over these weeks, all machines together; nil with too few days.
  let trend: Trend?
  /// Each machine with sets in the selection, by name.
  let machines: [Machine]
  /// Suspect sets in these weeks, which are in none of the figures.
  let suspectSets: Int
  let today: LocalDay
  let ids: ShortIDs

  init(_ log: SetLog, _ filter: SetFilter, _ chosen: TrainingProtocol, weeks count: Int, today: LocalDay)
    throws
  {
    self.filter = filter
    self.today = today
    ids = try ShortIDs(log)
    progress = try log.progress(chosen, filter, today: today)
    let first = today.monday + -7 * (count - 1)
    var shown = filter
    shown.since = first.start
    let found = Dictionary(
      try log.weeks(shown).map { ($0.first, $0.totals) }, uniquingKeysWith: { a, _ in a })
    weeks = (0..<count).map { week in
      PeriodTotals(first: first + 7 * week, totals: found[first + 7 * week] ?? SetTotals())
    }
    said = try log.weeklyFeedback(shown)
    trend = try log.trend(shown)
    suspectSets = try log.suspectCount(shown)
    let bests = try Self.present(log.bests(filter), log)
    machines = try Set(bests.map(\.machine)).sorted().map { machine in
      var own = shown
      own.machine = machine
      return Machine(name: machine, trend: try log.trend(own), bests: bests.filter { $0.machine == machine })
    }
  }

  /// Sessions that fulfilled the protocol in the week of each Monday.
  var done: [LocalDay: Int] {
    Dictionary(progress.weeks.map { ($0.first, $0.sessionsDone) }, uniquingKeysWith: { a, _ in a })
  }

  /// Bests with each machine's present calibration, which is that of its newest set.
  private static func present(_ bests: [BestSet], _ log: SetLog) throws -> [BestSet] {
    var present: [String: String] = [:]
    for machine in Set(bests.map(\.machine)) {
      present[machine] = try log.newestSet(machine: machine, isCounted: true)?.calibrationId
    }
    return bests.filter { present[$0.machine] == $0.calibrationId }
  }

  /// - Parameter people: the same for each walker; left out if there is only one.
  func json(people: [ProgressReport] = []) -> String {
    var parts = [
      ("walker", JSONText.string(filter.walker)), ("anonymous", filter.isAnonymous ? "true" : "false"),
      ("machine", JSONText.string(filter.machine)), ("today", JSONText.string(today.description)),
      ("progress", progress.json), ("weeks", JSONText.array(weeks.map(\.json))),
      ("bests", JSONText.array(machines.flatMap(\.bests).map(\.json))), ("trend", trend?.json ?? "null"),
      ("trends", JSONText.array(machines.map(Self.json))), ("said", JSONText.array(said.map(Self.json))),
      ("suspectSets", "\(suspectSets)"),
    ]
    if people.map(\.filter) != [filter], !people.isEmpty {
      parts.append(("people", JSONText.array(people.map { $0.json() })))
    }
    return "{" + parts.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
  }

  private static func json(_ machine: Machine) -> String {
    "{\"machine\":\(JSONText.string(machine.name)),\"trend\":\(machine.trend?.json ?? "null")}"
  }

  private static func json(_ said: WeeklyFeedback) -> String {
    let rpe = said.meanRPE.map { "\($0)" } ?? "null"
    let pain = said.worstPain.map { "\($0)" } ?? "null"
    return "{\"first\":\"\(said.first)\",\"meanRPE\":\(rpe),\"worstPain\":\(pain)}"
  }
}
