// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill restore`: a discarded set back as it was. Must not know: who writes the log.

import ArgumentParser

struct RestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Bring a discarded, merged or split set back as it was.",
    discussion: """
      A set that was suspect is suspect again: `deadmill accept ID` counts it. A set that was merged or split comes back \
      in the place of what was made of it. `deadmill sets --discarded` lists what can be restored.
      """)

  @Argument(help: "The set's id, or enough of its beginning.", completion: Completions.undecidedSets)
  var id: String

  @OptionGroup var state: StateOption

  @Flag(help: "Print the set as JSON.")
  var json = false

  func run() throws { try RestoredSet.restore(id, in: state, json: json) }
}
