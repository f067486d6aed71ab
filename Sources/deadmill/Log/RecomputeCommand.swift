// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill recompute`: a new calibration on old sets.

import ArgumentParser
import Daemon
import SetKeeping
import SetLog
import Settings
import Text

struct RecomputeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recompute",
    abstract: "Recompute old sets from their raw pulses with the current calibration.",
    discussion: "Previous results are kept: `deadmill show ID --former` prints them.")

  @Argument(help: "The set: \(SetReference.forms).", completion: Completions.sets)
  var set: String?

  @Option(
    help: "All sets of a session: `last`, a day, a time, an id, or a set of it.",
    completion: Completions.sessions)
  var session: String?

  @Flag(help: "Recompute all sets of this machine.")
  var all = false

  @Option(
    help: "The machine: its name in the configuration, or a file with its profile (YAML).",
    completion: Completions.machines)
  var machine: String?

  @Option(
    help: "Configuration with the machine (YAML). Default: \(RunCommand.defaultConfigPath)",
    completion: Completions.configurations)
  var config: String?

  @OptionGroup var state: StateOption

  @Flag(help: "Only report what would change.")
  var dryRun = false

  @Flag(help: "Print the sets that changed as JSON.")
  var json = false

  func validate() throws {
    let named = (set == nil ? 0 : 1) + (session == nil ? 0 : 1) + (all ? 1 : 0)
    guard named == 1 else {
      throw ValidationError("name one set such as `last`, or a session, or give --all")
    }
  }

  func run() throws {
    let configuration = try MachineChoice.configuration(machine, config: config)
    // Reading first: a log that is not there is not made.
    let chosen = try chosen(try SetLog.opened(reading: state.chosen), configuration.machineName)
    let log = try SetLog.opened(forWriting: state.chosen)
    let recomputation = Recomputation(
      log: log, machine: configuration.machineName, profile: configuration.profile)
    let records = try log.sets()
    let bar = ProgressBar("Computing", total: records.count)
    var report = RecomputeReport(isQuiet: json, bar: bar, ids: try ShortIDs(log))
    var ends: [String: Int64] = [:]
    for (number, record) in records.enumerated() {
      bar.show(number)
      let session = record.sessionId + record.clock.bootId
      guard chosen?.contains(record.id) ?? true else {
        ends[session] = record.clock.monotonicEndNs
        continue
      }
      let outcome = try recomputation.recompute(record, previousEndNs: ends[session], writes: !dryRun)
      report.take(outcome)
      if case .changed(_, let new) = outcome {
        ends[session] = new.clock.monotonicEndNs
      } else {
        ends[session] = record.clock.monotonicEndNs
      }
    }
    bar.end()
    report.finish(isDryRun: dryRun)
    if json { Output.line(SetRecord.json(report.changed)) }
    if report.unreadable > 0 { throw ExitCode(1) }
  }

  /// Identifiers of the sets that are named; nil for all.
  private func chosen(_ log: SetLog, _ machine: String) throws -> Set<String>? {
    var resolver = SetResolver(log: log)
    // `last` is the last on this machine; an identifier may be any set's, which is then said to be another machine's.
    if let name = set ?? session, case .identifier = try? SetReference(name) {
    } else {
      resolver.filter.machine = machine
    }
    if let session { return Set(try resolver.sets(ofSession: session).map(\.id)) }
    return try set.map { [try resolver.set($0).id] }
  }
}

/// Reports the result of each set, and the totals.
private struct RecomputeReport {
  let isQuiet: Bool
  private let bar: ProgressBar
  private(set) var changed: [SetRecord] = []
  private(set) var unreadable = 0
  private var unchanged = 0
  private var others = 0

  private let ids: ShortIDs

  init(isQuiet: Bool, bar: ProgressBar, ids: ShortIDs) {
    self.ids = ids
    self.isQuiet = isQuiet
    self.bar = bar
  }

  mutating func take(_ outcome: RecomputedSet) {
    switch outcome {
    case .changed(let old, let new):
      changed.append(new)
      if !isQuiet { bar.aside { Output.line(SetTable.difference(old, new, ids)) } }
    case .unchanged: unchanged += 1
    case .otherMachine: others += 1
    case .unreadable(let record, let reason):
      unreadable += 1
      bar.aside { Output.error("\(record.id): \(reason); its results are unchanged") }
    }
  }

  func finish(isDryRun: Bool) {
    guard !isQuiet else { return }
    let verb = isDryRun ? "would change" : "changed"
    Output.line("\(CountText.of(changed.count, "set")) \(verb), \(unchanged) unchanged.")
    if others > 0 {
      Output.line(
        "\(CountText.of(others, "set")) of other machines \(others == 1 ? "was" : "were") not touched.")
    }
  }
}
