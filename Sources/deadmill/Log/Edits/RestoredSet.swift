// SPDX-License-Identifier: Apache-2.0
//
// Owns: a discarded, merged or split set back as it was. Must not know: who writes the log, backups.

import LiveFeed
import SetLog

/// What `deadmill restore ID` does.
enum RestoredSet {
  static func restore(_ id: String, in state: StateOption, json: Bool) throws {
    var request = ControlRequest(.restore)
    request.set = id
    let answer = try LogChanging.carryOut(request, in: state.chosen)
    let restored = try SetLog.opened(reading: state.chosen).set(id: answer.set ?? id)
    if json { return Output.line(restored.json) }
    Output.line(
      "\(SetTable.short(restored)): " + (answer.changed == false ? "was not discarded." : "restored."))
  }
}
