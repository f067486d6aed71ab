// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill progress`: weeks, aim, weeks in a row, bests and trend. Must not know: how they are laid out.

import ArgumentParser
import Daemon
import SetLog

struct ProgressCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "progress", abstract: "Weeks, aim, weeks in a row, best sets and trend.",
    discussion: """
      A protocol says what a session is and how often a week: deadmill-3x60, retro-walk-10min, sled-pull-intervals, \
      free (any set counts, the default), or one of your own, a YAML file in \(ProtocolFile.defaultFolder). They are \
      plans that are counted, no medical advice.
      """)

  @OptionGroup var choice: SetChoice

  @Option(name: .customLong("protocol"), help: "The training protocol.")
  var protocolName = TrainingProtocol.free.name

  @Option(name: .customLong("protocols"), help: "Folder with protocols of your own (*.yaml).")
  var folder: String?

  @Option(help: "Weeks to show, 1 to 520.")
  var weeks = 12

  @OptionGroup var state: StateOption

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard (1...520).contains(weeks) else { throw ValidationError("--weeks \(weeks): expected 1 to 520") }
  }

  func run() throws {
    let chosen = try ProtocolChoice.named(protocolName, folder: folder)
    let log = try SetLog(readingFrom: state.chosen)
    let filter = try choice.filter(log)
    let report = try ProgressReport(log, filter, chosen, weeks: weeks, today: .today)
    if json { Output.line(report.json) } else { Output.text(ProgressText.text(report)) }
  }
}

/// Everything that `deadmill progress` tells.
struct ProgressReport {
  let filter: SetFilter
  let progress: ProtocolProgress
  /// Every week that is shown, the earliest first, those without a set too.
  let weeks: [PeriodTotals]
  /// Trend over these weeks; nil where there are too few days to tell.
  let trend: Trend?
  /// Best sets of all times on each machine with its present calibration.
  let bests: [BestSet]
  let today: LocalDay

  init(_ log: SetLog, _ filter: SetFilter, _ chosen: TrainingProtocol, weeks count: Int, today: LocalDay)
    throws
  {
    self.filter = filter
    self.today = today
    progress = try log.progress(chosen, filter, today: today)
    let first = today.monday + -7 * (count - 1)
    var shown = filter
    shown.since = first.startText
    let found = Dictionary(
      try log.weeks(shown).map { ($0.first, $0.totals) }, uniquingKeysWith: { a, _ in a })
    weeks = (0..<count).map { week in
      PeriodTotals(first: first + 7 * week, totals: found[first + 7 * week] ?? SetTotals())
    }
    trend = try log.trend(shown)
    bests = try Self.present(log.bests(filter), log)
  }

  /// Bests with the calibration that each machine has now: its newest set tells it.
  private static func present(_ bests: [BestSet], _ log: SetLog) throws -> [BestSet] {
    var present: [String: String] = [:]
    for machine in Set(bests.map(\.machine)) {
      var filter = SetFilter()
      filter.machine = machine
      present[machine] = try log.history(filter, limit: 1).sets.first?.calibrationId
    }
    return bests.filter { present[$0.machine] == $0.calibrationId }
  }

  var json: String {
    let parts = [
      ("walker", JSONText.string(filter.walker)), ("anonymous", filter.isAnonymous ? "true" : "false"),
      ("machine", JSONText.string(filter.machine)), ("today", JSONText.string(today.description)),
      ("progress", progress.json), ("weeks", JSONText.array(weeks.map(\.json))),
      ("bests", JSONText.array(bests.map(\.json))), ("trend", trend?.json ?? "null"),
    ]
    return "{" + parts.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
  }
}

extension LocalDay {
  /// When the day begins here, as the log writes times.
  var startText: String {
    let utcMs = Int64(number) * 86_400_000
    // The offset at midnight may differ from that some hours away: once more with the better guess.
    let guessMs = utcMs - Int64(WallTime.utcOffsetS(unixMs: utcMs)) * 1000
    return WallTime.text(unixMs: utcMs - Int64(WallTime.utcOffsetS(unixMs: guessMs)) * 1000)
  }
}
