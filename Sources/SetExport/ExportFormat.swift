// SPDX-License-Identifier: Apache-2.0
//
// Owns: the formats there are, and the seam that each of them fills. Must not know: how any of them is written.

import SetLog

/// A format to write sets in.
public enum ExportFormat: String, CaseIterable, Sendable {
  /// Garmin's activity file: what Garmin Connect, Strava and intervals.icu take.
  case fit
  /// Training Center XML, for what does not read FIT.
  case tcx
  /// A table of sets.
  case csv
  /// A table of every set over time.
  case csvTrace = "csv-trace"
  /// Everything, as this program reads it again.
  case json
  /// The table of the Strong app, which Hevy imports.
  case strong
  /// A FHIR bundle of observations, for a clinic.
  case fhir
  /// A report to print.
  case html

  /// How the name of such a file ends, without the dot.
  public var fileExtension: String {
    switch self {
    case .csvTrace, .strong: "csv"
    case .fhir: "json"
    case .fit, .tcx, .csv, .json, .html: rawValue
    }
  }

  /// Whether it is no text that a terminal could show.
  public var isBinary: Bool { self == .fit }

  /// Whether it is made for a site or a clinic that adds up what it gets: suspect sets are left out unless
  /// `ExportOptions.includesSuspectSets` says otherwise.
  public var leavesOutSuspectSets: Bool {
    switch self {
    case .fit, .tcx, .strong, .fhir: true
    case .csv, .csvTrace, .json, .html: false
    }
  }

  /// The sets of a filter that this format takes.
  func chosen(_ filter: SetFilter, _ options: ExportOptions) -> SetFilter {
    var filter = filter
    if leavesOutSuspectSets, !options.includesSuspectSets, filter.standing == .kept {
      filter.standing = .counted
    }
    return filter
  }

  /// What writes this format.
  /// - Parameters:
  ///   - log: where the sets come from; some formats have a title page, or what else the log knows of them.
  ///   - filter: the sets that will come.
  func writer(_ options: ExportOptions, _ log: SetLog, _ filter: SetFilter) throws -> any ExportWriter {
    switch self {
    case .fit: FITWriter(exercise: options.exercise)
    case .tcx: TCXWriter(exercise: options.exercise)
    case .csv: SetTableWriter()
    case .csvTrace: TraceTableWriter()
    case .strong: StrongWriter(exercise: options.exercise)
    case .json: LogJSONWriter(log: log, filter: filter, writtenBy: options.program)
    case .fhir: FHIRWriter()
    case .html: HTMLWriter(extent: try log.extent(filter), program: options.program)
    }
  }
}

/// Writes one format. Sessions come in order, one at a time; what is written goes out at once.
protocol ExportWriter {
  /// Before the first session.
  mutating func begin(_ sink: ([UInt8]) throws -> Void) throws
  /// One session.
  mutating func write(_ session: ExportedSession, _ sink: ([UInt8]) throws -> Void) throws
  /// After the last session.
  mutating func end(_ sink: ([UInt8]) throws -> Void) throws
}

extension LogJSONWriter: ExportWriter {}
