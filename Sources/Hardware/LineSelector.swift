// SPDX-License-Identifier: Apache-2.0
//
// Owns: which line is meant, out of what there is. Must not know: how chips are read.
//
// Never by chip number: numbers change with the kernel, with the order of plugging, and on every Pi model.

import Settings

/// A chip and its lines as they were found.
package struct FoundChip: Sendable, Equatable {
  package var path: String
  package var label: String
  /// The lines' names by offset; empty for a line without one.
  package var lineNames: [String]

  package init(path: String, label: String, lineNames: [String]) {
    self.path = path
    self.label = label
    self.lineNames = lineNames
  }
}

/// A line that was found.
package struct FoundLine: Sendable, Equatable {
  package var chipPath: String
  package var chipLabel: String
  package var offset: Int
  /// What to call it in messages.
  package var text: String

  package init(chipPath: String, chipLabel: String, offset: Int, text: String) {
    self.chipPath = chipPath
    self.chipLabel = chipLabel
    self.offset = offset
    self.text = text
  }
}

extension LineSelector {
  /// The one line that is meant.
  package func resolve(in chips: [FoundChip]) throws(HardwareError) -> FoundLine {
    switch self {
    case .name(let name): try resolve(name: name, chips)
    case .chip(let label, let offset): try resolve(label: label, offset: offset, chips)
    }
  }

  private func resolve(name: String, _ chips: [FoundChip]) throws(HardwareError) -> FoundLine {
    var matches: [FoundLine] = []
    for chip in chips {
      for (offset, lineName) in chip.lineNames.enumerated() where lineName == name && !name.isEmpty {
        matches.append(
          FoundLine(
            chipPath: chip.path, chipLabel: chip.label, offset: offset, text: "\(name) (\(chip.label))"))
      }
    }
    guard let first = matches.first else {
      let names = chips.flatMap(\.lineNames).filter { !$0.isEmpty }
      throw .notFound(wanted: name, known: names.isEmpty ? chips.map { "chip \($0.label)" } : names)
    }
    guard matches.count == 1 else {
      throw .ambiguous(wanted: name, candidates: matches.map { "\($0.chipLabel) offset \($0.offset)" })
    }
    return first
  }

  private func resolve(label: String, offset: Int, _ chips: [FoundChip]) throws(HardwareError) -> FoundLine {
    let matches = chips.filter { $0.label == label }
    guard let chip = matches.first else {
      throw .notFound(wanted: text, known: chips.map { "chip \($0.label)" })
    }
    guard matches.count == 1 else {
      throw .ambiguous(wanted: "chip \(label)", candidates: matches.map(\.path))
    }
    guard chip.lineNames.indices.contains(offset) else {
      throw .notFound(wanted: text, known: ["\(label) offsets 0 to \(chip.lineNames.count - 1)"])
    }
    return FoundLine(chipPath: chip.path, chipLabel: label, offset: offset, text: text)
  }
}
