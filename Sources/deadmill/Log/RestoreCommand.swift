// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill restore`: a file is a backup, anything else a set. Must not know: how either comes back.

import ArgumentParser
import Files
import SetLog

struct RestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Bring back a set, or put a backup in the place of the log.",
    discussion: """
      A set comes back as it was before it was discarded, merged or split; one that was suspect is suspect again. \
      `deadmill sets --discarded` lists what can be restored.

      A file, such as one of `deadmill backup`, replaces the log. The log that was there is kept beside it as \
      sets.sqlite.before-DATE. The daemon must be stopped meanwhile.
      """)

  @Argument(
    help: "The set, by its id or time (`last` is the newest discarded one), or the backup.",
    completion: .file())
  var what: String

  @OptionGroup var state: StateOption

  @Flag(help: "Replace the log without asking.")
  var yes = false

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    if BackupRestore.isMeant(what) {
      try BackupRestore(file: what, state: state, yes: yes, json: json).run()
    } else {
      let id = try SetResolver.id(what, in: state, standing: .discarded)
      try RestoredSet.restore(id, in: state, json: json)
    }
  }
}
