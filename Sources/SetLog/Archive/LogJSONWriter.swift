// SPDX-License-Identifier: Apache-2.0
//
// Owns: the whole log, or a selection of it, as one JSON document that `LogImport` reads again without loss.
// Must not know: files, what is in a calibration.
//
// docs/log.schema.json describes the document. It has no date of its own: the same log gives the same bytes.

import Foundation

/// The document's name and version.
enum LogJSON {
  static let format = "deadmill-log"
  static let version = 2
}

/// Writes the document: the small parts first, then set after set, as they come.
package struct LogJSONWriter {
  /// Where raw pulses, traces and former figures are read from.
  let log: SetLog
  /// The sets that will come; parts of the log that none of them refers to are left out.
  let filter: SetFilter
  /// Program and version.
  let writtenBy: String
  private var hasSets = false

  package init(log: SetLog, filter: SetFilter, writtenBy: String) {
    self.log = log
    self.filter = filter
    self.writtenBy = writtenBy
  }

  package mutating func begin(_ sink: ([UInt8]) throws -> Void) throws {
    var head = JSONObjectText()
    head.add("format", LogJSON.format)
    head.add("version", LogJSON.version)
    head.add("writtenBy", writtenBy)
    try sink(Array(head.text.dropLast().utf8))
    for part in LogPart.allCases {
      try sink(Array(",\n\"\(part.rawValue)\":[".utf8))
      var isFirst = true
      try log.forEach(part, of: filter) { json in
        try sink(Array(((isFirst ? "\n" : ",\n") + json).utf8))
        isFirst = false
      }
      try sink(Array((isFirst ? "]" : "\n]").utf8))
    }
    try sink(Array(",\n\"sets\":[".utf8))
  }

  package mutating func write(_ session: ExportedSession, _ sink: ([UInt8]) throws -> Void) throws {
    for set in session.sets {
      try sink(Array(((hasSets ? ",\n" : "\n") + json(set.record)).utf8))
      hasSets = true
    }
  }

  package mutating func end(_ sink: ([UInt8]) throws -> Void) throws {
    try sink(Array((hasSets ? "\n]}\n" : "]}\n").utf8))
  }

  /// The record as `sets --json` has it, and what only the log knows of it.
  private func json(_ record: SetRecord) throws -> String {
    let stored = try log.stored(record.id)
    var more = JSONObjectText()
    more.add("trace", raw: stored.trace.map(Self.json) ?? "null")
    more.add("rawPulses", stored.rawPulses?.base64EncodedString())
    more.add("revisions", raw: "[" + stored.revisions.joined(separator: ",") + "]")
    more.add("contextEdges", stored.contextEdges?.base64EncodedString())
    return record.json.dropLast() + "," + more.text.dropFirst()
  }

  /// Columns, as they are stored: whole milliseconds, millimetres, mm/s and hundredths of a joule.
  private static func json(_ trace: SetTrace) -> String {
    func column(_ values: [Double]) -> String {
      "[" + values.map { "\($0)" }.joined(separator: ",") + "]"
    }
    let works = trace.points.compactMap(\.workJ)
    var object = JSONObjectText()
    object.add("timeS", raw: column(trace.points.map(\.timeS)))
    object.add("distanceM", raw: column(trace.points.map(\.distanceM)))
    object.add("speedMps", raw: column(trace.points.map(\.speedMps)))
    object.add("workJ", raw: works.count == trace.points.count ? column(works) : "null")
    return object.text
  }
}
