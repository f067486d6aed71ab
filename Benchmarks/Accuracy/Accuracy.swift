// SPDX-License-Identifier: Apache-2.0
//
// Owns: `make accuracy`: its sections and their order. Must not know: how an error is measured.

import Foundation

@main
enum Accuracy {
  static func main() async throws {
    guard let options = Options(CommandLine.arguments.dropFirst()) else {
      print(Options.usage)
      exit(64)
    }
    let measured = try await Measured(options)
    let tables = try await Sections.all(measured, options)
    let text = Document.markdown(tables, measured, options)
    print(text)
    if let path = options.writeTo {
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
    for miss in tables.outOfReach { print("out of reach: " + miss) }
    for miss in tables.missed { print("MISSED: " + miss) }
    if !tables.missed.isEmpty { exit(1) }
  }
}

/// The options of the command line.
struct Options: Sendable {
  static let usage =
    """
    usage: accuracy [--quick] [--section name]... [--write file]
      --quick     two seeds, for a first look; not to be written
      --section   only this one, for a first look; not to be written. One of:
                  \(Section.allCases.map(\.rawValue).joined(separator: ", "))
    """
  var isQuick = false
  var sections = Section.allCases
  var writeTo: String?

  init?(_ arguments: ArraySlice<String>) {
    var rest = arguments
    var chosen: [Section] = []
    while let argument = rest.popFirst() {
      switch argument {
      case "--quick": isQuick = true
      case "--section":
        guard let section = rest.popFirst().flatMap(Section.init) else { return nil }
        chosen.append(section)
      case "--write":
        guard let path = rest.popFirst() else { return nil }
        writeTo = path
      default: return nil
      }
    }
    if isQuick || !chosen.isEmpty, writeTo != nil { return nil }
    if !chosen.isEmpty { sections = Section.allCases.filter(chosen.contains) }
  }

  var isWhole: Bool { sections == Section.allCases }

  /// Of the sections on speed. Seeds 1 to 6 were used to develop the estimators.
  var seeds: ClosedRange<UInt64> { isQuick ? 11...12 : 11...18 }
  /// Of the figures that come once per set: their errors scatter.
  var setSeeds: ClosedRange<UInt64> { isQuick ? 11...12 : 11...50 }
  var stuckSeeds: ClosedRange<UInt64> { isQuick ? 11...12 : 11...110 }
  var directionSeeds: ClosedRange<UInt64> { isQuick ? 11...12 : 11...70 }
  var faultSeeds: ClosedRange<UInt64> { isQuick ? 11...11 : 11...14 }
}

/// What more than one section needs.
struct Measured: Sendable {
  let cells: [CellErrors]
  let boundaries: [BoundaryRow]

  init(_ options: Options) async throws {
    guard options.sections.contains(where: \.needsCells) else {
      (cells, boundaries) = ([], [])
      return
    }
    let gaits = [CellGait.matched, .strong, .mismatched, .sharp]
    cells = try await concurrently(gaits.flatMap(Cell.all)) {
      try CellErrors($0, seeds: options.seeds, setSeeds: options.setSeeds)
    }
    boundaries = try await BoundaryTable.measure(seeds: options.setSeeds)
  }

  func cells(_ gaits: CellGait...) -> [CellErrors] { cells.filter { gaits.contains($0.cell.gait) } }
}
