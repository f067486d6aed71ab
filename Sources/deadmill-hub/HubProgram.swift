// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill-hub`: the chain's door to PostgreSQL, and what its owner does there. Must not know: statements.

import ArgumentParser
import Foundation
import Hub
import Logging

@main
struct HubProgram: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deadmill-hub", abstract: "Takes the sets of many gyms into PostgreSQL.",
    discussion: """
      Stateless: any number may run behind a balancer. The database is given as --database, or in DEADMILL_DATABASE, as a \
      connection string of libpq, such as "host=db.example user=deadmill dbname=deadmill". Passwords belong in the file that \
      PGPASSFILE names.
      """,
    subcommands: [
      ServeCommand.self, MigrateCommand.self, EnrolCommand.self, DevicesCommand.self, RevokeCommand.self,
      EraseCommand.self,
      MoveCommand.self,
    ])

  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let fault as DatabaseFault {
      Terminal.write("deadmill-hub: the database: \(fault)")
      exit(withError: ExitCode(1))
    } catch {
      exit(withError: error)
    }
  }
}

struct DatabaseOption: ParsableArguments {
  @Option(help: "Connection string of libpq, instead of DEADMILL_DATABASE.")
  var database: String?

  func target() throws -> String {
    guard let target = database ?? ProcessInfo.processInfo.environment["DEADMILL_DATABASE"] else {
      throw ValidationError("which database? Give --database, or set DEADMILL_DATABASE")
    }
    return target
  }

  /// A connection to a database that has every table.
  func opened() throws -> PostgresConnection {
    let connection = try PostgresConnection(target())
    guard try HubDatabase.isCurrent(connection) else {
      throw ValidationError("the database is older than this program; run `deadmill-hub migrate`")
    }
    return connection
  }
}

enum Terminal {
  static func line(_ text: String) {
    try? FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
  }

  static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
  }
}
