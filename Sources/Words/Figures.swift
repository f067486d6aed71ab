// SPDX-License-Identifier: Apache-2.0
//
// Owns: figures as text, the same in every view. Must not know: what they belong to.

import Text

/// Figures in a language and a unit.
package struct Figures: Sendable, Equatable {
  package var language: Language
  package var unit: SpeedUnit

  /// Shown for what is not known.
  package static let unknown = "–"

  /// Below this speed no pace is shown: 100 minutes per kilometre.
  private static let slowestPaceMps = 1000.0 / 6000

  package init(language: Language, unit: SpeedUnit) {
    self.language = language
    self.unit = unit
  }

  /// A number with this many decimals; unknown if it is not finite or absurdly large.
  package func fixed(_ value: Double?, _ digits: Int) -> String {
    guard let value, value.isFinite, value.magnitude < 1e12 else { return Self.unknown }
    let text = DecimalText.fixed(value, digits)
    return language.decimalMark == "." ? text : text.replacing(".", with: String(language.decimalMark))
  }

  /// m:ss, or h:mm:ss from a hundred minutes up.
  package func clock(_ seconds: Double?) -> String {
    guard let seconds, seconds.isFinite else { return Self.unknown }
    return ClockText.minutes(seconds, hoursFromMinutes: 100)
  }

  /// What is left of a time: 0:01 until it is over.
  package func remaining(_ seconds: Double?) -> String { clock(seconds.map { max(0, $0).rounded(.up) }) }

  /// A speed as shown in large digits.
  package func speed(_ mps: Double?) -> String { speed(mps, digits: unit.briefDigits) }

  /// A speed as shown in a table.
  package func preciseSpeed(_ mps: Double?) -> String { speed(mps, digits: 2) }

  private func speed(_ mps: Double?, digits: Int) -> String {
    guard let mps, mps.isFinite else { return Self.unknown }
    // A speed is never negative, and -0.0 would be shown with a sign.
    if let value = unit.value(max(0, mps)) {
      return value < 1000 ? fixed(value, value < 99.95 ? digits : 0) : Self.unknown
    }
    return mps < Self.slowestPaceMps ? Self.unknown : clock(unit.paceM / mps)
  }

  /// The uncertainty of a speed; nil for a pace slower than walking, which has no meaningful one.
  package func speedUncertainty(_ sdMps: Double, at mps: Double) -> String? {
    guard sdMps.isFinite, sdMps >= 0 else { return nil }
    if let value = unit.value(sdMps) { return "± " + fixed(value, 2) }
    guard mps.isFinite, mps >= 2 * Self.slowestPaceMps else { return nil }
    return "± " + clock(unit.paceM / mps * (sdMps / mps))
  }

  /// Metres, with a decimal below 1000.
  package func metres(_ metres: Double?) -> String {
    guard let metres else { return Self.unknown }
    return fixed(metres, metres.magnitude < 999.95 ? 1 : 0)
  }

  /// A number without needless decimals: 6 or 6.5.
  package func short(_ value: Double) -> String { fixed(value, value.rounded() == value ? 0 : 1) }

  private static let footM = 0.3048

  /// A distance and its unit: metres, or feet, from 1000 feet on yards, and from a mile on miles.
  package func distance(_ metres: Double?, digits: Int = 1) -> (text: String, unit: DistanceUnit) {
    guard unit.isImperial else {
      let isShort = (metres?.magnitude ?? 0) < 999.95
      return (fixed(metres, isShort ? digits : 0), .metres)
    }
    guard let metres, metres.isFinite else { return (Self.unknown, .feet) }
    let feet = metres / Self.footM
    if feet.magnitude < 999.5 { return (fixed(feet, 0), .feet) }
    if feet.magnitude < 5280 { return (fixed(feet / 3, 0), .yards) }
    return (fixed(feet / 5280, 2), .miles)
  }

  /// A distance in a table: always the same unit, so that columns compare.
  package func tableDistance(_ metres: Double?) -> String {
    unit.isImperial ? fixed(metres.map { $0 / Self.footM }, 0) : self.metres(metres)
  }

  /// A distance with its unit.
  package func length(_ metres: Double?, digits: Int = 1) -> String {
    let (text, unit) = distance(metres, digits: digits)
    return "\(text) \(unit.rawValue)"
  }

  /// A difference of distances with its unit and sign.
  package func signedLength(_ metres: Double) -> String {
    unit.isImperial ? signed(metres / Self.footM, 0) + " ft" : signed(metres, 1) + " m"
  }

  /// A share in whole percent.
  package func percent(_ share: Double?) -> String {
    let text = fixed(share.map { $0 * 100 }, 0)
    return text == Self.unknown ? text : text + " %"
  }

  /// A difference, with its sign.
  package func signed(_ value: Double, _ digits: Int) -> String {
    let text = fixed(value.magnitude, digits)
    if text == Self.unknown { return text }
    let isZero = !text.contains { $0.isNumber && $0 != "0" }
    return isZero ? "±" + text : (value < 0 ? "-" : "+") + text
  }
}

/// A unit of distance, by its sign.
package enum DistanceUnit: String, Sendable, Equatable {
  case metres = "m"
  case feet = "ft"
  case yards = "yd"
  case miles = "mi"
}
