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

  @Argument(help: "Id of the set, or enough of its beginning.", completion: Completions.sets)
  var id: String?

  @Flag(help: "Recompute all sets of this machine.")
  var all = false

  @Option(
    name: [.long, .customLong("config")], help: "Configuration or profile of the machine (YAML).",
    completion: Completions.configurations)
  var machine: String

  @OptionGroup var state: StateOption

  @Flag(help: "Only report what would change.")
  var dryRun = false

  @Flag(help: "Print the sets that changed as JSON.")
  var json = false

  func validate() throws {
    guard all != (id != nil) else { throw ValidationError("name one set, or give --all") }
  }

  func run() throws {
    let configuration = try Configuration(file: machine, needsLine: false)
    // Reading first: a log that is not there is not made.
    let reading = try SetLog.opened(reading: state.chosen)
    let chosen = try id.map { try reading.set(id: $0).id }
    let log = try SetLog.opened(making: state.chosen)
    let recomputation = Recomputation(
      log: log, machine: configuration.machineName, profile: configuration.profile)
    let records = try log.sets()
    let bar = ProgressBar("Computing", total: records.count)
    var report = RecomputeReport(isQuiet: json, bar: bar)
    var ends: [String: Int64] = [:]
    for (number, record) in records.enumerated() {
      bar.show(number)
      let session = record.sessionId + record.clock.bootId
      guard chosen == nil || chosen == record.id else {
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
}

/// Reports the result of each set, and the totals.
private struct RecomputeReport {
  let isQuiet: Bool
  private let bar: ProgressBar
  private(set) var changed: [SetRecord] = []
  private(set) var unreadable = 0
  private var unchanged = 0
  private var others = 0

  init(isQuiet: Bool, bar: ProgressBar) {
    self.isQuiet = isQuiet
    self.bar = bar
  }

  mutating func take(_ outcome: RecomputedSet) {
    switch outcome {
    case .changed(let old, let new):
      changed.append(new)
      if !isQuiet { bar.aside { Output.line(SetTable.difference(old, new)) } }
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
