// SPDX-License-Identifier: Apache-2.0
//
// Owns: the body of a message. Must not know: connections.
//
// Never how it felt: exertion, pain and remarks stay in the log.

import SetLog
import Text

/// What happened to a set.
enum WebhookEvent: String, Sendable {
  /// It is sent for the first time.
  case finished = "set.finished"
  /// Something of it is different now.
  case changed = "set.changed"
  /// It was deleted.
  case deleted = "set.deleted"
}

enum WebhookPayload {
  /// - Parameters:
  ///   - number: of the change; a later message about the same set has a higher one.
  ///   - showsWalker: whether name and body mass may be sent.
  static func body(_ event: WebhookEvent, _ number: Int64, _ set: SetRecord, showsWalker: Bool) -> String {
    var set = set
    (set.rpe, set.pain, set.note) = (nil, nil, nil)
    if !showsWalker { (set.walker, set.walkerMassKg) = (nil, nil) }
    return head(event, number) + ",\"set\":\(set.json)}"
  }

  static func deletion(_ id: String, _ number: Int64) -> String {
    head(.deleted, number) + ",\"set\":{\"id\":\(JSONText.quoted(id))}}"
  }

  private static func head(_ event: WebhookEvent, _ number: Int64) -> String {
    "{\"type\":\"\(event.rawValue)\",\"number\":\(number)"
  }
}
