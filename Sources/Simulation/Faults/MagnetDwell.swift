// SPDX-License-Identifier: Apache-2.0
//
// Owns: the belt travel for which a magnet holds the switch. Must not know: time, levels.

/// The belt travel for which a magnet, slot or tooth holds the switch.
package enum MagnetDwell: Sendable, Equatable {
  /// The same travel for all magnets, at most `largestShare` of the arc.
  case travelM(Double)
  /// A share of the following arc, different for each magnet: a standard deviation relative to the share.
  case share(Double, spread: Double)

  /// A magnet of some 8 mm and a Hall switch.
  package static let standard = MagnetDwell.travelM(0.012)
  /// A slotted disc of equal slots and teeth.
  package static let slotted = MagnetDwell.share(0.5, spread: 0.02)
  /// The switch opens between any two magnets, however wide.
  static let largestShare = 0.85
  static let smallestShare = 0.02

  /// Metres, of the magnet before an arc.
  func dwellM(arcM: Double, _ random: inout Random) -> Double {
    switch self {
    case .travelM(let travelM): return min(travelM, 0.5 * arcM)
    case .share(let share, let spread):
      let own = share * (1 + spread * random.gaussian())
      return min(Self.largestShare, max(Self.smallestShare, own)) * arcM
    }
  }
}
