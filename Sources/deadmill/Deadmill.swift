// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

@main
struct Deadmill: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deadmill", abstract: "Measures a treadmill that is switched off.")
}
