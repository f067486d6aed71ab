// SPDX-License-Identifier: Apache-2.0
//
// Owns: choosing a walker from the list: by number, by the first letters of a name, by moving up and down. Must not know:
// terminals, how it is drawn.

import Foundation
import LiveFeed

/// The list of walkers while one of them is chosen for a machine.
package struct WalkerPicker: Sendable, Equatable {
  /// Walkers of a page, chosen by the keys 1 to 9.
  package static let pageRows = 9

  /// What a key led to.
  package enum Outcome: Sendable, Equatable {
    case stays, closed
    /// nil for no walker.
    case chosen(String?)
  }

  /// The machine's identifier, and its name.
  package let machine: String
  package let machineName: String
  /// The walker on it now.
  package let present: String?
  /// All walkers; nil until the daemon has answered.
  package private(set) var walkers: [LiveWalker]?
  /// The letters that were typed.
  package private(set) var filter = ""
  /// Index in `matches` of the marked one.
  package private(set) var selected = 0
  /// Bytes of a letter that is not complete yet.
  private var bytes: [UInt8] = []

  package init(machine: String, machineName: String, present: String?) {
    self.machine = machine
    self.machineName = machineName
    self.present = present
  }

  /// The daemon's answer.
  package mutating func list(_ walkers: [LiveWalker]) {
    self.walkers = walkers
    selected = matches.firstIndex { $0.name == present } ?? 0
  }

  /// The walkers one of whose names begins with what was typed.
  package var matches: [LiveWalker] {
    let walkers = walkers ?? []
    let wanted = Self.folded(filter)
    guard !wanted.isEmpty else { return walkers }
    return walkers.filter { walker in
      let name = Self.folded(walker.name)
      return name.hasPrefix(wanted) || name.split(separator: " ").contains { $0.hasPrefix(wanted) }
    }
  }

  /// The page with the marked walker.
  package var page: ArraySlice<LiveWalker> {
    let matches = matches
    let first = min(selected, max(0, matches.count - 1)) / Self.pageRows * Self.pageRows
    return matches[first..<min(matches.count, first + Self.pageRows)]
  }

  package mutating func press(_ key: Key) -> Outcome {
    switch key {
    case .up: move(-1)
    case .down: move(1)
    case .left: move(-Self.pageRows)
    case .right: move(Self.pageRows)
    case .other: break
    case .character(let character): return press(character)
    }
    return .stays
  }

  private mutating func press(_ character: Character) -> Outcome {
    switch character {
    case "\u{1B}": return .closed
    case "\r", "\n":
      let matches = matches
      return matches.indices.contains(selected) ? .chosen(matches[selected].name) : .stays
    case "0": return walkers == nil ? .stays : .chosen(nil)
    case "1"..."9":
      let page = page
      let index = page.startIndex + (character.wholeNumberValue ?? 1) - 1
      return page.indices.contains(index) ? .chosen(page[index].name) : .stays
    case "\u{7F}", "\u{08}":
      bytes = []
      filter = String(filter.dropLast())
      selected = 0
    default: type(character)
    }
    return .stays
  }

  private mutating func move(_ step: Int) {
    let count = matches.count
    guard count > 0 else { return }
    selected =
      step.magnitude == 1 ? (selected + step + count) % count : max(0, min(count - 1, selected + step))
  }

  /// Above 127 a character is one byte of a letter.
  private mutating func type(_ character: Character) {
    guard let scalar = character.unicodeScalars.first, scalar.value >= 0x20, filter.count < 40 else { return }
    if scalar.value < 0x80 {
      bytes = []
      filter.append(character)
    } else if let byte = UInt8(exactly: scalar.value) {
      // A first byte begins another letter.
      if byte >= 0xC0 { bytes = [] }
      bytes.append(byte)
      guard bytes.count <= 4, let letter = String(validating: bytes, as: UTF8.self) else { return }
      bytes = []
      filter.append(letter)
    }
    selected = 0
  }

  private static func folded(_ text: String) -> String {
    text.trimmingCharacters(in: .whitespaces)
      .folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
  }
}
