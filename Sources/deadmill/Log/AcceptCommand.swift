// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill accept`. Must not know: why a set is suspect, who writes the log.

import ArgumentParser
import LiveFeed
import SetLog

struct AcceptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept",
    abstract: "Accept a suspect set, or bring back one that was discarded: it counts again.",
    discussion: """
      A set is suspect if its pulses do not look like a person's walk, such as mains hum on the sensor's cable. It \
      counts for no best, week, streak, protocol or total until it is accepted. `deadmill show ID` says why. A later \
      recompute does not make an accepted set suspect again. `last` and times mean suspect and discarded sets only.
      """)

  @OptionGroup var selection: SetSelection

  @OptionGroup var state: StateOption

  @Flag(help: "Print the set as JSON.")
  var json = false

  func validate() throws { try selection.required() }

  func run() throws {
    let log = try SetLog.opened(reading: state.chosen)
    let ids = try ShortIDs(log)
    var accepted: [SetRecord] = []
    for set in try chosen(log) {
      var request = ControlRequest(.accept)
      request.set = set.id
      let isNew = try LogChanging.carryOut(request, in: state.chosen).changed ?? true
      let record = try SetLog.opened(reading: state.chosen).set(id: set.id)
      accepted.append(record)
      guard !json else { continue }
      Output.line(
        "\(SetTable.short(record, ids)): "
          + (isNew ? "accepted, it counts now." : "counts already, nothing to accept."))
    }
    if json { Output.line(selection.session == nil ? accepted[0].json : SetRecord.json(accepted)) }
  }

  /// An identifier may be any set's; everything else means what is undecided.
  private func chosen(_ log: SetLog) throws -> [SetRecord] {
    do {
      return try selection.sets(log, scope: .undecided)
    } catch let error as UnknownReference {
      guard let text = selection.set, case .identifier = try? SetReference(text) else { throw error }
      return try selection.sets(log, scope: .any)
    }
  }
}
