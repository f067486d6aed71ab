// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill recompute`: a new calibration on old sets.

import ArgumentParser
import Daemon
import SetKeeping
import SetLog
import Settings

struct RecomputeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recompute",
    abstract: "Compute old sets anew from their raw pulses with the machine's present calibration.",
    discussion: "Former figures are kept: `deadmill show ID --former` prints them.")

  @Argument(help: "The set's id, or enough of its beginning.", completion: Completions.sets)
  var id: String?

  @Flag(help: "All sets of this machine.")
  var all = false

  @Option(
    name: [.long, .customLong("config")], help: "The machine: a configuration or a machine profile (YAML).",
    completion: Completions.configurations)
  var machine: String

  @OptionGroup var state: StateOption

  @Flag(help: "Only tell what would change.")
  var dryRun = false

  @Flag(help: "Print the sets that changed as JSON.")
  var json = false

  func validate() throws {
    guard all != (id != nil) else { throw ValidationError("name one set, or say --all") }
  }

  func run() throws {
    var reader = ConfigurationReader()
    reader.read(file: machine)
    let configuration = try Configuration(reader, needsLine: false)
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
    report.finish(machine: configuration.machineName, isDryRun: dryRun)
    if json { Output.line(SetRecord.json(report.changed)) }
    if report.unreadable > 0 { throw ExitCode(1) }
  }
}

/// Tells what became of each set, and the sums.
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
      bar.aside { Output.error("\(record.id): \(reason); its figures stay as they are") }
    }
  }

  func finish(machine: String, isDryRun: Bool) {
    guard !isQuiet else { return }
    let verb = isDryRun ? "would change" : "changed"
    Output.line("\(changed.count) \(verb), \(unchanged) the same as before.")
    if others > 0 { Output.line("\(others) of other machines than \"\(machine)\" left alone.") }
  }
}
