// SPDX-License-Identifier: Apache-2.0
//
// Owns: what may be asked for by a message, and the answer. Must not know: connections, sockets.

import LiveFeed
import Text

/// Who shall walk on a machine.
struct WalkerCommand: Sendable, Equatable {
  private static let longestName = 200

  /// The machine's word in topics, and its identifier.
  var word: String
  var machine: String
  /// nil for no walker.
  var walker: String?

  init(word: String, machine: String, walker: String?) {
    self.word = word
    self.machine = machine
    self.walker = walker
  }

  /// Reads a payload: a name, or `No walker`; nil for what is no text.
  init?(word: String, machine: String, payload: [UInt8]) {
    guard payload.count <= Self.longestName, let text = String(validating: payload, as: UTF8.self) else {
      return nil
    }
    self.init(
      word: word, machine: machine,
      walker: text.isEmpty || NameFolding.folded(text) == NameFolding.folded(StatePayload.noWalker)
        ? nil : text
    )
  }

  var request: ControlRequest {
    var request = ControlRequest(.walker)
    request.machine = machine
    request.walker = ControlValue(walker)
    return request
  }
}

/// How a command is answered.
enum CommandAnswer {
  static func done(_ answer: FeedAnswer) -> String {
    JSONValue.object([
      ("ok", .bool(true)), ("walker", .text(answer.walker ?? StatePayload.noWalker)),
      ("from", .text(orNull: answer.from)),
    ]).json
  }

  static func refused(_ code: String, _ text: String) -> String {
    JSONValue.object([("ok", .bool(false)), ("code", .text(code)), ("text", .text(text))]).json
  }
}
