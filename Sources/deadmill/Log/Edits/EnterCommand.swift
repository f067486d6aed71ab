// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill enter`: a set that was not measured. Must not know: who writes the log.

import ArgumentParser
import LiveFeed
import SetLog
import Training

struct EnterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enter", abstract: "Enter a set by hand that was not measured.",
    discussion: """
      It counts for totals, weeks and protocols and is marked as entered by hand wherever it is shown or exported. It is \
      no best: those are measured. Its distance is taken to be right to a twentieth.
      """)

  @Option(name: .customLong("at"), help: "When it began, such as \"2026-03-01 18:00\".")
  var start: String

  @Option(help: "How long it was, such as 1:30 or 90 (seconds).")
  var duration: String

  @Option(help: "How far it was, in metres.", transform: NumberText.metres)
  var distance: Double

  @Option(help: "Its walker.", completion: Completions.walkers)
  var walker: String?

  @Option(help: "The machine; required if the log has more than one.", completion: Completions.machines)
  var machine: String?

  @Option(help: "The training protocol that it belongs to.")
  var `protocol`: String?

  @OptionGroup var note: NoteOptions

  @OptionGroup var state: StateOption

  @Flag(help: "Print the set as JSON.")
  var json = false

  func run() throws {
    var request = ControlRequest(.enter)
    request.startedAt = "\(try ArgumentResolver.moment(start, option: "--at"))"
    request.durationS = try DurationArgument.seconds(duration, name: "--duration")
    request.distanceM = distance
    request.machine = try ArgumentResolver.machine(machine, try SetLog.opened(reading: state.chosen))
    request.walker = ControlValue(walker)
    request.protocol = ControlValue(try `protocol`.map { try ProtocolChoice.named($0).name })
    note.fill(&request)
    let answer = try LogChanging.carryOut(request, in: state.chosen)
    try MadeSets.report(answer, "entered by hand", in: state, json: json)
  }
}
