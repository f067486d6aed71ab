// SPDX-License-Identifier: Apache-2.0
//
// Owns: the argument and options by which a command is given one set or the sets of a session.
// Must not know: what is done with them.

import ArgumentParser
import SetLog

/// Whose sets are meant by `last`, a day or a time.
struct SetNarrowing: ParsableArguments {
  @Option(
    help: "Only sets of this walker are meant, such as `--walker Ada last`.", completion: Completions.walkers)
  var walker: String?

  @Option(help: "Only sets of this machine are meant.", completion: Completions.machines)
  var machine: String?

  func resolver(_ log: SetLog, scope: SetScope? = nil) throws -> SetResolver {
    var filter = try ArgumentResolver.filter(walker: walker, anonymous: false, machine: machine, log)
    filter.scope = scope
    return SetResolver(log: log, filter: filter)
  }
}

/// One set, or all sets of a session.
struct SetSelection: ParsableArguments {
  @Argument(help: "The set: \(SetReference.forms).", completion: Completions.sets)
  var set: String?

  @Option(
    help: "All sets of a session: `last`, a day, a time, an id, or a set of it.",
    completion: Completions.sessions)
  var session: String?

  @OptionGroup var narrowing: SetNarrowing

  func validate() throws {
    if set != nil, session != nil { throw ValidationError("name a set or a session, not both") }
  }

  /// For commands that need one; a command may have another way to name all.
  func required() throws {
    if set == nil, session == nil {
      throw ValidationError("name a set, such as `last`, or a session with --session last")
    }
  }

  /// The sets that are meant, at least one.
  func sets(_ log: SetLog, scope: SetScope? = nil) throws -> [SetRecord] {
    let resolver = try narrowing.resolver(log, scope: scope)
    if let session {
      let sets = try resolver.sets(ofSession: session)
      guard !sets.isEmpty else { throw UnknownReference(text: session, isSession: true, isNarrowed: true) }
      return sets
    }
    return [try resolver.set(set ?? "")]
  }
}
