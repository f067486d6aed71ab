// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the chain's owner does by hand: migrations, codes, keys, erasures, moves. Must not know: statements.

import ArgumentParser
import Hub

struct MigrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate", abstract: "Make or extend the database's tables; gyms may send meanwhile.")
  @OptionGroup var database: DatabaseOption

  func run() throws {
    let done = try HubDatabase.migrate(PostgresConnection(database.target()))
    Terminal.line(done.isEmpty ? "Nothing to do." : "Done: \(done.joined(separator: "; ")).")
  }
}

struct EnrolCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enrol", abstract: "Make a code by which a gym's computer becomes known.",
    discussion: "At the gym: `deadmill-connect enrol --hub ADDRESS CODE`. A code works once.")
  @OptionGroup var database: DatabaseOption
  @Option(help: "The gym's name; it is made if it is new.")
  var gym: String
  @Option(help: "Hours that the code is good for.")
  var hours = 24

  func validate() throws {
    if !(1...720).contains(hours) { throw ValidationError("--hours \(hours): expected 1 to 720") }
    if gym.isEmpty || gym.utf8.count > 200 {
      throw ValidationError("--gym: expected a name of 1 to 200 bytes")
    }
  }

  func run() throws { Terminal.line(try Enrolment.code(for: gym, hours: hours, database.opened())) }
}

struct DevicesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "devices", abstract: "List the computers that have enrolled.")
  @OptionGroup var database: DatabaseOption

  func run() throws {
    for device in try HubDatabase.devices(database.opened()) { Terminal.line(device.joined(separator: "\t")) }
  }
}

struct RevokeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "Take a computer's key out of use; its gym goes on alone.")
  @OptionGroup var database: DatabaseOption
  @Argument(help: "The device, as `devices` lists it.")
  var device: String

  func run() throws {
    guard try HubDatabase.revoke(device, database.opened()) else {
      throw ValidationError("no such device in use")
    }
    Terminal.line("Revoked.")
  }
}

struct EraseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase", abstract: "Erase a walker of a gym: here at once, there when it next sends.")
  @OptionGroup var database: DatabaseOption
  @Option(help: "The gym's name.")
  var gym: String
  @Argument(help: "The walker's pseudonym.")
  var walker: String

  func run() throws {
    let count = try HubDatabase.erase(walker, gym: gym, database.opened())
    Terminal.line("Erased from \(count) set\(count == 1 ? "" : "s").")
  }
}

struct MoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "move",
    abstract: "Note that a machine is in another gym now; its sets until now stay where they were walked.")
  @OptionGroup var database: DatabaseOption
  @Argument(help: "The machine's identifier.")
  var machine: String
  @Option(help: "The gym's name.")
  var gym: String

  func run() throws {
    guard try HubDatabase.move(machine: machine, gym: gym, database.opened()) else {
      throw ValidationError("no such machine, or no such gym")
    }
    Terminal.line("Moved.")
  }
}
