// SPDX-License-Identifier: Apache-2.0
//
// Owns: the one distance and the one elapsed time that all clients see. Must not know: packets, D-Bus.
//
// Both count the sets of the session: in a rest they wait. They are what was seen of the belt; a finished set in the log
// may be a little shorter, since its ends are refined afterwards. A client that is connected never sees either fall: some
// programs show a negative distance then.

import LiveFeed

/// Distance and elapsed time of a session, from the frames of one machine.
struct Odometer: Sendable {
  /// A pause that long ends a session.
  static let sessionRestS = 1800.0
  /// A set's time may be corrected down by so much without being another set.
  private static let sameSetS = 5.0

  private struct Total: Sendable {
    var distanceM = 0.0
    var elapsedS = 0.0

    static func + (a: Total, b: Total) -> Total {
      Total(distanceM: a.distanceM + b.distanceM, elapsedS: a.elapsedS + b.elapsedS)
    }

    /// The greater one of each.
    func raised(to other: Total) -> Total {
      Total(distanceM: max(distanceM, other.distanceM), elapsedS: max(elapsedS, other.elapsedS))
    }
  }

  /// The set in progress; nil in a rest.
  private var current: (number: Int, total: Total)?
  /// The sets of the session before it.
  private var finished = Total()
  /// What was shown of earlier sessions to a client that has been connected since.
  private var carried = Total()
  private var shown = Total()

  init() {}

  /// Metres, and seconds.
  var distanceM: Double { shown.distanceM }
  var elapsedS: Double { shown.elapsedS }

  /// Takes the next frame.
  /// - Parameter isWatched: whether a client is connected.
  mutating func take(_ frame: LiveFrame, isWatched: Bool) {
    if let total = Self.total(frame.set) {
      takeSet(frame.set.number, total)
    } else {
      closeSet()
      if (frame.set.restElapsedS ?? 0) >= Self.sessionRestS { beginSession() }
    }
    let counted = finished + (current?.total ?? Total())
    if isWatched {
      shown = shown.raised(to: carried + counted)
    } else {
      carried = Total()
      shown = counted
    }
  }

  /// The set in progress; nil if there is none. A number that is none, or below 0, counts as 0.
  private static func total(_ set: LiveSet) -> Total? {
    guard set.elapsedS != nil || set.distanceM != nil else { return nil }
    func usable(_ value: Double?) -> Double { value.flatMap { $0.isFinite ? max(0, $0) : nil } ?? 0 }
    return Total(distanceM: usable(set.distanceM), elapsedS: usable(set.elapsedS))
  }

  private mutating func takeSet(_ number: Int, _ total: Total) {
    if let running = current, running.number == number,
      total.elapsedS >= running.total.elapsedS - Self.sameSetS
    {
      current = (number, running.total.raised(to: total))
      return
    }
    closeSet()
    // The numbers begin again with a session. In a rest they say less: the last set may not be logged yet.
    if number <= 1 { beginSession() }
    current = (number, total)
  }

  private mutating func closeSet() {
    if let running = current { finished = finished + running.total }
    current = nil
  }

  private mutating func beginSession() {
    closeSet()
    carried = carried + finished
    finished = Total()
  }
}
