// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill-connect`: what speaks to the world, each a process of its own. Must not know: how.

import ArgumentParser
import Settings

@main
struct Connect: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deadmill-connect",
    abstract: "Shows a deadmill to phones and other programs, beside the daemon that measures it.",
    discussion: """
      Each subcommand is a service of its own that reads the daemon's socket and log. None is on until its file in \
      /etc/deadmill/connect.d exists.
      """, version: SoftwareVersion.current,
    subcommands: [
      WebCommand.self, PinCommand.self, CACommand.self,
      BluetoothCommand.self, CheckCommand.self, MQTTCommand.self, UpstreamCommand.self, EnrolCommand.self,
      BluetoothCommand.self, CheckCommand.self, MQTTCommand.self, FilesCommand.self, WebhookCommand.self,
      IntervalsCommand.self, StatusCommand.self,
    ])

  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let failure as Failure {
      ConnectLog.write("deadmill-connect: " + failure.description)
      exit(withError: ExitCode(failure.status))
    } catch {
      exit(withError: error)
    }
  }
}
