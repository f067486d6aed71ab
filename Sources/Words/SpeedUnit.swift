// SPDX-License-Identifier: Apache-2.0
//
// Owns: the units of speed. Must not know: where they are shown.

/// A unit of speed.
package enum SpeedUnit: String, Sendable, Equatable, CaseIterable {
  case kilometresPerHour = "km/h"
  case metresPerSecond = "m/s"
  case milesPerHour = "mph"
  case minutesPerKilometre = "min/km"
  /// As rowers count.
  case minutesPer500Metres = "min/500m"

  /// By its name; the slash is optional.
  package init?(name: String) {
    let plain = name.lowercased().filter { $0 != "/" }
    let known = Self.allCases.first { $0.rawValue.filter { $0 != "/" } == plain }
    guard let unit = known ?? (plain == "ms" || plain == "mps" ? .metresPerSecond : nil) else { return nil }
    self = unit
  }

  package var next: SpeedUnit {
    let all = Self.allCases
    let index = all.firstIndex(of: self) ?? 0
    return all[(index + 1) % all.count]
  }

  /// The longest value in large digits: figures are as large as this allows, so that they never change their size.
  package var widest: String {
    switch self {
    case .kilometresPerHour, .milesPerHour: "88.8"
    case .metresPerSecond: "8.88"
    case .minutesPerKilometre, .minutesPer500Metres: "88:88"
    }
  }

  /// In this unit; nil for a pace.
  package func value(_ mps: Double) -> Double? {
    switch self {
    case .kilometresPerHour: mps * 3.6
    case .metresPerSecond: mps
    case .milesPerHour: mps * 3600 / 1609.344
    case .minutesPerKilometre, .minutesPer500Metres: nil
    }
  }

  /// The distance that a pace is the time of, metres.
  var paceM: Double { self == .minutesPer500Metres ? 500 : 1000 }

  /// Whether distances are in feet, yards and miles.
  package var isImperial: Bool { self == .milesPerHour }

  /// Decimals if there is little room.
  package var briefDigits: Int { self == .metresPerSecond ? 2 : 1 }
}
