// SPDX-License-Identifier: Apache-2.0
//
// Owns: ground that a belt has covered already, where a sensor tells the direction. Must not know: speed, sets.
//
// Someone who stands on a belt moves it to and fro: that is no way. What counts is new ground: a belt that goes back has to
// come forward again first. A belt that goes back for longer than anybody shifts about is walked the other way.

import Pulses

/// What a pulse with a direction is worth.
package enum TravelStep: Sendable, Equatable {
  case newGround
  /// The belt has been here before.
  case oldGround
  /// The belt is walked the other way: so many pulses of old ground were new ground after all.
  case otherWay(Int64)
}

/// Follows a belt to and fro.
package struct BeltTravel: Sendable {
  /// Way back that nobody makes who stands, metres: that of a resumed walk (see `SetRules.resumeDistanceM`).
  private static let rockingM = 0.3

  private let mostBehind: Int64
  private var way: BeltDirection?
  private var last: BeltDirection?
  private var behind: Int64 = 0

  package init(wheel: MagnetWheel) {
    mostBehind = Int64(min(1e6, max(2, (Self.rockingM / wheel.meanArcM).rounded(.up))))
  }

  /// Nobody saw where the belt went: it begins where it is.
  package mutating func forget() {
    way = nil
    last = nil
    behind = 0
  }

  /// A magnet passed in a direction.
  package mutating func step(_ direction: BeltDirection) -> TravelStep {
    defer { last = direction }
    guard let way, let last else {
      self.way = direction
      return .newGround
    }
    // The belt turned: the magnet that passed last passes again, and no way lies between.
    if direction != last { return .oldGround }
    if direction == way {
      guard behind > 0 else { return .newGround }
      behind &-= 1
      return .oldGround
    }
    guard behind >= mostBehind else {
      behind &+= 1
      return .oldGround
    }
    let found = behind
    self.way = direction
    behind = 0
    return .otherWay(found)
  }
}
