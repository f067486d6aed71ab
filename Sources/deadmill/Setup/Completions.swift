// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a shell offers on Tab: sets, sessions, walkers, machines, protocols of the log at hand.
// Must not know: how shells ask; the argument parser writes their scripts.
//
// The log is only read, at once or not at all: Tab must neither wait nor print an error on the line
// that is being typed. Names are free text, and bash expands the words that it is offered: there each sign of them is
// quoted.

import ArgumentParser
import Console
import Daemon
import Foundation
import SetLog
import Settings
import Simulation
import Text
import Training

enum Completions {
  /// Sets by the names that `sets` shows and people type: the newest two, the days that have any, and short identifiers,
  /// the newest first.
  static let sets = kind { log, prefix in
    zip(newest, log.newest(newest.count)).map { Offer($0, meaning($1)) } + days(log)
      + log.sets(beginning: prefix, atMost: mostOffered).map { Offer($0.id, meaning($0.set)) }
  }

  /// Sessions in the same way; an identifier is that of the session's first set.
  static let sessions = kind { log, prefix in
    zip(newest, log.sessions(beginning: "", atMost: newest.count)).map { Offer($0, meaning($1.session)) }
      + days(log)
      + log.sessions(beginning: prefix, atMost: mostOffered).map { Offer($0.id, meaning($0.session)) }
  }

  private static let newest = ["last", "last-1"]

  private static func days(_ log: CompletionQuery) -> [Offer] {
    ["today", "yesterday"].compactMap { word in
      guard let day = try? TimeText().time(word) else { return nil }
      let count = log.count(since: day.start, until: day.end)
      return count == 0 ? nil : Offer(word, CountText.of(count, "set"))
    }
  }

  private static func meaning(_ record: SetRecord) -> String {
    let walker = record.walker.map { ", " + $0 } ?? ""
    let time = LocalTime.text(record.startedAt).prefix(16)
    let mark = record.suspect != nil ? ", suspect" : ""
    return "\(time), \(DecimalText.fixed(record.distanceM, 1)) m\(walker), \(record.machine)\(mark)"
  }

  private static func meaning(_ session: SessionTotals) -> String {
    let time = LocalTime.text(session.startedAt).prefix(16)
    return "\(time), \(CountText.of(session.sets, "set")), \(session.machine)"
  }

  static let walkers = kind { log, _ in log.walkers.map { Offer($0) } }

  static let machines = kind { log, _ in log.machines.map { Offer($0) } }

  /// Protocols that are built in, and those of the folder that the line names.
  static let protocols = CompletionKind.custom { words, _, _ in
    let folder = value(of: "--protocols", in: words)
    let all = (try? ProtocolFile.all(folder: folder)) ?? TrainingProtocol.builtIn
    return all.map { Offer($0.name, $0.title).text }.filter { !$0.isEmpty }
  }

  static let scenarios = CompletionKind.list(ScenarioCatalogue.names)
  static let recordings = CompletionKind.file(extensions: ["edges"])
  static let configurations = CompletionKind.file(extensions: ["yaml", "yml"])

  /// More would not help.
  private static let mostOffered = 50

  private static func kind(
    _ offers: @escaping @Sendable (CompletionQuery, _ prefix: String) -> [Offer]
  ) -> CompletionKind {
    .custom { words, _, prefix in
      var state = StateOption()
      state.directory = value(of: "--state", in: words)
      guard let log = CompletionQuery.at(state.chosen) else { return [] }
      return offers(log, prefix.filter { $0.isLetter || $0.isNumber || $0 == "-" }).map(\.text)
        .filter { !$0.isEmpty }
    }
  }

  /// An option's value in an unfinished line; nil if it has none that is usable.
  static func value(of option: String, in words: [String]) -> String? {
    var found: String?
    for (index, word) in words.enumerated() {
      // bash takes `=` for a word of its own.
      if word == option {
        let rest = words[(index + 1)...]
        found = rest.first == "=" ? rest.dropFirst().first : rest.first
      } else if word.hasPrefix(option + "=") {
        found = String(word.dropFirst(option.count + 1))
      }
    }
    guard let found, !found.isEmpty else { return nil }
    return (unquoted(found) as NSString).expandingTildeInPath
  }

  /// A word without the signs that a shell takes away: enough for names of folders.
  private static func unquoted(_ word: String) -> String {
    var plain = ""
    var isEscaped = false
    for character in word {
      if isEscaped || !"\\\"'".contains(character) {
        plain.append(character)
        isEscaped = false
      } else {
        isEscaped = character == "\\"
      }
    }
    return plain
  }
}

/// A word that is offered, and what it means.
struct Offer: Equatable {
  let word: String
  let meaning: String

  init(_ word: String, _ meaning: String = "") {
    self.word = word
    self.meaning = meaning
  }

  /// As the shell that asks reads it.
  var text: String { text(for: CompletionShell.requesting?.rawValue) }

  /// - Parameter shell: `bash`, `zsh`, `fish`. Empty if the word does not fit on one line.
  func text(for shell: String?) -> String {
    let isControl = { (scalar: Unicode.Scalar) in scalar.properties.generalCategory == .control }
    guard !word.isEmpty, !word.unicodeScalars.contains(where: isControl) else { return "" }
    let shown = String(SafeText.glyphs(meaning, .unicode).map(\.character))
    switch shell {
    case "zsh":
      let escaped = word.replacing("\\", with: "\\\\").replacing(":", with: "\\:")
      return shown.isEmpty ? escaped : escaped + ":" + shown
    case "fish": return shown.isEmpty ? word : word + "\t" + shown
    default:
      return word.map { character in
        let isPlain = character.isLetter || character.isNumber || "-_.,/".contains(character)
        return (isPlain ? "" : "\\") + String(character)
      }.joined()
    }
  }
}
