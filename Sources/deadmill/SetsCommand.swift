// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill sets` and `deadmill show`: the log at the terminal.

import ArgumentParser
import Foundation
import SetLog

struct SetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "sets", abstract: "List the sets in the log.")

  @OptionGroup var state: StateOption

  @Option(help: "Only sets that started then or later: 2026-03-01, or 2026-03-01T18:00:00Z.")
  var since: String?

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let log = try SetLog(readingFrom: state.chosen)
    let records = try log.sets(since: try since.map(Self.instant))
    if json {
      Output.line(SetRecord.json(records))
    } else if records.isEmpty {
      Output.line(since == nil ? "No sets yet." : "No sets since then.")
    } else {
      Output.text(SetTable.text(records))
    }
  }

  /// A date as the log writes it: RFC 3339 in UTC. A day begins at midnight where one is.
  private static func instant(_ text: String) throws -> String {
    let utc = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    if let date = try? Date(text, strategy: .iso8601) { return date.formatted(utc) }
    let day = Date.ISO8601FormatStyle(timeZone: .current).year().month().day()
    if let date = try? Date(text, strategy: day) { return date.formatted(utc) }
    throw UsageError("--since \(text): expected a date such as 2026-03-01 or 2026-03-01T18:00:00Z")
  }
}

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one set.")

  @Argument(help: "The set's id, or enough of its beginning.")
  var id: String

  @OptionGroup var state: StateOption

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Print what the set said before it was computed anew, as JSON, the oldest first.")
  var former = false

  func run() throws {
    let log = try SetLog(readingFrom: state.chosen)
    let record = try log.set(id: id)
    if former {
      let records = try log.formerFigures(of: record.id)
      Output.line(records.isEmpty ? "[]" : "[\n  " + records.joined(separator: ",\n  ") + "\n]")
      return
    }
    Output.line(json ? record.json : SetTable.details(record))
  }
}
