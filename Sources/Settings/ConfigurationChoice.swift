// SPDX-License-Identifier: Apache-2.0
//
// Owns: the words that stand for the cases of a type, in the configuration and on the command line.
// Must not know: keys, files.
//
// The schema allows exactly the words of a type, and the reader turns each into its case: there is no second list that
// could differ, and no default that could hide a word that one of them lacks.

import Motion
import Pulses
import Words

/// A type whose cases a user chooses by a word.
package protocol ConfigurationChoice: Sendable, Equatable {
  static var choices: [Self] { get }
  var word: String { get }
}

extension ConfigurationChoice {
  /// The case of a word; nil for any other word.
  package init?(word: String) {
    guard let choice = Self.choices.first(where: { $0.word == word }) else { return nil }
    self = choice
  }

  package static var words: [String] { choices.map(\.word) }

  /// The words as a sentence lists them: `a, b or c`.
  package static var list: String {
    let words = words
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }
}

extension ConfigurationChoice where Self: CaseIterable & RawRepresentable, RawValue == String {
  package static var choices: [Self] { Array(allCases) }
  package var word: String { rawValue }
}

/// The pure modules' types cannot list their cases, since a list is allocated; their raw values are small numbers.
extension ConfigurationChoice where Self: RawRepresentable, RawValue == UInt8 {
  package static var choices: [Self] { (0...UInt8.max).compactMap { Self(rawValue: $0) } }
}

extension LineBias: ConfigurationChoice {}
extension BackendChoice: ConfigurationChoice {}
extension ViewMode: ConfigurationChoice {}
extension SpeedUnit: ConfigurationChoice {}
extension Language: ConfigurationChoice {}
extension SoundMode: ConfigurationChoice {}
extension Comparison: ConfigurationChoice {}

extension MachineKind: ConfigurationChoice {
  package var word: String {
    switch self {
    case .motorisedOff: "motorised-off"
    case .slatBelt: "slat-belt"
    case .sled: "sled"
    }
  }
}

extension SensorKind: ConfigurationChoice {
  package var word: String {
    switch self {
    case .single: "single"
    case .quadrature: "quadrature"
    }
  }
}

extension PulseEdge: ConfigurationChoice {
  package var word: String {
    switch self {
    case .falling: "falling"
    case .rising: "rising"
    case .both: "both"
    }
  }
}
