// SPDX-License-Identifier: Apache-2.0
//
// Owns: for whom a machine is shown: in which words, and whose name may be seen. Must not know: machines.

import Words

/// Who looks, as far as the picture depends on it.
struct LiveViewer: Sendable, Hashable {
  /// Whose names are shown.
  enum Names: Sendable, Hashable {
    case none
    /// Only one's own.
    case own(String)
    case all

    func shows(_ name: String?) -> Bool {
      switch self {
      case .none: false
      case .own(let own): own == name
      case .all: true
      }
    }
  }

  var language: Language
  var unit: SpeedUnit
  var names = Names.none

  var figures: Figures { Figures(language: language, unit: unit) }
}
