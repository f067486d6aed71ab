// SPDX-License-Identifier: Apache-2.0
//
// Owns: how short and how long the way to the next magnet can be. Must not know: time timestamps, levels.

/// The arcs of a wheel with what its magnets may be misplaced by.
package struct ArcRange: Sendable {
  /// Three standard uncertainties of a distance between two magnets; an arc is never taken for less than half of itself.
  private static let margin = 3 * 2.0.squareRoot()

  /// Metres.
  package let shortestM: Double
  package let longestM: Double
  /// A gap this long belongs to a belt that may have stood, nanoseconds.
  package let standstillNs: Int64

  package init(wheel: MagnetWheel, placementSdM: Double) {
    let doubt = Self.margin * max(0, placementSdM)
    shortestM = max(0.5 * wheel.shortestArcM, wheel.shortestArcM - doubt)
    longestM = min(1.5 * wheel.longestArcM, wheel.longestArcM + doubt)
    standstillNs = Int64(wheel.longestArcM / BeltLimits.standstillMps * 1e9)
  }
}
