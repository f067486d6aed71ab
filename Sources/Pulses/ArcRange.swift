// SPDX-License-Identifier: Apache-2.0
//
// Owns: the shortest and longest travel to the next magnet. Must not know: timestamps, levels.

/// The arcs of a wheel, widened by the misplacement of its magnets.
package struct ArcRange: Sendable {
  /// Three standard uncertainties of a distance between two magnets; an arc is never assumed shorter than half its
  /// length.
  private static let margin = 3 * 2.0.squareRoot()

  /// Metres.
  package let shortestM: Double
  package let longestM: Double
  /// A gap this long means that the belt may have stopped, nanoseconds.
  package let standstillNs: Int64

  package init(wheel: MagnetWheel, placementSdM: Double) {
    let doubt = Self.margin * max(0, placementSdM)
    shortestM = max(0.5 * wheel.shortestArcM, wheel.shortestArcM - doubt)
    longestM = min(1.5 * wheel.longestArcM, wheel.longestArcM + doubt)
    standstillNs = Nanoseconds(seconds: wheel.longestArcM / BeltLimits.standstillMps).count
  }
}
