// SPDX-License-Identifier: Apache-2.0
//
// Owns: how much of a belt's motion is new ground, if the sensor reports the direction. Must not know: speed, sets.
//
// A person standing on a belt rocks it to and fro, and that is not distance. Only new ground counts: a belt that moved
// back has to come forward again first. A belt that moves back further than anyone rocks it is being walked in the other
// direction.

import Pulses

/// How a pulse with a direction counts.
package enum TravelStep: Sendable, Equatable {
  case newGround
  /// The belt has already covered this arc.
  case oldGround
  /// The belt is being walked in the other direction: this many pulses of old ground were new ground after all.
  case reversed(Int64)
}

/// Follows a belt to and fro.
package struct BeltTravel: Sendable {
  /// Metres back that no standing person reaches: the distance of a resumed walk (see `SetRules.resumeDistanceM`).
  private static let rockingM = 0.3

  private let mostBehind: Int64
  private var heading: BeltDirection?
  private var last: BeltDirection?
  private var behind: Int64 = 0

  package init(wheel: MagnetWheel) {
    mostBehind = Int64(min(1e6, max(2, (Self.rockingM / wheel.meanArcM).rounded(.up))))
  }

  /// Starts over at the present position, after a gap in which the belt's motion was not seen.
  package mutating func forget() {
    heading = nil
    last = nil
    behind = 0
  }

  /// A magnet passed in a direction.
  package mutating func step(_ direction: BeltDirection) -> TravelStep {
    defer { last = direction }
    guard let heading, let last else {
      self.heading = direction
      return .newGround
    }
    // The belt turned round: the magnet that passed last passes again, with no travel in between.
    if direction != last { return .oldGround }
    if direction == heading {
      guard behind > 0 else { return .newGround }
      behind &-= 1
      return .oldGround
    }
    guard behind >= mostBehind else {
      behind &+= 1
      return .oldGround
    }
    let found = behind
    self.heading = direction
    behind = 0
    return .reversed(found)
  }
}
