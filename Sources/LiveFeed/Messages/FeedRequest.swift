// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a reader of the local socket may ask for, as JSON lines. Must not know: sockets, who answers.

import Foundation

/// Something that a reader asks for.
package enum FeedRequest: Sendable, Equatable {
  /// To be told of every pulse as it comes.
  case pulses
  /// Every raw edge of a machine as it comes; nil for the only machine that there is.
  case edges(machine: String?)
  /// That the next walker is on a machine from now on, after the last one nobody.
  case nextWalker(machine: String)

  private struct Line: Codable {
    var type = "ask"
    var `for`: String
    var machine: String?
  }

  /// The request as one line, with its end.
  package var line: Data {
    let line =
      switch self {
      case .pulses: Line(for: "pulses")
      case .edges(let machine): Line(for: "edges", machine: machine)
      case .nextWalker(let machine): Line(for: "next-walker", machine: machine)
      }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return ((try? encoder.encode(line)) ?? Data()) + Data("\n".utf8)
  }

  /// Reads a line without its end; nil for what this version does not know.
  package init?(line: Data) {
    guard let line = try? JSONDecoder().decode(Line.self, from: line), line.type == "ask" else { return nil }
    switch (line.for, line.machine) {
    case ("pulses", _): self = .pulses
    case ("edges", let machine): self = .edges(machine: machine)
    case ("next-walker", .some(let machine)): self = .nextWalker(machine: machine)
    default: return nil
    }
  }
}
