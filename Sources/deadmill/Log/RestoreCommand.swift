// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill restore`: a file is a backup, anything else a set. Must not know: how either comes back.

import ArgumentParser
import Files

struct RestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Put a backup in the place of the log.",
    discussion: """
      A file, such as one of `deadmill backup`, replaces the log. The log that was there is kept beside it as \
      sets.sqlite.before-DATE. The daemon must be stopped meanwhile.
      """)

  @Argument(help: "The backup.", completion: .file())
  var what: String

  @OptionGroup var state: StateOption

  @Flag(help: "Do not ask.")
  var yes = false

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    guard BackupRestore.isMeant(what) else {
      throw UsageError("\(what): no such file; name a backup, such as those of `deadmill backup`")
    }
    try BackupRestore(file: what, state: state, yes: yes, json: json).run()
  }
}
