// SPDX-License-Identifier: Apache-2.0
//
// Owns: what every display concludes from a frame. Must not know: words.

import Foundation
import LiveFeed

extension LiveFrame {
  /// The number of the set in progress or the last one: the plan's if there is a plan, else the session's.
  package var setNumber: Int {
    guard set.elapsedS != nil else { return lastNumber ?? set.number }
    return training?.setCount == nil ? set.number : training?.setIndex ?? set.number
  }

  /// The number of the last set.
  package var lastNumber: Int? { verdict?.set ?? set.last?.indexInSession }

  /// What the plan says of the last set; nil without a plan.
  package var verdict: LiveVerdict? {
    guard let verdict = training?.lastSet, verdict.id == set.last?.id else { return nil }
    return verdict
  }

  /// Whether the last set was too short and is asked for again.
  package var isLastShort: Bool { verdict?.verdict == "short" }

  /// Whether the belt runs on without being driven.
  package var isCoasting: Bool { self.set.coastedM != nil && phase != "paused" }

  package var isLastExtra: Bool { verdict?.verdict == "extra" }

  /// Whether the belt can be heard at all.
  package var isHeard: Bool { health.sensor != .lost && health.sensor != .waiting }

  /// Who is shown as the walker: of a set in progress its own.
  package var shownWalker: String? { self.set.elapsedS == nil ? walker : set.walker }

  /// For how long the walker has been on the machine, seconds; nil if that is not known, or if another one walks.
  package var walkerHereS: Double? {
    guard walker != nil, walker == shownWalker, let since = Self.date(walkerSince),
      let now = Self.date(wallTime)
    else { return nil }
    return max(0, now.timeIntervalSince(since))
  }

  private static func date(_ rfc3339: String?) -> Date? {
    guard let rfc3339 else { return nil }
    let seconds = Date.ISO8601FormatStyle()
    return (try? seconds.time(includingFractionalSeconds: true).parse(rfc3339))
      ?? (try? seconds.parse(rfc3339))
  }
}
