// SPDX-License-Identifier: Apache-2.0
//
// Owns: the log's changes as the feed sends them. Must not know: clients, sockets.

import LiveFeed
import SetLog

extension ChangeSource {
  init(_ log: SetLog) {
    self.init(
      fetch: { number, limit in
        try log.changes(after: number, limit: limit).map { change in
          // A set that was deleted since: its own change follows.
          let set = change.kind == .set ? try log.identifiedSet(change.id)?.record : nil
          return FeedChange(
            sequence: change.number, kind: change.kind.rawValue, id: change.id,
            set: set.map { SetSummary($0, trace: nil) })
        }
      }, newest: { try log.latestChange })
  }
}
